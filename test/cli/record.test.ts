/** `spotwire record` against the embedded robot. */
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMcap } from "../support/read-mcap.ts";
import { CliRobot } from "./cli-robot.ts";
import { CapturedOutput } from "./captured-output.ts";
import { runCommandLine } from "../../src/cli/main.ts";

let robot: CliRobot;
beforeAll(async () => {
  robot = await CliRobot.start();
});
afterAll(() => robot[Symbol.asyncDispose]());

const SOURCE = "frontleft_fisheye_image";

describe("spotwire record", () => {
  it("writes a file that other readers read, and counts what is in it", async () => {
    const file = join(robot.folder, "counted.mcap");
    const told = (await robot.json(`record HOST --duration 2s --images ${SOURCE} --mcap`, file)) as {
      readonly file: string;
      readonly bytes: number;
      readonly messages: Record<string, number>;
    };
    expect(told.file).toBe(file);
    expect(told.bytes).toBe((await readFile(file)).length);
    const counts: Record<string, number> = {};
    for (const { topic } of await readMcap(file)) counts[topic] = (counts[topic] ?? 0) + 1;
    expect(counts).toEqual(told.messages);
    expect(Object.keys(counts).sort()).toEqual(["/image/" + SOURCE, `/image/${SOURCE}/view`, "/robot_state", "/tf"]);
  });

  it("ends the file in order at Ctrl-C", async () => {
    const file = join(robot.folder, "interrupted.mcap");
    const output = new CapturedOutput();
    const interrupt = new AbortController();
    robot.giveLogin();
    const args = robot.args("record HOST --stream --state-rate 100 --mcap", file);
    const running = runCommandLine(args, output, interrupt.signal);
    await expect.poll(() => output.err, { timeout: 10_000 }).toContain("recording until Ctrl-C");
    await expect.poll(() => access(file).then(() => true)).toBe(true);
    interrupt.abort();
    expect(await running).toBe(0);
    expect(output.out).toContain(file);
    await readMcap(file);
  });

  it("refuses what it cannot do before it records", async () => {
    const file = join(robot.folder, "there.mcap");
    await writeFile(file, "precious");
    const exists = await robot.run("record HOST --mcap", file);
    expect({ code: exists.code, err: exists.err }).toMatchObject({ code: 1 });
    expect(exists.err).toContain("MCAP_FILE_EXISTS");
    expect(await readFile(file, "utf8")).toBe("precious");
    const other = join(robot.folder, "other.mcap");
    for (const [line, why] of [
      ["record HOST --images nose --mcap", "no image source nose; it has "],
      ["record HOST --state-rate 0 --mcap", "there is nothing to record"],
      ["record HOST --state-rate 101 --mcap", "--state-rate takes 0 to 100"],
    ] as const) {
      const { code, err } = await robot.run(line, other);
      expect({ line, code }).toEqual({ line, code: 2 });
      expect(err).toContain(why);
    }
    await expect(access(other)).rejects.toThrow();
  });
});
