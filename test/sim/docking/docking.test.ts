import { describe, expect, it } from "vitest";
import type {
  DockingCommandFeedbackResponse,
  DockingCommandRequestInit,
  DockingCommandResponse,
  DockState,
} from "../../../src/messages/bosdyn/api/docking/docking.ts";
import { DockingService } from "../../../src/messages/bosdyn/api/docking/docking_service.ts";
import type { TimestampInit } from "../../../src/messages/google/protobuf/timestamp.ts";
import { DOCK_POSE } from "../../../src/sim/world/dock.ts";
import { CLOCK, LEASE, ServiceScene } from "../motion/service-scene.ts";

const RESPONSE = { ok: 1, lease: 4, dockNotFound: 5, notDocked: 6, system: 7 };
const IN_PROGRESS = 1;
const DOCKED = 2;
const OLD_COMMAND = 3;
const ERROR_LEASE = 5;
const TIMED_OUT = 6;
const NO_TIMESYNC = 7;
const TOO_DISTANT = 8;
const ERROR_SYSTEM = 9;
const MISALIGNED = 10;
const AT_PREP_POSE = 11;

const USE_POSE = 1;
const SKIP_POSE = 2;
const ONLY_POSE = 3;
const UNDOCK = 4;

class DockScene extends ServiceScene {
  readonly #docking = this.hosted("docking");

  dock(more: DockingCommandRequestInit = {}): Promise<DockingCommandResponse> {
    return this.#docking.unary(DockingService.dockingCommand, {
      lease: LEASE,
      clockIdentifier: CLOCK,
      dockingStationId: 520,
      endTime: this.in(30_000),
      prepPoseBehavior: USE_POSE,
      ...more,
    });
  }

  fare(dockingCommandId: number, endTime?: TimestampInit): Promise<DockingCommandFeedbackResponse> {
    const updateDockingParams = endTime && { endTime };
    return this.#docking.unary(DockingService.dockingCommandFeedback, { dockingCommandId, updateDockingParams });
  }

  async state(): Promise<DockState | undefined> {
    return (await this.#docking.unary(DockingService.getDockingState, {})).dockState;
  }

  async config(): Promise<unknown> {
    return (await this.#docking.unary(DockingService.getDockingConfig, {})).dockConfigs;
  }

  /** Seconds until a command's status is another than "in progress". */
  async until(id: number, status: number): Promise<number> {
    for (let seconds = 0; seconds < 60; seconds++) {
      const answer = await this.fare(id);
      if (answer.status !== IN_PROGRESS) {
        expect(answer.status).toBe(status);
        return seconds;
      }
      this.run(1000);
    }
    throw new Error("still in progress after a minute");
  }

  fromDock(): number {
    return Math.hypot(this.position.x - DOCK_POSE.x, this.position.y - DOCK_POSE.y);
  }
}

function standing(): DockScene {
  const scene = new DockScene();
  scene.standUp();
  return scene;
}

async function docked(): Promise<DockScene> {
  const scene = standing();
  const { dockingCommandId } = await scene.dock();
  await scene.until(dockingCommandId, DOCKED);
  return scene;
}

describe("the simulator's docking", () => {
  it("walks to the dock, sits down on it, loses motor power and charges", async () => {
    const scene = standing();
    expect(await scene.state()).toMatchObject({ status: 3, dockId: 0 });
    const { status, dockingCommandId } = await scene.dock();
    expect([status, dockingCommandId]).toEqual([RESPONSE.ok, 1]);
    expect(await scene.state()).toMatchObject({ status: 2 });
    expect(await scene.until(1, DOCKED)).toBeLessThan(25);
    expect(scene.fromDock()).toBeLessThan(0.04);
    expect(scene.locomotion.posture).toBe("sitting");
    expect(scene.motors.isOn).toBe(false);
    expect(scene.shorePower).toEqual([true]);
    expect(await scene.state()).toMatchObject({ status: 1, dockId: 520, dockType: 3, powerStatus: 1 });
  });

  it("stays on its contacts however long it sits there", async () => {
    const scene = await docked();
    scene.run(1_800_000);
    expect(scene.shorePower).toEqual([true]);
    expect(await scene.state()).toMatchObject({ status: 1 });
  });

  it("leaves the dock backwards for the pose in front of it, ignoring the station's number", async () => {
    const scene = await docked();
    scene.motors.isOn = true;
    const { dockingCommandId } = await scene.dock({ prepPoseBehavior: UNDOCK, dockingStationId: 0 });
    expect(await scene.state()).toMatchObject({ status: 4 });
    expect(await scene.until(dockingCommandId, AT_PREP_POSE)).toBeLessThan(20);
    expect(scene.fromDock()).toBeCloseTo(1, 1);
    expect(scene.shorePower).toEqual([true, false]);
    expect(await scene.state()).toMatchObject({ status: 3, dockId: 0 });
    expect(await scene.mobility({ sitRequest: {} })).toMatchObject({ status: 1 });
  });

  it("goes to the pose only, and from there straight onto the dock", async () => {
    const scene = standing();
    const first = await scene.dock({ prepPoseBehavior: ONLY_POSE });
    await scene.until(first.dockingCommandId, AT_PREP_POSE);
    expect(scene.fromDock()).toBeCloseTo(1, 1);
    expect(scene.motors.isOn).toBe(true);
    const second = await scene.dock({ prepPoseBehavior: SKIP_POSE });
    expect(second.dockingCommandId).toBe(2);
    expect(await scene.fare(1)).toMatchObject({ status: OLD_COMMAND });
    await scene.until(2, DOCKED);
  });

  it("finds itself misaligned when it is not in front of the dock", async () => {
    const scene = standing();
    const { dockingCommandId } = await scene.dock({ prepPoseBehavior: SKIP_POSE });
    expect(await scene.fare(dockingCommandId)).toMatchObject({ status: MISALIGNED });
    scene.run(1000);
    expect(scene.locomotion.posture).toBe("standing");
  });

  it("is docked at once where it is docked", async () => {
    const scene = await docked();
    const { dockingCommandId } = await scene.dock();
    expect(await scene.fare(dockingCommandId)).toMatchObject({ status: DOCKED });
  });

  it("finds the dock after half an hour, when odom has drifted", async () => {
    const scene = new DockScene();
    scene.run(1_800_000);
    scene.standUp();
    const { dockingCommandId } = await scene.dock({ endTime: scene.in(60_000) });
    await scene.until(dockingCommandId, DOCKED);
    const { x, y } = scene.locomotion.body().visionTformBody.position;
    expect(Math.hypot(x - DOCK_POSE.x, y - DOCK_POSE.y)).toBeLessThan(0.04);
  });

  it("refuses without lease, dock, power, strength to stand, or a dock to leave", async () => {
    const scene = standing();
    expect(await scene.dock({ lease: { resource: "x" } })).toMatchObject({
      status: RESPONSE.lease,
      leaseUseResult: { status: 2 },
    });
    expect(await scene.dock({ dockingStationId: 521 })).toMatchObject({ status: RESPONSE.dockNotFound });
    expect(await scene.dock({ prepPoseBehavior: UNDOCK })).toMatchObject({ status: RESPONSE.notDocked });
    expect((await scene.dock({ prepPoseBehavior: 9 })).header?.error?.code).toBe(3);
    scene.behaviorFaults.raise(1);
    expect(await scene.dock()).toMatchObject({ status: RESPONSE.system });
    scene.behaviorFaults.clear(1);
    scene.motors.isOn = false;
    expect(await scene.dock()).toMatchObject({ status: RESPONSE.system });
    expect(await new DockScene().dock()).toMatchObject({ status: RESPONSE.system });
    const onDock = await docked();
    expect(await onDock.dock({ prepPoseBehavior: UNDOCK })).toMatchObject({ status: RESPONSE.system });
  });

  it("says in feedback what the response has no status for", async () => {
    const scene = standing();
    const unknown = await scene.dock({ clockIdentifier: "other" });
    expect(unknown.status).toBe(RESPONSE.ok);
    expect(await scene.fare(unknown.dockingCommandId)).toMatchObject({ status: NO_TIMESYNC });
    const distant = await scene.dock({ endTime: scene.in(3_600_001) });
    expect(await scene.fare(distant.dockingCommandId)).toMatchObject({ status: TOO_DISTANT });
    const late = await scene.dock({ endTime: undefined });
    expect(await scene.fare(late.dockingCommandId)).toMatchObject({ status: TIMED_OUT });
    expect(scene.locomotion.posture).toBe("standing");
    expect(await scene.fare(77)).toMatchObject({ status: OLD_COMMAND });
  });

  it("gives up at its end time, which feedback can move", async () => {
    const scene = standing();
    const { dockingCommandId: id } = await scene.dock({ endTime: scene.in(2000) });
    scene.run(1500);
    expect(await scene.fare(id, scene.in(1500))).toMatchObject({ status: IN_PROGRESS });
    scene.run(1000);
    expect(await scene.fare(id)).toMatchObject({ status: IN_PROGRESS });
    scene.run(1000);
    expect(await scene.fare(id)).toMatchObject({ status: TIMED_OUT });
    scene.run(1500);
    expect(scene.locomotion.posture).toBe("standing");
  });

  it("fails when another command moves the robot, by its lease if that is not good any more", async () => {
    const scene = standing();
    const first = await scene.dock();
    await scene.mobility({ stopRequest: {} });
    scene.run(100);
    expect(await scene.fare(first.dockingCommandId)).toMatchObject({ status: ERROR_SYSTEM });
    const second = await scene.dock();
    scene.leases.good = "taken";
    scene.locomotion.stop();
    scene.run(100);
    expect(await scene.fare(second.dockingCommandId)).toMatchObject({
      status: ERROR_LEASE,
      leaseUseResult: { status: 2 },
    });
  });

  it("knows one dock", async () => {
    expect(await standing().config()).toMatchObject([{ idStart: 520, idEnd: 520, type: 3 }]);
  });
});
