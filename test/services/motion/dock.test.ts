/** Docking and undocking from start to end. */
import { describe, expect, it } from "vitest";
import {
  DockingClient,
  DockingFailedError,
  dockRobot,
  getDockId,
  goToPrepPose,
  LeaseUseError,
  localTime,
  RobotCommandTimedOutError,
  ResponseError,
  robotTime,
  undockRobot,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { type Scripted, scripted, type ScriptedAnswer } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const BUSY = { status: 1 };
const DOCKED = { status: 2 };
const MISALIGNED = { status: 10 };
const AT_PREP_POSE = { status: 11 };
/** The robot is 100 s ahead. */
const robotClock = { toRobotTime: (local: bigint) => robotTime(local + 100_000_000_000n), clockIdentifier: "c" };
const now = (): ReturnType<typeof localTime> => localTime(5_000_000_000n);

function robot(...feedback: ScriptedAnswer[]): Scripted<DockingClient> {
  const script = { DockingCommand: [{ status: 1, dockingCommandId: 8 }], DockingCommandFeedback: feedback };
  return scripted(DockingClient, script, { robotClock });
}

/** The commands that were sent, by their behaviour. */
function behaviors({ channel }: Scripted<DockingClient>): unknown[] {
  return channel.calls
    .filter(({ name }) => name === "DockingCommand")
    .map(({ requests }) => requests[0]?.["prepPoseBehavior"]);
}

describe("docking", () => {
  it("commands it with an end time in robot time, and asks after it once a second", async () => {
    const clock = new SkippingClock();
    const docking = robot(BUSY, BUSY, DOCKED);
    const heard: number[] = [];
    const onProgress = ({ status }: { readonly status: number }): unknown => heard.push(status);
    expect(await dockRobot(docking.client, 520, { clock, now, onProgress, lease: { resource: "body" } })).toBe(0);
    expect(docking.channel.calls[0]?.requests[0]).toMatchObject({
      dockingStationId: 520,
      prepPoseBehavior: 1,
      clockIdentifier: "c",
      endTime: { seconds: 135n },
      lease: { resource: "body" },
    });
    expect(docking.channel.lastRequest).toMatchObject({ dockingCommandId: 8 });
    expect(clock.delays).toEqual([1000, 1000]);
    expect(heard).toEqual([1, 1, 2]);
  });

  it("tries again where it missed or took too long, every other time without the pose before it", async () => {
    const docking = robot(MISALIGNED, { status: 6 }, MISALIGNED, DOCKED);
    expect(await dockRobot(docking.client, 520, { clock: new SkippingClock(), now })).toBe(3);
    expect(behaviors(docking)).toEqual([1, 2, 1, 2]);
  });

  it("goes back to the pose in front of the dock after the last attempt, and fails", async () => {
    const docking = robot(MISALIGNED, MISALIGNED, AT_PREP_POSE);
    const error = await rejection(dockRobot(docking.client, 520, { clock: new SkippingClock(), now, attempts: 2 }));
    expect(error).toBeInstanceOf(DockingFailedError);
    expect(error).toMatchObject({ code: "ROBOT_COMMAND_DOCKING_FAILED", status: 10, feedback: MISALIGNED });
    expect((error as Error).message).toContain("MISALIGNED");
    expect(behaviors(docking)).toEqual([1, 2, 3]);
  });

  it("is given up at once where another attempt would not help", async () => {
    for (const status of [3, 4, 7, 8, 9, 12, 13, 14, 99]) {
      const docking = robot({ status });
      const error = await rejection(dockRobot(docking.client, 520, { clock: new SkippingClock(), now }));
      expect(error).toMatchObject({ name: "DockingFailedError", status });
      expect(behaviors(docking)).toEqual([1]);
    }
  });

  it("asks for 10 s beyond the end time before it takes an attempt for lost", async () => {
    const clock = new SkippingClock();
    const docking = robot(...Array<object>(41).fill(BUSY), AT_PREP_POSE);
    const error = await rejection(dockRobot(docking.client, 520, { clock, now, attempts: 1 }));
    expect(error).toBeInstanceOf(RobotCommandTimedOutError);
    expect(clock.delays).toHaveLength(40);
    expect(behaviors(docking)).toEqual([1, 3]);
  });

  it("is over when the lease is, by the status and not by the lease result", async () => {
    const bad = { status: 4, owner: { clientName: "tablet" } };
    const docking = robot({ status: 1, leaseUseResult: bad }, { status: 5, leaseUseResult: bad });
    const error = await rejection(dockRobot(docking.client, 520, { clock: new SkippingClock(), now }));
    expect(error).toBeInstanceOf(LeaseUseError);
    expect(error).toMatchObject({ leaseUseResult: bad });
    const silent = await rejection(dockRobot(robot({ status: 5 }).client, 520, { clock: new SkippingClock(), now }));
    expect(silent).toMatchObject({ code: "LEASE_USE", status: 5 });
  });

  it("passes a refusal of the command on, and needs a time limit", async () => {
    const { client } = scripted(DockingClient, { DockingCommand: [{ status: 5 }] }, { robotClock });
    expect(await rejection(dockRobot(client, 520, { now }))).toMatchObject({ status: 5, code: "RESPONSE_REJECTED" });
    expect(await rejection(dockRobot(client, 520, { now }))).toBeInstanceOf(ResponseError);
    for (const timeoutMs of [0, NaN, Infinity])
      expect(await rejection(dockRobot(client, 520, { now, timeoutMs }))).toBeInstanceOf(RangeError);
  });
});

describe("the pose in front of the dock", () => {
  it("is where undocking ends, in 20 s", async () => {
    const docking = robot(BUSY, AT_PREP_POSE);
    await undockRobot(docking.client, { clock: new SkippingClock(), now });
    expect(docking.channel.calls[0]?.requests[0]).toMatchObject({
      prepPoseBehavior: 4,
      dockingStationId: 0,
      endTime: { seconds: 125n },
    });
  });

  it("can be gone to", async () => {
    const docking = robot(AT_PREP_POSE);
    await goToPrepPose(docking.client, 520, { clock: new SkippingClock(), now });
    expect(docking.channel.calls[0]?.requests[0]).toMatchObject({ prepPoseBehavior: 3, dockingStationId: 520 });
  });

  it("is not reached where the feedback says anything else, or nothing in time", async () => {
    const clock = new SkippingClock();
    expect(await rejection(undockRobot(robot(DOCKED).client, { clock, now }))).toBeInstanceOf(DockingFailedError);
    const error = await rejection(undockRobot(robot(BUSY).client, { clock, now }));
    expect(error).toMatchObject({ name: "RobotCommandTimedOutError", timeoutMs: 20_000 });
  });
});

describe("the dock of a robot", () => {
  it("has an id, if it is on one", async () => {
    const id = (dockState?: object): Promise<number | undefined> =>
      getDockId(scripted(DockingClient, { GetDockingState: [{ dockState }] }).client);
    expect(await id({ status: 1, dockId: 520 })).toBe(520);
    expect(await id({ status: 3 })).toBeUndefined();
    expect(await id()).toBeUndefined();
  });
});
