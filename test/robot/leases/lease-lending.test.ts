import { describe, expect, it, onTestFinished } from "vitest";
import { LeaseUseResult_Status as Status } from "../../../src/messages/bosdyn/api/lease.ts";
import { connect, leasesOf, type LostLease, type Robot } from "../../../src/robot/index.ts";
import { LeaseClient, LeaseUseError, PowerClient, readResourceHierarchy } from "../../../src/services/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import { type LeasedRobotPeer, startLeasedRobot } from "./leased-robot.ts";

async function connectTo({ port, rootsPem }: LeasedRobotPeer): Promise<Robot> {
  const robot = await connect(`127.0.0.1:${port}`, { roots: rootsPem });
  onTestFinished(() => robot.close());
  return robot;
}

const clock = new ManualClock();

describe("a Robot's clients", () => {
  it("send without a lease until one is acquired, then with a newer one each, and without again", async () => {
    const peer = await startLeasedRobot();
    const robot = await connectTo(peer);
    const power = robot.client(PowerClient);
    expect(await rejection(power.powerCommand({ request: 2 }))).toBeInstanceOf(LeaseUseError);
    {
      await using lease = await leasesOf(robot).acquire("body", { clock });
      for (let command = 0; command < 5; command++) await power.powerCommand({ request: 2 });
      expect(lease.isHeld).toBe(true);
    }
    expect(await rejection(power.powerCommand({ request: 2 }))).toBeInstanceOf(LeaseUseError);
    const attempted = peer.results.map(({ status, attemptedLease }) => [status, attemptedLease?.sequence]);
    expect(attempted).toEqual([
      [Status.STATUS_INVALID_LEASE, undefined],
      ...[1, 2, 3, 4, 5].map((number) => [Status.STATUS_OK, [8, number]]),
      [Status.STATUS_INVALID_LEASE, undefined],
    ]);
    expect(peer.results[1]?.attemptedLease?.clientNames).toEqual(["root", robot.clientName]);
    expect(peer.returned).toEqual([[8, 5]]);
  });

  it("lose the lease to another program that takes it, and say so at the next command", async () => {
    const peer = await startLeasedRobot();
    const [robot, rival] = [await connectTo(peer), await connectTo(peer)];
    const lost: LostLease[] = [];
    const lease = await leasesOf(robot).acquire("body", { clock, onLost: (each) => lost.push(each) });
    await robot.client(PowerClient).powerCommand({ request: 2 });
    await using taken = await leasesOf(rival).take("body", { clock });
    expect(await rejection(robot.client(PowerClient).powerCommand({ request: 2 }))).toBeInstanceOf(LeaseUseError);
    expect([lost.length, lease.isHeld, taken.isHeld]).toEqual([1, false, true]);
    await rival.client(PowerClient).powerCommand({ request: 2 });
    expect(peer.results.map(({ status }) => status)).toEqual([Status.STATUS_OK, Status.STATUS_OLDER, Status.STATUS_OK]);
  });

  it("read which resources the robot has", async () => {
    const robot = await connectTo(await startLeasedRobot());
    const hierarchy = await readResourceHierarchy(robot.client(LeaseClient));
    expect([...hierarchy.leaves]).toEqual(["arm", "gripper", "mobility"]);
  });
});

describe("a Robot that is closed", () => {
  it("keeps no lease alive", async () => {
    const robot = await connectTo(await startLeasedRobot());
    const own = new ManualClock();
    const lease = await leasesOf(robot).acquire("body", { clock: own });
    expect(robot.closed.aborted).toBe(false);
    await robot.close();
    expect([robot.closed.aborted, lease.isHeld, own.pending]).toEqual([true, false, 0]);
  });
});
