/** Every client against the embedded robot, over real TLS and HTTP/2 on loopback. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import {
  AuthClient,
  DirectoryClient,
  InvalidRequestError,
  localTime,
  type LocalTime,
  NonexistentServiceError,
  NotFoundError,
  RobotIdClient,
  RobotStateClient,
  RobotStateStreamingClient,
  robotTimeFromTimestamp,
  UnimplementedError,
} from "../../src/services/index.ts";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { VERSION } from "../../src/version.ts";
import { ManualSimClock } from "../support/manual-sim-clock.ts";
import { rejection } from "../support/robots.ts";
import { SIMULATED_SERVICES } from "../support/simulated-services.ts";

const PERIOD_MS = 1000 / 333;
/** Our clock is an hour behind the robot's, and stands still with it. */
const SKEW_NANOS = 3_600_000_000_000n;

const clock = new ManualSimClock();
const now = (): LocalTime => localTime(clock.now() - SKEW_NANOS);
let simulator: Simulator;
let robot: Robot;

beforeAll(async () => {
  simulator = await startSimulator({ clock, serialNumber: "SIM-E2E" });
  robot = await connect(`127.0.0.1:${simulator.port}`, { roots: simulator.rootsPem, now });
  await robot.login(simulator.user, simulator.password);
});

afterAll(async () => {
  await robot.close();
  await simulator.close();
});

describe("the embedded robot, end to end", () => {
  it("says who it is, and that it is a simulator", async () => {
    expect(await robot.client(RobotIdClient).getRobotId()).toMatchObject({
      serialNumber: "SIM-E2E",
      species: "spot",
      version: "simulator",
      nickname: "spotwire simulator",
      softwareRelease: {
        name: `spotwire-simulator-${VERSION}`,
        apiVersion: "5.1.4",
        version: { majorVersion: 5, minorVersion: 1, patchLevel: 4 },
      },
    });
  });

  it("logs in by password and renews a token", async () => {
    const auth = robot.client(AuthClient);
    const token = await auth.login(simulator.user, simulator.password);
    clock.advance(1000);
    const renewed = await auth.renew(token);
    expect(renewed).not.toBe(token);
    await robot.loginWithToken(renewed);
    expect((await robot.listServices()).length).toBeGreaterThan(0);
  });

  it("lists its services and finds each by name", async () => {
    const directory = robot.client(DirectoryClient);
    const entries = await directory.list();
    expect(entries.map(({ name }) => name).sort()).toEqual(SIMULATED_SERVICES);
    for (const entry of entries) expect(await directory.getEntry(entry.name)).toEqual(entry);
  });

  it("has no entry for an unknown service", async () => {
    const error = await rejection(robot.client(DirectoryClient).getEntry("no-such-service"));
    expect(error).toBeInstanceOf(NonexistentServiceError);
    expect(error).toMatchObject({ code: "DIRECTORY_NONEXISTENT_SERVICE", service: "bosdyn.api.DirectoryService" });
  });

  it("estimates the skew between the clocks", async () => {
    const estimate = await robot.timeSync.establish();
    // Both clocks stand still, so there is nothing to be off by.
    expect(estimate).toEqual({ skewNanos: SKEW_NANOS, roundTripNanos: 0n });
    expect(robot.timeSync.toRobotTime(now())).toBe(clock.now());
    expect(robot.timeSync.clockIdentifier).toMatch(/^sim-clock-/);
  });

  it("reads the state, whose timestamps are robot time", async () => {
    const state = await robot.client(RobotStateClient).getRobotState();
    const { kinematicState, batteryStates, footState, systemFaultState } = state;
    expect(robotTimeFromTimestamp(kinematicState?.acquisitionTimestamp ?? {})).toBe(clock.now());
    expect(kinematicState?.jointStates).toHaveLength(12);
    expect(kinematicState?.transformsSnapshot?.childToParentEdgeMap.get("body")?.parentFrameName).toBe("");
    expect(footState).toHaveLength(4);
    expect(batteryStates[0]?.chargePercentage?.value).toBeGreaterThan(50);
    expect(systemFaultState?.faults.map(({ name }) => name)).toEqual(["simulator"]);
  });

  it("reads metrics", async () => {
    const { metrics } = await robot.client(RobotStateClient).getRobotMetrics();
    expect(metrics.map(({ label, units }) => `${label} [${units}]`)).toContain("distance [m]");
  });

  it("reads the hardware configuration, and the model of each of its links", async () => {
    const client = robot.client(RobotStateClient);
    const { skeleton } = await client.getHardwareConfiguration();
    expect(skeleton?.urdf).toContain("<robot");
    const links = skeleton?.links.map(({ name }) => name) ?? [];
    expect(links).toContain("body");
    const models = await Promise.all(links.map((name) => client.getLinkModel(name)));
    expect(models.map(({ fileName }) => fileName)).toEqual(links.map((name) => `${name}.obj`));
    for (const { fileContents } of models) expect(fileContents).toMatch(/^v /);
  });

  it("finds a link that it does not have malformed", async () => {
    const error = await rejection(robot.client(RobotStateClient).getLinkModel("tail"));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as Error).message).toContain('no link named "tail"');
  });

  it("streams 333 states a second of its clock", async () => {
    const states = robot.client(RobotStateStreamingClient).getRobotStateStream();
    const instants: bigint[] = [];
    const read = async (): Promise<void> => {
      const { value } = await states.next();
      expect(value?.jointStates?.position).toHaveLength(12);
      instants.push(robotTimeFromTimestamp(value?.jointStates?.acquisitionTimestamp ?? {}));
    };
    const began = clock.now();
    await read();
    for (let i = 0; i < 333; i++) {
      clock.advance(PERIOD_MS);
      await read();
    }
    expect(instants).toHaveLength(334);
    expect(instants[0]).toBe(began);
    for (const [i, instant] of instants.entries())
      expect(Math.abs(Number(instant - began) / 1e6 - i * PERIOD_MS)).toBeLessThan(0.001);
    await states.return(undefined);
  });

  it("streams nothing while its clock stands still", async () => {
    const states = robot.client(RobotStateStreamingClient).getRobotStateStream();
    await states.next();
    let isThere = false;
    const next = states.next().then(() => (isThere = true));
    // On the same connection, so that what was sent before the answer would be here before it.
    for (let i = 0; i < 3; i++) await robot.client(RobotStateClient).getRobotState();
    expect(isThere).toBe(false);
    clock.advance(PERIOD_MS);
    await next;
    await states.return(undefined);
  });

  it("ends the stream when the reader leaves, and the connection serves on", async () => {
    const { sessions, failedCalls } = robot.stats();
    for await (const each of robot.client(RobotStateStreamingClient).getRobotStateStream()) {
      expect(each.header?.error?.code).toBe(1);
      break;
    }
    await robot.client(RobotStateClient).getRobotState();
    expect(robot.stats()).toMatchObject({ sessions, failedCalls });
  });

  it("refuses a service behind another's authority, and a method that nobody has", async () => {
    const error = await rejection(new RobotIdClient(robot.channel("state.spot.robot")).getRobotId());
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ httpStatus: 404 });
    const nowhere = robot.channel("nowhere.spot.robot");
    expect(await rejection(new RobotIdClient(nowhere).getRobotId())).toBeInstanceOf(NotFoundError);
    class OddClient extends RobotIdClient {
      async odd(): Promise<void> {
        const { RobotIdService } = await import("../../src/messages/bosdyn/api/robot_id_service.ts");
        await this.call({ ...RobotIdService.getRobotId, path: "/bosdyn.api.RobotIdService/Odd" }, {}, undefined);
      }
    }
    expect(await rejection(robot.client(OddClient, { service: "robot-id" }).odd())).toBeInstanceOf(UnimplementedError);
  });
});
