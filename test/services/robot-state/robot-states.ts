/** Whole states for tests: one like that of a robot with an arm, and what comes of decoding bytes. */
import type { RobotStateResponseInit } from "../../../src/messages/bosdyn/api/robot_state.ts";
import { RobotStateResponse } from "../../../src/messages/bosdyn/api/robot_state.ts";
import { ARM_JOINTS, LEG_JOINTS } from "../../../src/services/index.ts";
import { WireError } from "../../../src/wire/index.ts";

/** What a robot sends, nearly everything in it; a different one for each `k`. */
export function wholeState(
  k: number,
  joints: readonly string[] = [...LEG_JOINTS, ...ARM_JOINTS],
): RobotStateResponseInit {
  const time = { seconds: 1_800_000_000n, nanos: 300_000_000 + k };
  const number = (step: number): number => Math.sin(k + step + 1);
  const vector = (step: number): { x: number; y: number; z: number } => ({
    x: number(step),
    y: number(step + 1),
    z: number(step + 2),
  });
  const pose = (step: number): object => ({ position: vector(step), rotation: { ...vector(step + 3), w: 0.5 } });
  const velocity = (step: number): object => ({ linear: vector(step), angular: vector(step + 3) });
  const fault = {
    name: "camera",
    onsetTimestamp: { seconds: 1_799_999_000n, nanos: 5 },
    duration: { seconds: 1000n, nanos: k },
    code: 7,
    errorMessage: "no picture",
    attributes: ["imu", "vision"],
    severity: 2,
    uid: 70_000n,
    uuid: "d112432c-dc35-4bca-879d-9aabd3efaf70",
    dtc: "A1",
  };
  const percentage = { value: 90 - k / 7 };
  return {
    header: { requestHeader: { clientName: "tester", requestTimestamp: time }, error: { code: 1 } },
    robotState: {
      powerState: {
        ...{ timestamp: time, motorPowerState: 2, shorePowerState: 2, locomotionChargePercentage: percentage },
        ...{ locomotionEstimatedRuntime: { seconds: 3973n }, robotPowerState: 1, payloadPortsPowerState: 1 },
        ...{ wifiRadioPowerState: 1, motorPowerErrorMessage: "none" },
      },
      batteryStates: [
        {
          ...{ timestamp: time, identifier: "b0", chargePercentage: percentage, estimatedRuntime: { seconds: 3973n } },
          ...{ current: { value: -8.5 }, voltage: { value: 57.1 }, temperatures: [31.5, 32, number(1)], status: 3 },
          communicationsLossPercent: {},
        },
      ],
      commsStates: [{ timestamp: time, wifiState: { currentMode: 1, essid: "spot-1" } }],
      systemFaultState: { faults: [fault], historicalFaults: [fault, {}], aggregated: new Map([["imu", 2]]) },
      estopStates: [
        { timestamp: time, name: "hardware_estop", type: 1, state: 2 },
        { timestamp: time, name: "software_estop", type: 2, state: 1, stateDescription: "pressed" },
      ],
      kinematicState: {
        jointStates: joints.map((name, i) => ({
          name,
          position: { value: number(i) },
          velocity: { value: number(i + 0.25) },
          acceleration: { value: number(i + 0.5) },
          load: { value: number(i + 0.75) },
        })),
        velocityOfBodyInVision: velocity(1),
        velocityOfBodyInOdom: velocity(2),
        acquisitionTimestamp: time,
        transformsSnapshot: {
          childToParentEdgeMap: new Map([
            ["body", {}],
            ["odom", { parentFrameName: "body", parentTformChild: pose(3) }],
            ["gpe", { parentFrameName: "odom", parentTformChild: pose(4) }],
            ["arm0.link_wr1", { parentFrameName: "body", parentTformChild: pose(5) }],
          ]),
        },
      },
      behaviorFaultState: {},
      footState: [1, 2].map((contact) => ({
        footPositionRtBody: vector(contact),
        contact,
        terrain: {
          ...{ groundMuEst: 0.8, frameName: "odom", footSlipDistanceRtFrame: vector(6) },
          ...{ footSlipVelocityRtFrame: vector(7), groundContactNormalRtFrame: { z: 1 } },
          ...{ visualSurfaceGroundPenetrationMean: number(8), visualSurfaceGroundPenetrationStd: number(9) },
        },
      })),
      serviceFaultState: {},
      manipulatorState: { gripperOpenPercentage: number(10), velocityOfHandInOdom: velocity(11) },
      terrainState: { isUnsafeToSit: true },
      systemState: { motorTemperatures: joints.map((name, i) => ({ name, temperature: 30 + number(i) })) },
      behaviorState: { state: 2 },
    },
  };
}

/** Encode the same. */
export function wholeStateBytes(k: number, joints?: readonly string[]): Uint8Array {
  return RobotStateResponse.encode(wholeState(k, joints));
}

/** What decoding gives: a value, or everything that is to be known of the refusal. */
export function outcomeOf<T>(decode: () => T): T | Refusal {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const { code, offset, path, messageType, message } = error;
    return { code, offset, path, messageType, message };
  }
}

/** A `WireError` in words. */
export type Refusal = Pick<WireError, "code" | "offset" | "path" | "messageType" | "message">;

/** Whether decoding was refused. */
export function isRefusal(outcome: object): outcome is Refusal {
  return "code" in outcome && "offset" in outcome;
}
