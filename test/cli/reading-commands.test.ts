/** Commands that read from a robot, or write into its log, in this process, against a simulator. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logRow } from "../../src/cli/commands/log-status.ts";
import { LogStatus_Status, LogStatus_Type, newLogStatus } from "../../src/messages/bosdyn/api/log_status/log_status.ts";
import { newDuration } from "../../src/messages/google/protobuf/duration.ts";
import { keepPolicy } from "../../src/robot/index.ts";
import { FaultClient } from "../../src/services/index.ts";
import { CliRobot } from "./cli-robot.ts";

let robot: CliRobot;

beforeAll(async () => {
  robot = await CliRobot.start();
});

afterAll(async () => {
  await robot[Symbol.asyncDispose]();
});

describe("spotwire image", () => {
  it("lists the sources with their formats", async () => {
    const out = await robot.ok("image list HOST");
    expect(out).toMatch(/^left_fisheye_image +visual +320 x 240 +jpeg, raw +greyscale u8$/m);
    expect(await robot.json("image list HOST")).toContainEqual(expect.objectContaining({ name: "left_depth" }));
  });

  it("writes a JPEG as it came, and depth as a PGM of sixteen bits, into a folder", async () => {
    const out = join(robot.folder, "pictures");
    const text = await robot.ok("image get HOST frontleft_fisheye_image left_depth --out", out);
    expect((await readdir(out)).sort()).toEqual(["frontleft_fisheye_image.jpg", "left_depth.pgm"]);
    expect(text).toMatch(/frontleft_fisheye_image\.jpg {2}320 by 240, jpeg greyscale u8, \d+ bytes\n/);
    expect([...(await readFile(join(out, "frontleft_fisheye_image.jpg"))).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    const pgm = await readFile(join(out, "left_depth.pgm"));
    expect(pgm.toString("latin1", 0, 17)).toBe("P5\n212 120\n65535\n");
    expect(pgm.length).toBe(17 + 212 * 120 * 2);
    // The nearest floor is within six metres: the high byte of each number stands first.
    const depths = Array.from({ length: 212 * 120 }, (_, index) => pgm.readUInt16BE(17 + index * 2)).filter(
      (raw) => raw > 0,
    );
    expect(depths.length).toBeGreaterThan(100);
    expect(Math.max(...depths)).toBeLessThanOrEqual(6000);
  });

  it("writes raw grey into the file that was named, and tells what it is", async () => {
    const file = join(robot.folder, "left.pgm");
    expect(await robot.json("image get HOST left_fisheye_image --format raw --out", file)).toMatchObject({
      source: "left_fisheye_image",
      file,
      columns: 320,
      rows: 240,
      format: "raw",
    });
    expect((await readFile(file)).length).toBe("P5\n320 240\n255\n".length + 320 * 240);
  });

  it("makes smaller files of less quality", async () => {
    const bytes = async (quality: string): Promise<number> => {
      const line = `image get HOST left_fisheye_image --quality ${quality} --out`;
      return ((await robot.json(line, join(robot.folder, "q.jpg"))) as { bytes: number }).bytes;
    };
    expect(await bytes("10")).toBeLessThan(await bytes("95"));
  });

  it("refuses sources and numbers that it does not know, and writes nothing", async () => {
    const file = join(robot.folder, "nothing.jpg");
    const { code, out, err } = await robot.run("image get HOST nose_camera --out", file);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error [IMAGE_UNKNOWN_SOURCE]:");
    expect(err).toContain("try: spotwire image list HOST\n");
    expect(await readdir(robot.folder)).not.toContain("nothing.jpg");
    for (const wrong of ["--quality 101", "--quality NaN", "--format tiff"]) {
      expect(await robot.run(`image get HOST left_depth ${wrong}`)).toMatchObject({ code: 2, out: "" });
    }
    expect(await robot.run("image list HOST --service nobody")).toMatchObject({ code: 1, out: "" });
  });
});

describe("spotwire grid", () => {
  it("lists and reads grids", async () => {
    expect(await robot.ok("grid list HOST")).toContain("terrain\n");
    const file = join(robot.folder, "terrain.csv");
    const facts = (await robot.json("grid get HOST terrain --out", file)) as Record<string, number>;
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(facts["rows"] ?? 0);
    for (const line of lines) expect(line.split(",")).toHaveLength(facts["columns"] ?? 0);
  });

  it("writes those that there are, says which there are not, and ends with 1", async () => {
    const out = join(robot.folder, "grids");
    const { code, err } = await robot.run("grid get HOST terrain ceiling --out", out);
    expect(code).toBe(1);
    expect(err).toContain("no ceiling: no such grid; see: spotwire grid list\n");
    expect(await readdir(out)).toEqual(["terrain.csv"]);
  });
});

describe("spotwire log and data", () => {
  it("write comments and events, and read them back", async () => {
    expect(await robot.ok("log comment HOST changed the battery")).toBe("written\n");
    expect(await robot.json("log text HOST --level warn --tag hip the left hip sounds odd")).toEqual({
      message: "the left hip sounds odd",
      level: "warn",
    });
    const line = "log event HOST --type test:done --level high --param gauge=4.5 --param ok=true boiler inspected";
    const { id } = (await robot.json(line)) as { id: string };
    expect(await robot.json("data events HOST --since 5m --type test:done")).toMatchObject({
      id,
      description: "boiler inspected",
      level: "LEVEL_HIGH",
      parameters: [
        { label: "gauge", floatValue: 4.5 },
        { label: "ok", boolValue: true },
      ],
    });
    expect(await robot.ok("data events HOST --since 5m")).toMatch(/ test:done +high +spotwire\S* +boiler inspected$/m);
    expect(await robot.ok("data comments HOST --since 5m")).toMatch(/^\d{4}-\S+Z +changed the battery$/m);
  });

  it("dates what was written by this machine's clock, not the robot's", async () => {
    const out = await robot.ok("data comments HOST --since 5m");
    const written = Date.parse(/^(\S+Z) +changed/m.exec(out)?.[1] ?? "");
    expect(Math.abs(written - Date.now())).toBeLessThan(60_000);
  });

  it("say so where there is nothing", async () => {
    const { code, out, err } = await robot.run("data events HOST --since 20000101-20000102");
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("no events in that time\n");
  });

  for (const [line, says] of [
    ["data events HOST", /required option '--since <time>' not specified/],
    ["data events HOST --since yesterday", /--since takes a time or two/],
    ["data comments HOST --since 1h --max 0", /--max takes a whole number/],
    ["log event HOST --param gauge boiler", /--param takes name=value, not "gauge"/],
    ["log text HOST --level loud hello", /Allowed choices are debug, info, warn, error/],
    ["log start HOST everything", /log start takes experiment, concurrent or retro, not everything/],
    ["log start HOST retro", /log start retro needs --past, such as --past 5m/],
    ["log start HOST experiment --past 5m", /log start experiment needs --for/],
    ["log start HOST experiment --for 5m --past 5m", /log start experiment takes --for alone/],
  ] as const) {
    it(`refuse \`${line}\``, async () => {
      const { code, out, err } = await robot.run(line);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(says);
    });
  }

  for (const line of ["log status HOST", "log start HOST retro --past 5m", "log stop HOST 7", "payload list HOST"]) {
    it(`\`${line}\` says that this robot has no such service, and where to see those it has`, async () => {
      const { code, out, err } = await robot.run(line);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain("error [SERVICE_NOT_REGISTERED]:");
      expect(err).toContain("try: spotwire directory HOST");
    });
  }

  it("show a log as a row of words", () => {
    const status = {
      ...newLogStatus(),
      id: "l1",
      type: LogStatus_Type.TYPE_RETRO,
      status: LogStatus_Status.STATUS_DONE,
      runTime: { ...newDuration(), seconds: 90n },
    };
    expect(logRow(status)).toEqual(["l1", "retro", "done", "90 s"]);
  });
});

describe("spotwire faults", () => {
  it("lists the simulator's own, and a service's, which can be cleared", async () => {
    await using other = await robot.otherClient();
    const fault = {
      faultId: { faultName: "lens dirty", serviceName: "my-camera" },
      errorMessage: "wipe it",
      severity: 2,
    };
    await other.client(FaultClient).triggerServiceFault({ fault });
    const out = await robot.ok("faults HOST");
    expect(out).toMatch(/^system +simulator +info +this robot is the spotwire simulator$/m);
    expect(out).toMatch(/^service +lens dirty +warn +my-camera: wipe it$/m);
    expect(await robot.json("faults HOST")).toMatchObject({ behavior: [], service: [{ errorMessage: "wipe it" }] });
    expect(await robot.ok("faults clear HOST --service my-camera", "lens dirty")).toBe("cleared lens dirty\n");
    expect(await robot.json("faults HOST")).toMatchObject({ service: [] });
    const again = await robot.run("faults clear HOST --service my-camera", "lens dirty");
    expect(again.code).toBe(1);
    expect(again.err).toContain("error [FAULT_NOT_ACTIVE]:");
  });

  it("with --watch goes on until Ctrl-C", async () => {
    const { output, interrupt, code } = robot.begin("faults HOST --watch --json");
    await expect.poll(() => output.out.split("\n").length, { timeout: 8000 }).toBeGreaterThan(2);
    interrupt();
    expect(await code).toBe(130);
  });

  it("clears a behaviour fault after a fall, and a number that is none says so", async () => {
    await robot.ok("stand HOST --power-on");
    await robot.ok("power off HOST --cut");
    const { behavior } = (await robot.json("faults HOST")) as { behavior: { behaviorFaultId: number }[] };
    const id = String(behavior[0]?.behaviorFaultId);
    expect(await robot.ok("faults HOST")).toMatch(new RegExp(`^behaviour +${id} +clearable +cause: fall$`, "m"));
    const refused = await robot.run("stand HOST --power-on");
    expect(refused.err).toContain("error [ROBOT_COMMAND_BEHAVIOR_FAULT]:");
    expect(refused.err).toContain("try: spotwire faults HOST");
    expect(await robot.ok(`faults clear HOST ${id}`)).toBe(`cleared ${id}\n`);
    expect(await robot.json("faults HOST")).toMatchObject({ behavior: [] });
    expect(await robot.run("faults clear HOST 4000000000")).toMatchObject({ code: 1, out: "" });
    expect(await robot.ok("self-right HOST")).toBe("the robot lies on its belly\n");
  });
});

describe("spotwire keepalive", () => {
  it("lists policies, removes one by its number, and all", async () => {
    await using other = await robot.otherClient();
    const actions = [{ after: { seconds: 600n }, controlledMotorsOff: {} }];
    const first = await keepPolicy(other, { name: "sit if I am gone", actions });
    await keepPolicy(other, { name: "another", actions });
    expect(await robot.ok("keepalive status HOST")).toMatch(
      new RegExp(`^${first.policyId} +sit if I am gone +other-\\S+ +sit and motors off after 600.0 s$`, "m"),
    );
    expect(await robot.json(`keepalive remove HOST ${first.policyId}`)).toEqual({ removed: [String(first.policyId)] });
    expect(await robot.run(`keepalive remove HOST ${first.policyId}`)).toMatchObject({ code: 1 });
    expect(await robot.ok("keepalive remove HOST --all")).toMatch(/^removed \d+\n$/);
    expect((await robot.run("keepalive status HOST")).err).toContain("no policies: nothing happens");
  });

  for (const line of ["keepalive remove HOST", "keepalive remove HOST 1 --all", "keepalive remove HOST x"]) {
    it(`refuses \`${line}\``, async () => {
      expect(await robot.run(line)).toMatchObject({ code: 2, out: "" });
    });
  }
});

describe("spotwire license", () => {
  it("says what is licensed, and until when", async () => {
    const out = await robot.ok("license HOST");
    expect(out).toMatch(/^status +valid$/m);
    expect(out).toMatch(/^valid until +\d{4}-\d\d-\d\d$/m);
    expect(await robot.json("license HOST")).toMatchObject({ status: "STATUS_VALID", robotSerial: "SIM-CLI" });
  });
});

describe("spotwire state hardware, metrics and model", () => {
  it("say what the robot is made of, and its totals", async () => {
    expect(await robot.ok("state hardware HOST")).toMatch(/^links +body, fl\.hip/m);
    expect(await robot.json("state hardware HOST")).toHaveProperty("skeleton.links");
    expect(await robot.ok("state metrics HOST")).toMatch(/^distance +\d+/m);
    expect(await robot.ok("state model HOST body")).toMatch(/^v -?\d/m);
    expect(await robot.run("state model HOST tail")).toMatchObject({ out: "" });
  });

  it("leave `state HOST` as it was, options behind the host and before it", async () => {
    expect(await robot.ok("state HOST --no-token-cache")).toMatch(/^motor power /m);
    expect(await robot.ok("state --timeout 9 HOST")).toMatch(/^motor power /m);
    expect(await robot.json("state metrics --timeout 9 HOST")).toHaveProperty("metrics");
  });
});

describe("spotwire self-ip", () => {
  it("prints the address towards the robot, without a login", async () => {
    expect(await robot.ok("self-ip HOST --json")).toBe('{"address":"127.0.0.1"}\n');
    expect(await robot.ok("self-ip HOST")).toBe("127.0.0.1\n");
  });
});
