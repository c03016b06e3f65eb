/** Leases, e-stop, power and the rest of who may do what, as a client meets them: over TLS and HTTP/2 on loopback. */
import { describe, expect, it, vi } from "vitest";
import { EstopStopLevel } from "../../src/messages/bosdyn/api/estop.ts";
import { LeaseUseResult_Status } from "../../src/messages/bosdyn/api/lease.ts";
import { PowerCommandRequest_Request as Request } from "../../src/messages/bosdyn/api/power.ts";
import type { Robot } from "../../src/robot/robot.ts";
import { RetryableRpcError, TimedOutError, UnableToConnectToRobotError } from "../../src/services/errors/rpc-errors.ts";
import {
  DirectoryClient,
  DirectoryRegistrationClient,
  EstopClient,
  FaultClient,
  KeepaliveClient,
  LeaseClient,
  LicenseClient,
  PowerClient,
  powerOnMotors,
  localTime,
  type LocalTime,
  ResourceAlreadyClaimedError,
  RobotCommandClient,
  RobotStateClient,
  standCommand,
  velocityCommand,
} from "../../src/services/index.ts";
import { startSimulator } from "../../src/sim/index.ts";
import { ManualSimClock } from "../support/manual-sim-clock.ts";
import { connectLoggedIn, connectTo, rejection, startRobot } from "../support/robots.ts";

const ALL_ONES = 2n ** 64n - 1n;

async function motorState(robot: Robot): Promise<number | undefined> {
  return (await robot.client(RobotStateClient).getRobotState()).powerState?.motorPowerState;
}

describe("authority over the simulator", () => {
  it("goes from lease and e-stop to motors with power, and ends with them", async () => {
    const clock = new ManualSimClock();
    const { robot, simulator } = await connectLoggedIn({ clock });
    const leases = robot.client(LeaseClient);
    const estop = robot.client(EstopClient);
    const power = robot.client(PowerClient);

    const { lease, leaseOwner } = await leases.acquireLease({ resource: "body" });
    expect(leaseOwner?.userName).toBe(simulator.user);
    expect(leaseOwner?.clientName).not.toBe("");

    const { activeConfig } = await estop.getEstopConfig({});
    const newEndpoint = { role: "PDB_rooted", name: "test", timeout: { seconds: 9n } };
    const config = (
      await estop.setEstopConfig({ config: { endpoints: [newEndpoint] }, targetConfigId: activeConfig?.uniqueId })
    ).activeConfig;
    const { newEndpoint: endpoint } = await estop.registerEstopEndpoint({
      targetEndpoint: { role: "PDB_rooted" },
      targetConfigId: config?.uniqueId,
      newEndpoint,
    });
    expect((await estop.getEstopSystemStatus({})).status?.stopLevel).toBe(EstopStopLevel.ESTOP_LEVEL_CUT);
    const first = (await rejection(estop.estopCheckIn({ endpoint, stopLevel: EstopStopLevel.ESTOP_LEVEL_CUT }))) as {
      readonly response: { readonly challenge: bigint };
    };
    const { challenge } = first.response;
    await estop.estopCheckIn({
      endpoint,
      challenge,
      response: challenge ^ ALL_ONES,
      stopLevel: EstopStopLevel.ESTOP_LEVEL_NONE,
    });

    expect(await motorState(robot)).toBe(1);
    await power.powerCommand({ request: Request.REQUEST_ON_MOTORS, lease });
    clock.advance(2500);
    expect(await motorState(robot)).toBe(2);
    // Nobody has checked in for more than nine seconds: it sits already, so that power goes next.
    clock.advance(6700);
    expect(await motorState(robot)).toBe(4);
    clock.advance(1000);
    expect(await motorState(robot)).toBe(1);
  });

  it("is one client's at a time", async () => {
    const { robot, simulator } = await connectLoggedIn({ clock: new ManualSimClock() });
    const other = await connectTo(simulator);
    await other.login(simulator.user, simulator.password);
    const { lease } = await robot.client(LeaseClient).acquireLease({ resource: "body" });
    const refused = await rejection(other.client(LeaseClient).acquireLease({ resource: "body" }));
    expect(refused).toBeInstanceOf(ResourceAlreadyClaimedError);
    await robot.client(LeaseClient).returnLease({ lease });
    await other.client(LeaseClient).acquireLease({ resource: "body" });
    const { status } = await robot.client(KeepaliveClient).getStatus({});
    expect(status.map(({ policy }) => policy?.name)).toEqual(["lease body"]);
  });

  it("has a licence, faults and a directory to register with", async () => {
    const { robot, simulator } = await connectLoggedIn({ clock: new ManualSimClock() });
    const { license } = await robot.client(LicenseClient).getLicenseInfo({});
    expect(license).toMatchObject({ status: 1, robotSerial: simulator.serialNumber });
    const faultId = { faultName: "blind", serviceName: "my-camera" };
    await robot.client(FaultClient).triggerServiceFault({ fault: { faultId, severity: 3 } });
    const { serviceFaultState } = await robot.client(RobotStateClient).getRobotState();
    expect(serviceFaultState?.faults).toMatchObject([{ faultId }]);
    await robot.client(DirectoryRegistrationClient).registerService({
      serviceEntry: { name: "my-camera", type: "bosdyn.api.ImageService", authority: "my-camera.spot.robot" },
      endpoint: { hostIp: "127.0.0.1", port: 1 },
    });
    expect(await robot.client(DirectoryClient).getEntry("my-camera")).toMatchObject({
      type: "bosdyn.api.ImageService",
    });
    expect((await robot.client(RobotStateClient).getRobotState()).serviceFaultState?.faults).toEqual([]);
  });
});

describe("a simulator whose power is cycled", () => {
  it("says nothing while it is away, and comes back as after a boot", async () => {
    const clock = new ManualSimClock();
    const { robot } = await connectLoggedIn({ clock });
    const leases = robot.client(LeaseClient);
    const power = robot.client(PowerClient);
    const { lease } = await leases.acquireLease({ resource: "body" });
    await powerOnMotorsOf(robot, clock, lease);
    const cycling = power.powerCommand({ request: Request.REQUEST_CYCLE_ROBOT, lease }, { timeoutMs: 200 });
    expect(await rejection(cycling)).toBeInstanceOf(TimedOutError);
    expect(await rejection(leases.listLeases({}, { timeoutMs: 200 }))).toBeInstanceOf(TimedOutError);
    clock.advance(5000);
    const { resources } = await leases.listLeases({});
    expect(resources.every(({ leaseOwner }) => leaseOwner === undefined)).toBe(true);
    expect(await motorState(robot)).toBe(1);
    expect(await rejection(leases.retainLease({ lease }))).toMatchObject({
      leaseUseResult: { status: LeaseUseResult_Status.STATUS_WRONG_EPOCH },
    });
    const again = await leases.acquireLease({ resource: "body" });
    expect(again.lease?.epoch).not.toBe(lease?.epoch);
  });

  it("ends the calls that waited with its connections, and answers when it is back", async () => {
    const clock = new ManualSimClock();
    const { robot } = await connectLoggedIn({ clock });
    const { lease } = await robot.client(LeaseClient).acquireLease({ resource: "body" });
    const rebooting = rejection(
      robot.client(PowerClient).powerCommand({ request: Request.REQUEST_SOFT_REBOOT_ROBOT, lease }),
    );
    const states = robot.client(RobotStateClient);
    await rejection(states.getRobotState({ timeoutMs: 100 }));
    clock.advance(3000);
    expect(await rebooting).toBeInstanceOf(UnableToConnectToRobotError);
    expect((await states.getRobotState()).powerState?.motorPowerState).toBe(1);
  });

  it("does not come back when it was switched off, and can still be closed", async () => {
    const clock = new ManualSimClock();
    const { robot, simulator } = await connectLoggedIn({ clock });
    const { lease } = await robot.client(LeaseClient).acquireLease({ resource: "body" });
    const off = { request: Request.REQUEST_OFF_ROBOT, lease };
    expect(await rejection(robot.client(PowerClient).powerCommand(off, { timeoutMs: 100 }))).toBeInstanceOf(
      TimedOutError,
    );
    clock.advance(999);
    expect(await rejection(robot.client(RobotStateClient).getRobotState({ timeoutMs: 100 }))).toBeInstanceOf(
      TimedOutError,
    );
    clock.advance(3_600_000);
    expect(await rejection(robot.client(RobotStateClient).getRobotState({ timeoutMs: 2000 }))).toBeInstanceOf(
      RetryableRpcError,
    );
    await simulator.close();
  });

  it("loses its connections a second after it left, and takes none until it is back", async () => {
    const clock = new ManualSimClock();
    const { robot, simulator } = await connectLoggedIn({ clock });
    const { lease } = await robot.client(LeaseClient).acquireLease({ resource: "body" });
    const states = robot.client(RobotStateClient);
    await states.getRobotState();
    const cycling = { request: Request.REQUEST_CYCLE_ROBOT, lease };
    const answer = rejection(robot.client(PowerClient).powerCommand(cycling, { timeoutMs: 20_000 }));
    await vi.waitFor(async () =>
      expect(await rejection(states.getRobotState({ timeoutMs: 100 }))).toBeInstanceOf(TimedOutError),
    );
    clock.advance(1001);
    // Not its deadline, and no answer: the connection died.
    expect(await answer).toBeInstanceOf(UnableToConnectToRobotError);
    expect(await rejection(connectTo(simulator, { connectTimeoutMs: 2000 }))).toBeInstanceOf(Error);
    clock.advance(4000);
    await connectTo(simulator);
    expect((await states.getRobotState()).powerState?.motorPowerState).toBe(1);
  });
});

async function powerOnMotorsOf(
  robot: Robot,
  clock: ManualSimClock,
  lease: Awaited<ReturnType<LeaseClient["acquireLease"]>>["lease"],
): Promise<void> {
  await robot.client(PowerClient).powerCommand({ request: Request.REQUEST_ON_MOTORS, lease });
  clock.advance(2500);
  expect(await motorState(robot)).toBe(2);
}

describe("a fast simulator", () => {
  it("does in a moment what takes seconds", async () => {
    const { robot } = await connectLoggedIn({ speed: 100 });
    const leases = robot.client(LeaseClient);
    const { lease } = await leases.acquireLease({ resource: "body" });
    const began = performance.now();
    await powerOnMotors(robot.client(PowerClient), { lease, intervalMs: 10 });
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await motorState(robot)).toBe(2);
  });

  it("is synchronised with and driven by a client whose clock goes as fast", async () => {
    const SPEED = 20;
    const simulator = await startRobot({ speed: SPEED });
    const began = performance.now();
    const epoch = BigInt(Date.now()) * 1_000_000n;
    const now = (): LocalTime => localTime(epoch + BigInt(Math.round((performance.now() - began) * SPEED * 1e6)));
    const robot = await connectTo(simulator, { now });
    await robot.login(simulator.user, simulator.password);
    const { lease } = await robot.client(LeaseClient).acquireLease({ resource: "body" });
    await robot.timeSync.established();
    await powerOnMotors(robot.client(PowerClient), { lease, intervalMs: 10 });
    const commands = robot.client(RobotCommandClient);
    await commands.robotCommand({ command: standCommand(), lease });
    const x = async (): Promise<number> => {
      const { kinematicState } = await robot.client(RobotStateClient).getRobotState();
      return kinematicState?.transformsSnapshot?.childToParentEdgeMap.get("odom")?.parentTformChild?.position?.x ?? 0;
    };
    const startedAt = await x();
    await vi.waitFor(
      async () => {
        const endTime = localTime(now() + 20_000_000_000n);
        await commands.robotCommand({ command: velocityCommand({ xMetersPerSecond: 0.5, endTime }), lease });
        expect(Math.abs((await x()) - startedAt)).toBeGreaterThan(0.5);
      },
      { timeout: 4000, interval: 50 },
    );
  });

  it("has a speed within bounds, and no clock besides", async () => {
    expect(await rejection(startSimulator({ speed: 1001 }))).toBeInstanceOf(RangeError);
    expect(await rejection(startSimulator({ speed: 2, clock: new ManualSimClock() }))).toBeInstanceOf(TypeError);
  });
});
