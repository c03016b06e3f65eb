/** What a robot's state says about the robot, in one word each. */
import { PowerState_MotorPowerState, type RobotState } from "../../messages/bosdyn/api/robot_state.ts";

/** Whether the motors have power; `MOTOR_POWER_STATE_UNKNOWN` (0) if the state does not say. */
export function motorPowerState(state: Pick<RobotState, "powerState">): PowerState_MotorPowerState {
  return state.powerState?.motorPowerState ?? PowerState_MotorPowerState.MOTOR_POWER_STATE_UNKNOWN;
}

/** Whether the motors are on: not while they are being powered on or off. */
export function isPoweredOn(state: Pick<RobotState, "powerState">): boolean {
  return motorPowerState(state) === PowerState_MotorPowerState.MOTOR_POWER_STATE_ON;
}

/** Whether the robot has an arm. */
export function hasArm(state: Pick<RobotState, "manipulatorState">): boolean {
  return state.manipulatorState !== undefined;
}
