/** Power of motors, robot, payload ports and radio, and the fans. */
import {
  FanPowerCommandFeedbackResponse_Status,
  FanPowerCommandResponse_Status,
  PowerCommandStatus,
  ResetSafetyStopResponse_Status,
} from "../../messages/bosdyn/api/power.ts";
import { PowerServiceCalls } from "../../messages/bosdyn/api/power_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { LicenseError } from "../errors/license-error.ts";
import { InternalServerError, ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The robot hangs on its charger. */
export class ShorePowerConnectedError extends ResponseError {
  override readonly code = "POWER_SHORE_POWER_CONNECTED";
}

/** There is no battery in the robot. */
export class BatteryMissingError extends ResponseError {
  override readonly code = "POWER_BATTERY_MISSING";
}

/** Another power command is under way. */
export class CommandInProgressError extends ResponseError {
  override readonly code = "POWER_COMMAND_IN_PROGRESS";
}

/** The robot is e-stopped. */
export class EstoppedError extends ResponseError {
  override readonly code = "POWER_ESTOPPED";
}

/** The robot has a fault. */
export class PowerFaultedError extends ResponseError {
  override readonly code = "POWER_FAULTED";
}

/** A later power command replaced this one. */
export class OverriddenError extends ResponseError {
  override readonly code = "POWER_OVERRIDDEN";
}

/** A keepalive policy holds the motors off. */
export class KeepaliveMotorsOffError extends ResponseError {
  override readonly code = "POWER_KEEPALIVE_MOTORS_OFF";
}

/** It is too hot to control the fans. */
export class FanControlTemperatureError extends ResponseError {
  override readonly code = "POWER_FAN_TEMPERATURE_TOO_HIGH";
}

/** This robot has no such safety stop. */
export class SafetyStopIncompatibleHardwareError extends ResponseError {
  override readonly code = "POWER_SAFETY_STOP_INCOMPATIBLE_HARDWARE";
}

/** The safety stop could not be reset. */
export class SafetyStopFailedError extends ResponseError {
  override readonly code = "POWER_SAFETY_STOP_FAILED";
}

/** The request does not say which safety stop. */
export class SafetyStopUnknownStopTypeError extends ResponseError {
  override readonly code = "POWER_SAFETY_STOP_UNKNOWN_TYPE";
}

/** What becomes of a power command; its feedback has the same statuses. */
export const POWER_COMMAND: StatusTable<typeof PowerCommandStatus> = {
  names: PowerCommandStatus,
  // In progress, and success: not the usual 1 alone.
  ok: [1, 2],
  errors: {
    STATUS_SHORE_POWER_CONNECTED: [ShorePowerConnectedError, "disconnect shore power"],
    STATUS_BATTERY_MISSING: [BatteryMissingError, "insert a battery"],
    STATUS_COMMAND_IN_PROGRESS: [CommandInProgressError, "poll its feedback until it is done"],
    STATUS_ESTOPPED: [EstoppedError, "every e-stop endpoint must allow power; see the e-stop status"],
    STATUS_FAULTED: [PowerFaultedError, "read the blocking faults of the response"],
    STATUS_INTERNAL_ERROR: [InternalServerError, "a fault on the robot; see its logs"],
    STATUS_LICENSE_ERROR: [LicenseError, "the robot's licence does not allow this"],
    STATUS_OVERRIDDEN: [OverriddenError],
    STATUS_KEEPALIVE_MOTORS_OFF: [
      KeepaliveMotorsOffError,
      "an e-stop endpoint or another policy has timed out: check in, or remove it",
    ],
  },
};

const POWER_COMMAND_FEEDBACK: StatusTable<typeof PowerCommandStatus> = {
  names: PowerCommandStatus,
  // What became of the command is the answer, good or bad.
  othersAreOk: true,
  errors: {},
};

const FAN_POWER_COMMAND: StatusTable<typeof FanPowerCommandResponse_Status> = {
  names: FanPowerCommandResponse_Status,
  errors: {
    STATUS_TEMPERATURE_TOO_HIGH: [FanControlTemperatureError, "let the robot cool down"],
  },
};

const FAN_POWER_COMMAND_FEEDBACK: StatusTable<typeof FanPowerCommandFeedbackResponse_Status> = {
  names: FanPowerCommandFeedbackResponse_Status,
  othersAreOk: true,
  errors: {},
};

const RESET_SAFETY_STOP: StatusTable<typeof ResetSafetyStopResponse_Status> = {
  names: ResetSafetyStopResponse_Status,
  errors: {
    STATUS_INCOMPATIBLE_HARDWARE_ERROR: [SafetyStopIncompatibleHardwareError],
    STATUS_FAILED: [SafetyStopFailedError],
    STATUS_UNKNOWN_STOP_TYPE: [SafetyStopUnknownStopTypeError, "set safetyStopType"],
  },
};

/** Commands power and polls how far a command got. Switching motors off at once drops the robot. Needs a login. */
export const PowerClient: ClientClass<typeof PowerServiceCalls> = /* @__PURE__ */ defineClient(PowerServiceCalls, {
  serviceName: "power",
  rpcs: {
    powerCommand: { lease: "lease", leaseResult: "leaseUseResult", statuses: POWER_COMMAND },
    powerCommandFeedback: { statuses: POWER_COMMAND_FEEDBACK },
    fanPowerCommand: { lease: "lease", leaseResult: "leaseUseResult", statuses: FAN_POWER_COMMAND },
    fanPowerCommandFeedback: { statuses: FAN_POWER_COMMAND_FEEDBACK },
    resetSafetyStop: { lease: "lease", leaseResult: "leaseUseResult", statuses: RESET_SAFETY_STOP },
  },
});
/** Commands power and polls how far a command got. Switching motors off at once drops the robot. Needs a login. */
export type PowerClient = InstanceType<typeof PowerClient>;
