/** `spotwire map`, in this process, against a simulator. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GraphNavClient } from "../../src/services/index.ts";
import { CliRobot } from "./cli-robot.ts";

let robot: CliRobot;
let dir: string;

beforeAll(async () => {
  robot = await CliRobot.start(1);
  dir = join(robot.folder, "office");
  await robot.ok("stand HOST --power-on");
});

afterAll(async () => {
  await robot[Symbol.asyncDispose]();
});

describe("a robot without a map", () => {
  it("says so in its status", async () => {
    const out = await robot.ok("map status HOST");
    expect(out).toMatch(/^waypoints +0$/m);
    expect(out).toMatch(/^robot is at +\(not localised: see spotwire map localize\)$/m);
    expect(out).toMatch(/^recording +no$/m);
  });

  it("goes nowhere", async () => {
    const { code, err } = await robot.run("map go HOST kitchen");
    expect(code).toBe(2);
    expect(err).toContain("the robot has no map: see spotwire map send and spotwire map record");
  });

  it("makes no waypoint, and the command to run first is named", async () => {
    const { code, err } = await robot.run("map record waypoint HOST kitchen");
    expect(code).toBe(1);
    expect(err).toContain("error [RECORDING_NOT_RECORDING]:");
    expect(err).toContain("try: spotwire map record start HOST\n");
  });
});

describe("spotwire map record", () => {
  it("records waypoints where the robot walks, and one where it is told", async () => {
    expect(await robot.ok("map record start HOST --prefix lab-")).toMatch(/^recording, from waypoint \S+\n$/);
    expect(await robot.json("map status HOST")).toMatchObject({ isRecording: true });
    expect(await robot.json("map record waypoint HOST kitchen")).toMatchObject({ name: "kitchen" });
    await robot.ok("walk HOST --to 2.2,0 --frame odom");
    expect(((await robot.json("map record stop HOST")) as { waypoints: number }).waypoints).toBeGreaterThan(2);
  });
});

describe("spotwire map fetch and check", () => {
  it("fetches the map, and a second time only what is missing", async () => {
    const first = (await robot.json("map fetch HOST", dir)) as Record<string, number>;
    expect(first["fetched"]).toBeGreaterThan(3);
    await rm(join(dir, "waypoint_snapshots", (await readdir(join(dir, "waypoint_snapshots")))[0] ?? ""));
    expect(await robot.json("map fetch HOST", dir)).toMatchObject({
      fetched: 1,
      kept: (first["fetched"] ?? 0) - 1,
      missing: [],
    });
    expect(await robot.ok("map fetch HOST", dir)).toContain(" 0 snapshots fetched");
  });

  it("finds a whole map sound", async () => {
    expect(await robot.ok("map check", dir)).toMatch(/^snapshots +\d+ sound, 0 missing, 0 damaged$/m);
  });

  it("lists what is missing and what is damaged, and ends with 1", async () => {
    const folder = join(dir, "edge_snapshots");
    const [gone = "", broken = ""] = [
      ...(await readdir(folder)).slice(0, 1),
      ...(await readdir(join(dir, "waypoint_snapshots"))).slice(0, 1),
    ];
    const [goneBytes, brokenBytes] = [
      await readFile(join(folder, gone)),
      await readFile(join(dir, "waypoint_snapshots", broken)),
    ];
    await rm(join(folder, gone));
    await writeFile(join(dir, "waypoint_snapshots", broken), "not a snapshot");
    const { code, out, err } = await robot.run("map check", dir);
    expect(code).toBe(1);
    expect(out).toContain(`missing: ${gone}\n`);
    expect(out).toContain(`damaged: ${broken}\n`);
    expect(err).toContain("fetching the map into this folder again");
    const asJson = await robot.run("map check --json", dir);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({ missing: [gone], corrupt: [broken] });
    await writeFile(join(folder, gone), goneBytes);
    await writeFile(join(dir, "waypoint_snapshots", broken), brokenBytes);
  });

  for (const command of ["check", "show", "send HOST"]) {
    it(`(${command}) says what a folder lacks that is no map, and what is wrong with a damaged graph`, async () => {
      const nothing = await robot.run(`map ${command}`, join(robot.folder, "nowhere"));
      expect(nothing.code).toBe(1);
      expect(nothing.err).toMatch(/error \[MAP_FOLDER_NOT_A_MAP\]: .*nowhere: it has no file named graph/);
      const damaged = join(robot.folder, "damaged");
      await robot.ok("map fetch HOST", damaged);
      await writeFile(join(damaged, "graph"), Uint8Array.of(0xff));
      const broken = await robot.run(`map ${command}`, damaged);
      expect(broken.code).toBe(1);
      expect(broken.err).toContain("error [MAP_FOLDER_CORRUPT]:");
      expect(broken.err).toContain("try: spotwire map check DIR");
    });
  }
});

describe("spotwire map show", () => {
  it("draws the folder beside it, without a robot", async () => {
    expect(await robot.ok("map show", dir)).toMatch(/office\.svg {2}\d+ waypoints, \d+ edges, \d+ anchors\n$/);
    const svg = await readFile(`${dir}.svg`, "utf8");
    expect(svg).toContain(">kitchen</text>");
    expect(svg).not.toContain('class="robot"');
  });

  it("draws the robot where it is localised, if a host is given", async () => {
    const out = join(robot.folder, "picture.svg");
    expect(await robot.json("map show", dir, robot.host, "--out", out, "--title", "the office")).toMatchObject({
      file: out,
      pieces: 1,
    });
    const svg = await readFile(out, "utf8");
    expect(svg).toContain('class="robot"');
    expect(svg).toContain("<title>the office</title>");
  });

  it("says so where the picture cannot be written", async () => {
    const { code, err } = await robot.run("map show", dir, "--out", "/nonexistent/map.svg");
    expect(code).toBe(2);
    expect(err).toContain("--out /nonexistent/map.svg: ENOENT");
  });
});

describe("spotwire map send", () => {
  it("sends the folder in place of the robot's map, which is not localised then", async () => {
    expect(await robot.json("map send HOST", dir, "--replace")).toMatchObject({ missing: [] });
    const { code, err } = await robot.run("map go HOST kitchen");
    expect(code).toBe(1);
    expect(err).toContain("try: spotwire map localize HOST\n");
  });
});

describe("spotwire map localize and go", () => {
  it("localises beside a waypoint, by its name", async () => {
    const { waypoints } = (await robot.json("map status HOST --waypoints")) as {
      waypoints: { id: string; name: string }[];
    };
    const last = waypoints.at(-1)?.id ?? "";
    expect(await robot.json(`map localize HOST --waypoint ${last}`)).toMatchObject({ waypointId: last });
    expect(await robot.ok("map status HOST")).toMatch(new RegExp(`^robot is at +${last}`, "m"));
  });

  it("walks to a waypoint by its name, and by how its id begins", async () => {
    const { waypoints } = (await robot.json("map status HOST --waypoints")) as {
      waypoints: { id: string; name: string }[];
    };
    const kitchen = waypoints.find(({ name }) => name === "kitchen")?.id;
    expect(await robot.json("map go HOST kitchen")).toEqual({ waypoint: kitchen, status: "reached" });
    const id = waypoints.at(-1)?.id ?? "";
    expect(await robot.ok(`map go HOST ${id.slice(0, 20)}`)).toBe(`the robot has reached waypoint ${id}\n`);
  });

  it("refuses waypoints that it does not know, and names that mean several", async () => {
    const unknown = await robot.run("map go HOST attic");
    expect(unknown).toMatchObject({ code: 2, out: "" });
    expect(unknown.err).toMatch(/none of the \d+ waypoints is called attic; see: spotwire map status HOST --waypoints/);
    const several = await robot.run("map go HOST waypoint-");
    expect(several.code).toBe(2);
    expect(several.err).toMatch(/\d+ waypoints are called waypoint-: /);
    expect(await robot.run("map localize HOST --waypoint attic")).toMatchObject({ code: 2 });
    expect(await robot.run("map localize HOST --waypoint kitchen --fiducial 1")).toMatchObject({ code: 2 });
    expect(await robot.run("map localize HOST --fiducial -3")).toMatchObject({ code: 2 });
  });

  it("stops on Ctrl-C on the way, and returns the lease", async () => {
    await using other = await robot.otherClient();
    const { interrupt, code, output } = robot.begin("map go HOST kitchen");
    const nav = other.client(GraphNavClient);
    await vi.waitFor(async () => expect((await nav.navigationFeedback({})).status).toBe(1), {
      timeout: 8000,
      interval: 20,
    });
    interrupt();
    expect(await code).toBe(130);
    expect(output.err).toContain("the robot was told to stop\n");
    expect(await robot.ok("lease list HOST")).toMatch(/^body +\(free\)$/m);
  });
});
