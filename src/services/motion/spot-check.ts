/** The robot's checks of itself: joints, load cells, cameras. */
import {
  CameraCalibrationFeedbackResponse_Status,
  type SpotCheckFeedbackResponse,
  SpotCheckFeedbackResponse_Error,
} from "../../messages/bosdyn/api/spot/spot_check.ts";
import { SpotCheckServiceCalls } from "../../messages/bosdyn/api/spot/spot_check_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { LeaseUseError } from "../errors/lease-use-error.ts";
import { ResponseError, UnsetStatusError } from "../errors/response-errors.ts";
import { checkOutcome } from "../response-checks.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** Motor power changed in the middle of the check. */
export class SpotCheckUnexpectedPowerChangeError extends ResponseError {
  override readonly code = "SPOT_CHECK_UNEXPECTED_POWER_CHANGE";
}

/** The inertial sensor failed its check. */
export class SpotCheckImuCheckError extends ResponseError {
  override readonly code = "SPOT_CHECK_INIT_IMU_CHECK";
}

/** The robot was not sitting at the start. */
export class SpotCheckNotSittingError extends ResponseError {
  override readonly code = "SPOT_CHECK_INIT_NOT_SITTING";
}

/** The load cells took too long. */
export class SpotCheckLoadcellTimeoutError extends ResponseError {
  override readonly code = "SPOT_CHECK_LOADCELL_TIMEOUT";
}

/** The motors did not power on. */
export class SpotCheckPowerOnFailureError extends ResponseError {
  override readonly code = "SPOT_CHECK_POWER_ON_FAILURE";
}

/** The joints took too long to their end stops. */
export class SpotCheckEndstopTimeoutError extends ResponseError {
  override readonly code = "SPOT_CHECK_ENDSTOP_TIMEOUT";
}

/** The robot could not stand up. */
export class SpotCheckFailedStandError extends ResponseError {
  override readonly code = "SPOT_CHECK_FAILED_STAND";
}

/** The cameras took too long. */
export class SpotCheckCameraTimeoutError extends ResponseError {
  override readonly code = "SPOT_CHECK_CAMERA_TIMEOUT";
}

/** The ground is not flat enough. */
export class SpotCheckGroundCheckError extends ResponseError {
  override readonly code = "SPOT_CHECK_GROUND_CHECK";
}

/** Somebody cancelled the calibration. */
export class CameraCalibrationUserCanceledError extends ResponseError {
  override readonly code = "CAMERA_CALIBRATION_USER_CANCELED";
}

/** The robot is not powered as it must be. */
export class CameraCalibrationPowerError extends ResponseError {
  override readonly code = "CAMERA_CALIBRATION_POWER_ERROR";
}

/** The target is not centred at the start. */
export class CameraCalibrationTargetNotCenteredError extends ResponseError {
  override readonly code = "CAMERA_CALIBRATION_TARGET_NOT_CENTERED";
}

/** The robot could not be moved. */
export class CameraCalibrationRobotCommandError extends ResponseError {
  override readonly code = "CAMERA_CALIBRATION_ROBOT_COMMAND_ERROR";
}

/** The calibration could not be computed. */
export class CameraCalibrationCalculationError extends ResponseError {
  override readonly code = "CAMERA_CALIBRATION_CALIBRATION_ERROR";
}

/** The calibration failed for a reason of its own. */
export class CameraCalibrationInternalError extends ResponseError {
  override readonly code = "CAMERA_CALIBRATION_INTERNAL_ERROR";
}

const SPOT_CHECK_FEEDBACK: StatusTable<typeof SpotCheckFeedbackResponse_Error> = {
  names: SpotCheckFeedbackResponse_Error,
  unsetIsOk: true,
  errors: {
    ERROR_UNEXPECTED_POWER_CHANGE: [SpotCheckUnexpectedPowerChangeError],
    ERROR_INIT_IMU_CHECK: [SpotCheckImuCheckError],
    ERROR_INIT_NOT_SITTING: [SpotCheckNotSittingError, "let it sit down first"],
    ERROR_LOADCELL_TIMEOUT: [SpotCheckLoadcellTimeoutError],
    ERROR_POWER_ON_FAILURE: [SpotCheckPowerOnFailureError],
    ERROR_ENDSTOP_TIMEOUT: [SpotCheckEndstopTimeoutError],
    ERROR_FAILED_STAND: [SpotCheckFailedStandError],
    ERROR_CAMERA_TIMEOUT: [SpotCheckCameraTimeoutError],
    ERROR_GROUND_CHECK: [SpotCheckGroundCheckError, "choose flat ground"],
  },
};

const CAMERA_CALIBRATION_FEEDBACK: StatusTable<typeof CameraCalibrationFeedbackResponse_Status> = {
  names: CameraCalibrationFeedbackResponse_Status,
  // Processing, and success.
  ok: [1, 2],
  errors: {
    STATUS_USER_CANCELED: [CameraCalibrationUserCanceledError],
    STATUS_POWER_ERROR: [CameraCalibrationPowerError],
    STATUS_TARGET_NOT_CENTERED: [CameraCalibrationTargetNotCenteredError, "put the robot in front of the target"],
    STATUS_ROBOT_COMMAND_ERROR: [CameraCalibrationRobotCommandError],
    STATUS_CALIBRATION_ERROR: [CameraCalibrationCalculationError],
    STATUS_INTERNAL_ERROR: [CameraCalibrationInternalError],
    STATUS_LEASE_ERROR: [LeaseUseError, "the robot did not accept the lease; acquire it anew"],
  },
};

/** Feedback without a state says nothing, its error included; so the state is judged first. */
function checkFeedback(response: SpotCheckFeedbackResponse, method: string): void {
  if (response.state === 0) {
    throw new UnsetStatusError({ method, response, status: 0, detail: "the feedback has no state" });
  }
  checkOutcome(method, response, { statusField: "error", statuses: SPOT_CHECK_FEEDBACK });
}

/** Starts the checks and polls them. Its leases are explicit. Needs a login. */
export const SpotCheckClient: ClientClass<typeof SpotCheckServiceCalls> = /* @__PURE__ */ defineClient(
  SpotCheckServiceCalls,
  {
    serviceName: "spot-check",
    rpcs: {
      spotCheckCommand: { leaseResult: "leaseUseResult" },
      spotCheckFeedback: { check: checkFeedback },
      cameraCalibrationCommand: { leaseResult: "leaseUseResult" },
      cameraCalibrationFeedback: { statuses: CAMERA_CALIBRATION_FEEDBACK },
    },
  },
);
/** Starts the checks and polls them. Its leases are explicit. Needs a login. */
export type SpotCheckClient = InstanceType<typeof SpotCheckClient>;
