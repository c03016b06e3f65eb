/** A RobotState as a person wants to see it. */
import {
  BatteryState_Status,
  BehaviorState_State,
  EStopState_State,
  FootState_Contact,
  PowerState_MotorPowerState,
  type RobotState,
} from "../messages/bosdyn/api/robot_state.ts";
import { enumWord } from "./enum-word.ts";
import { odometryPose } from "./odometry-pose.ts";

/** Rows of label and value: batteries, power, stops, behaviour, pose, feet, joints, faults. */
export function stateRows(state: RobotState): [string, string][] {
  return [
    ...state.batteryStates.map((battery): [string, string] => [
      `battery ${battery.identifier}`.trim(),
      [
        `${fixed(battery.chargePercentage?.value, 1)} %`,
        enumWord(BatteryState_Status, battery.status, /^STATUS_/),
        `${fixed(battery.voltage?.value, 1)} V`,
        `${fixed(battery.current?.value, 1)} A`,
        `${fixed(Math.max(...battery.temperatures), 0)} °C`,
        `${Math.round(Number(battery.estimatedRuntime?.seconds ?? 0n) / 60)} min left`,
      ].join(", "),
    ]),
    [
      "motor power",
      enumWord(PowerState_MotorPowerState, state.powerState?.motorPowerState ?? 0, /^(?:MOTOR_POWER_)?STATE_/),
    ],
    [
      "e-stops",
      state.estopStates
        .map(({ name, state: stop }) => `${name} ${enumWord(EStopState_State, stop, /^STATE_/)}`)
        .join(", ") || "(none)",
    ],
    ["behaviour", enumWord(BehaviorState_State, state.behaviorState?.state ?? 0, /^STATE_/)],
    ["pose in odom", poseText(state)],
    ["feet", state.footState.map(({ contact }) => enumWord(FootState_Contact, contact, /^CONTACT_/)).join(", ")],
    ["joints", `${state.kinematicState?.jointStates.length ?? 0}`],
    ["faults", faultsText(state)],
  ];
}

/** `x 1.20 m, y 0.30 m, z 0.52 m, yaw 12.0°` */
export function poseText(state: RobotState): string {
  const pose = odometryPose(state.kinematicState?.transformsSnapshot);
  if (pose === undefined) return "(not told)";
  const degrees = (pose.yawRadians * 180) / Math.PI;
  return `x ${pose.x.toFixed(2)} m, y ${pose.y.toFixed(2)} m, z ${pose.z.toFixed(2)} m, yaw ${degrees.toFixed(1)}°`;
}

function faultsText(state: RobotState): string {
  const names = [
    ...(state.systemFaultState?.faults ?? []).map(({ name, errorMessage }) => `${name}: ${errorMessage}`),
    ...(state.behaviorFaultState?.faults ?? []).map(({ behaviorFaultId }) => `behaviour fault ${behaviorFaultId}`),
    ...(state.serviceFaultState?.faults ?? []).map(({ faultId }) => `${faultId?.serviceName}: ${faultId?.faultName}`),
  ];
  return names.join("; ") || "none";
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? "?" : value.toFixed(digits);
}
