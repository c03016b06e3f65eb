/** The robot's checks of itself, from start to end. */
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import {
  CameraCalibrationCommandRequest_Command,
  type CameraCalibrationFeedbackResponse,
  CameraCalibrationFeedbackResponse_Status,
  SpotCheckCommandRequest_Command,
  type SpotCheckFeedbackResponse,
  SpotCheckFeedbackResponse_State,
} from "../../messages/bosdyn/api/spot/spot_check.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { WaitTimedOutError } from "../wait-timed-out-error.ts";
import type { SpotCheckClient } from "./spot-check.ts";

/** The check was still running when the time was up. */
export class SpotCheckTimedOutError extends WaitTimedOutError {
  override readonly code = "SPOT_CHECK_TIMED_OUT";
}

/** The calibration was still running when the time was up. */
export class CameraCalibrationTimedOutError extends WaitTimedOutError {
  override readonly code = "CAMERA_CALIBRATION_TIMED_OUT";
}

const SPOT_CHECK_DEFAULTS = { timeoutMs: 212_000, intervalMs: 4000 };
const CALIBRATION_DEFAULTS = { timeoutMs: 1_200_000, intervalMs: 4000 };

/** Neither runs: the robot has finished, or waits for what is next. */
const SPOT_CHECK_ENDS: ReadonlySet<number> = new Set([
  SpotCheckFeedbackResponse_State.STATE_FINISHED,
  SpotCheckFeedbackResponse_State.STATE_WAITING_FOR_COMMAND,
]);

/**
 * Start a spot check and wait until it ends. The robot must sit on flat ground, with its motors on and room to stand up.
 * Defaults: 212 s in all, asking every 4 s.
 * @param lease of the body; it is not taken from the client's lease provider
 * @returns the results by joint, load cell and camera; each has a verdict of its own
 * @throws {SpotCheckTimedOutError} it was still running when the time was up
 * @throws {SpotCheckNotSittingError | SpotCheckGroundCheckError | ResponseError} the robot gave up; see its class
 * @throws {LeaseUseError | RpcError}
 */
export async function runSpotCheck(
  client: SpotCheckClient,
  lease: LeaseInit,
  options: WaitOptions<SpotCheckFeedbackResponse> = {},
): Promise<SpotCheckFeedbackResponse> {
  const wait = new Wait(options, SPOT_CHECK_DEFAULTS);
  await client.spotCheckCommand({ command: SpotCheckCommandRequest_Command.COMMAND_START, lease }, wait.callOptions());
  const end = await wait.until("/bosdyn.api.spot.SpotCheckService/SpotCheckFeedback", async (callOptions) => {
    const feedback = await client.spotCheckFeedback({}, callOptions);
    options.onProgress?.(feedback);
    return SPOT_CHECK_ENDS.has(feedback.state) ? feedback : undefined;
  });
  if (end === undefined) throw new SpotCheckTimedOutError("the spot check", wait.timeoutMs);
  return end;
}

/**
 * Start a camera calibration and wait until it ends. The robot must stand in front of the target, with its motors on.
 * Defaults: 1200 s in all, asking every 4 s.
 * @param lease of the body; it is not taken from the client's lease provider
 * @throws {CameraCalibrationTimedOutError} it was still running when the time was up
 * @throws {CameraCalibrationTargetNotCenteredError | ResponseError} the robot gave up; see its class
 * @throws {LeaseUseError | RpcError}
 */
export async function runCameraCalibration(
  client: SpotCheckClient,
  lease: LeaseInit,
  options: WaitOptions<CameraCalibrationFeedbackResponse> = {},
): Promise<void> {
  const wait = new Wait(options, CALIBRATION_DEFAULTS);
  const command = CameraCalibrationCommandRequest_Command.COMMAND_START;
  await client.cameraCalibrationCommand({ command, lease }, wait.callOptions());
  const end = await wait.until("/bosdyn.api.spot.SpotCheckService/CameraCalibrationFeedback", async (callOptions) => {
    const feedback = await client.cameraCalibrationFeedback({}, callOptions);
    options.onProgress?.(feedback);
    return feedback.status === CameraCalibrationFeedbackResponse_Status.STATUS_SUCCESS ? feedback : undefined;
  });
  if (end === undefined) throw new CameraCalibrationTimedOutError("the camera calibration", wait.timeoutMs);
}
