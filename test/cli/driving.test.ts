/** Commands that move the robot, in this process, against a simulator. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { leasesOf, type Robot } from "../../src/robot/index.ts";
import { LeaseClient, RobotStateClient } from "../../src/services/index.ts";
import { CliRobot } from "./cli-robot.ts";

let robot: CliRobot;
let other: Robot;

beforeAll(async () => {
  robot = await CliRobot.start();
  other = await robot.otherClient();
});

afterAll(async () => {
  await other.close();
  await robot[Symbol.asyncDispose]();
});

/** Who has the lease of the body, as another client sees it; empty if nobody. */
async function owner(): Promise<string> {
  const { resources } = await other.client(LeaseClient).listLeases({});
  return resources.find(({ resource }) => resource === "body")?.leaseOwner?.clientName ?? "";
}

/** How fast the body moves over the ground, in metres per second. */
async function speed(): Promise<number> {
  const { kinematicState } = await other.client(RobotStateClient).getRobotState();
  const { x = 0, y = 0 } = kinematicState?.velocityOfBodyInOdom?.linear ?? {};
  return Math.hypot(x, y);
}

describe("a robot without power", () => {
  for (const command of [
    "stand HOST",
    "sit HOST",
    "walk HOST --to 1,0",
    "self-right HOST",
    "walk HOST --velocity 0.1,0 --for 1s",
  ]) {
    it(`refuses \`${command}\`, and the command to run first is named`, async () => {
      const { code, out, err } = await robot.run(command);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain("error [ROBOT_COMMAND_NOT_POWERED_ON]:");
      expect(err).toContain("try: spotwire power on HOST, or the same command with --power-on\n");
      expect(await owner()).toBe("");
    });
  }

  it("is powered on by `power on`, and says so in its status", async () => {
    expect(await robot.ok("power on HOST")).toBe("the motors are on\n");
    expect(await robot.ok("power status HOST")).toMatch(/^motors +on$/m);
    expect(await robot.json("power status HOST")).toMatchObject({
      motors: "on",
      canSwitch: expect.arrayContaining(["Wi-Fi"]) as unknown,
    });
  });
});

describe("a robot that sits", () => {
  it("walks nowhere, and the command to run first is named", async () => {
    const { code, err } = await robot.run("walk HOST --to 1,0");
    expect(code).toBe(1);
    expect(err).toContain("error [ROBOT_COMMAND_SITTING]:");
    expect(err).toContain("try: spotwire stand HOST\n");
  });

  it("stands up, and differently, and sits down", async () => {
    expect(await robot.ok("stand HOST")).toBe("the robot stands\n");
    expect(await robot.json("stand HOST --height 0.05 --turn 0,0,-5deg")).toEqual({ status: "standing" });
    expect(await robot.json("sit HOST")).toEqual({ status: "sitting" });
  });

  it("powers on by --power-on where it has to", async () => {
    await robot.ok("power off HOST");
    expect(await robot.ok("stand HOST --power-on")).toBe("the robot stands\n");
  });
});

describe("spotwire walk", () => {
  beforeAll(async () => {
    await robot.ok("stand HOST --power-on");
  });

  it("walks to a place seen from the body, in metres and degrees", async () => {
    const before = (await robot.json("walk HOST --velocity 0,0,0 --for 1ms")) as Record<string, number>;
    const after = (await robot.json("walk HOST --to 0.5,0,90deg")) as Record<string, number>;
    const { yawRadians: yaw = 0, xMeters: x = 0, yMeters: y = 0 } = before;
    expect(after["xMeters"]).toBeCloseTo(x + 0.5 * Math.cos(yaw), 1);
    expect(after["yMeters"]).toBeCloseTo(y + 0.5 * Math.sin(yaw), 1);
    expect(Math.cos((after["yawRadians"] ?? 0) - yaw - Math.PI / 2)).toBeCloseTo(1, 2);
  });

  it("walks to a place in odom, and says where it stands", async () => {
    expect(await robot.ok("walk HOST --to 0,0,0 --frame odom")).toMatch(
      /^the robot stands at x -?0\.0\d m, y -?0\.0\d m, yaw -?\d° in odom\n$/,
    );
  });

  it("walks at a velocity for a while, and stands still then", async () => {
    const { xMeters } = (await robot.json("walk HOST --velocity 0.2,0,0 --for 300ms")) as { xMeters: number };
    expect(xMeters).toBeGreaterThan(0.05);
    await vi.waitFor(async () => expect(await speed()).toBeLessThan(0.01), { timeout: 5000 });
  });

  it("says so where something stands in the way", async () => {
    const { code, err } = await robot.run("walk HOST --to 20,0 --frame vision --within 30s");
    expect(code).toBe(1);
    expect(err).toContain("error [ROBOT_COMMAND_FAILED]: the robot stopped short of the goal");
    await robot.ok("walk HOST --to 0,0 --frame vision");
  });

  it("stops the robot where the time is up, and says that it was told", async () => {
    const { code, err } = await robot.run("walk HOST --to 3,0 --frame odom --within 300ms");
    expect(code).toBe(1);
    expect(err).toMatch(/error \[ROBOT_COMMAND_(?:TIMED_OUT|FAILED)\]/);
    await vi.waitFor(async () => expect(await speed()).toBeLessThan(0.01), { timeout: 5000 });
    expect(await owner()).toBe("");
  });

  for (const [what, line, says] of [
    ["letters for a number", "--to 1,abc", /--to takes a number, not "abc"/],
    ["NaN", "--to NaN,0", /--to takes a number, not "NaN"/],
    ["a number that is none", "--to 1e999,0", /--to takes a number/],
    ["one number", "--to 1", /--to takes x,y or x,y,yaw/],
    ["four numbers", "--to 1,2,3,4", /--to takes x,y or x,y,yaw/],
    ["an angle in degrees of a compass", "--to 1,0,90north", /--to takes an angle such as 90deg/],
    ["neither place nor velocity", "", /say where with --to x,y,yaw/],
    ["both", "--to 1,0 --velocity 1,0 --for 1s", /say where with --to x,y,yaw/],
    ["a velocity without a time", "--velocity 0.1,0", /--velocity needs --for/],
    ["a place with a time of the other sort", "--to 1,0 --for 1s", /--for goes with --velocity/],
    ["a velocity with a time of the other sort", "--velocity 0.1,0 --for 1s --within 1s", /--within goes with --to/],
    ["no time at all", "--velocity 0.1,0 --for 0s", /--for takes a time/],
    ["more than the robot can do", "--velocity 5,0 --for 1s", /--velocity takes at most 2 m\/s/],
    ["a frame that is none", "--to 1,0 --frame map", /Allowed choices are body, odom, vision/],
  ] as const) {
    it(`refuses ${what} before anything is connected`, async () => {
      const { code, out, err } = await robot.run(`walk HOST ${line}`.trim());
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(says);
      expect(err).not.toContain("connecting");
    });
  }
});

describe("Ctrl-C in the middle of a walk", () => {
  beforeAll(async () => {
    await robot.ok("stand HOST --power-on");
  });

  for (const way of ["--to 4,0 --frame odom", "--velocity 0.2,0,0 --for 60s"]) {
    it(`(${way}) stops the robot, returns the lease, and ends with 130`, async () => {
      await robot.ok("walk HOST --to -0.5,0 --frame odom");
      const { output, interrupt, code } = robot.begin(`walk HOST ${way}`);
      await vi.waitFor(async () => expect(await speed()).toBeGreaterThan(0.1), { timeout: 8000, interval: 20 });
      expect(await owner()).not.toBe("");
      interrupt();
      expect(await code).toBe(130);
      expect(output.out).toBe("");
      expect(output.err).toContain("the robot was told to stop\n");
      expect(await owner()).toBe("");
      await vi.waitFor(async () => expect(await speed()).toBeLessThan(0.01), { timeout: 5000 });
    });
  }

  it("before anything has begun leaves the robot alone", async () => {
    const { output, interrupt, code } = robot.begin("walk HOST --to 4,0");
    interrupt();
    expect(await code).toBe(130);
    expect(output.err).not.toContain("told to stop");
    expect(await owner()).toBe("");
  });
});

describe("a robot in somebody else's hands", () => {
  beforeAll(async () => {
    await robot.ok("stand HOST --power-on");
  });

  it("is not commanded: the owner is named, and --take as the way", async () => {
    await using lease = await leasesOf(other).acquire();
    const { code, out, err } = await robot.run("stand HOST");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^the robot is in the hands of client other-\S+, user user$/m);
    expect(err).toContain("error [LEASE_RESOURCE_ALREADY_CLAIMED]:");
    expect(err).toContain("--take takes it from them\n");
    expect(lease.isHeld).toBe(true);
    expect(await robot.ok("lease list HOST")).toMatch(/^body +other-\S+ +user +no\b/m);
  });

  it("is taken with --take, and the owner learns of it", async () => {
    await using lease = await leasesOf(other).acquire("body", { onLost: () => undefined, periodMs: 50 });
    const { code, err } = await robot.run("stand HOST --take");
    expect(code).toBe(0);
    expect(err).toContain("taking the lease of the body: whoever had it cannot command the robot any more");
    await vi.waitFor(() => expect(lease.isHeld).toBe(false));
    expect(await owner()).toBe("");
  });

  it("that is taken in the middle of a walk ends it with who took it, and is not stopped by us", async () => {
    const { output, code } = robot.begin("walk HOST --velocity 0.1,0 --for 60s");
    await vi.waitFor(async () => expect(await speed()).toBeGreaterThan(0.01), { timeout: 8000, interval: 20 });
    await using lease = await leasesOf(other).take();
    expect(await code).toBe(1);
    expect(output.err).toMatch(/error \[LEASE_NOT_OWNED\]: .*somebody has taken the robot over/);
    expect(output.err).not.toContain("told to stop");
    expect(lease.isHeld).toBe(true);
  });
});

describe("spotwire lease list", () => {
  it("shows the tree, with nobody in it", async () => {
    const lines = (await robot.ok("lease list HOST")).split("\n");
    expect(lines[0]).toMatch(/^RESOURCE +OWNER +USER +STALE +LEASE$/);
    expect(lines).toContainEqual(expect.stringMatching(/^body +\(free\)$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}mobility +\(free\)$/));
  });

  it("gives the response as JSON", async () => {
    const { resourceTree } = (await robot.json("lease list HOST")) as { resourceTree: { resource: string } };
    expect(resourceTree.resource).toBe("body");
  });
});

describe("spotwire dock and undock", () => {
  beforeAll(async () => {
    await robot.ok("stand HOST --power-on");
  });

  it("refuses to leave a dock that the robot is not on", async () => {
    const { code, err } = await robot.run("undock HOST");
    expect(code).toBe(1);
    expect(err).toContain("error [ROBOT_COMMAND_NO_DOCK]: the robot is on no dock");
  });

  it("says so where the robot sees no dock, or not the one that was named", async () => {
    await robot.ok("walk HOST --to 3.5,0,0 --frame vision");
    // What it saw on the way is forgotten after fifteen seconds.
    robot.letPass(20_000);
    const unseen = await robot.run("dock HOST");
    expect(unseen.err).toContain("error [ROBOT_COMMAND_NO_DOCK]: the robot sees no dock");
    const unknown = await robot.run("dock HOST 999 --attempts 1");
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(/error \[[A-Z_]+\]: /);
    for (const station of ["0", "-1", "abc", "1.5"]) {
      expect(await robot.run("dock HOST --", station)).toMatchObject({ code: 2 });
    }
  });

  it("docks at the one that is in sight, and undocks", async () => {
    await robot.ok("walk HOST --to -0.5,-2.5,180deg --frame vision");
    expect(await robot.json("dock HOST")).toMatchObject({ docked: 520 });
    const docked = await robot.run("stand HOST --power-on");
    expect(docked.err).toContain("try: spotwire undock HOST\n");
    expect(await robot.ok("undock HOST --power-on")).toBe("the robot stands in front of its dock\n");
  });
});

describe("spotwire power", () => {
  it("switches ports, radio and fans", async () => {
    expect(await robot.ok("power payload HOST off")).toBe("payload is off\n");
    expect(await robot.json("power wifi HOST on")).toEqual({ wifi: "on" });
    expect(await robot.json("power fan HOST --percent 20 --for 3s")).toEqual({ percent: 20, seconds: 3 });
  });

  it("refuses words that it does not know", async () => {
    for (const [line, says] of [
      ["power payload HOST maybe", "power payload takes on or off, not maybe"],
      ["power robot HOST explode", "power robot takes off, cycle or reboot, not explode"],
      ["power fan HOST --percent 101 --for 3s", "--percent takes a whole number from 0 to 100"],
    ] as const) {
      const { code, err } = await robot.run(line);
      expect(code).toBe(2);
      expect(err).toContain(says);
    }
  });

  it("sits down before the motors go off, and with --cut does not, and warns", async () => {
    expect(await robot.json("power off HOST")).toEqual({ motors: "off" });
    const { code, err } = await robot.run("power off HOST --cut");
    expect(code).toBe(0);
    expect(err).toContain("warning: cutting motor power at once; a robot that stands falls\n");
  });

  it("has the robot reboot, after which it has forgotten who was logged in", async () => {
    expect(await robot.ok("power robot HOST reboot")).toContain("the robot was told: reboot");
  });
});
