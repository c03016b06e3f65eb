/** Data acquisition from start to end: asked for, polled, and stored. */
import { SpotError } from "../../errors.ts";
import {
  type AcquisitionRequestListInit,
  type CaptureActionIdInit,
  type GetStatusResponse,
  GetStatusResponse_Status,
  type MetadataInit,
} from "../../messages/bosdyn/api/data_acquisition.ts";
import { ResponseError } from "../errors/response-errors.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { localToRobotTimestamp, type RobotClock } from "../request-times.ts";
import { type LocalTime, localTimeToTimestamp, nanosToDuration } from "../time.ts";
import { WaitTimedOutError } from "../wait-timed-out-error.ts";
import { wallClock } from "../wall-clock.ts";
import type { DataAcquisitionClient } from "./data-acquisition.ts";

/** The acquisition was still under way when the time was up. */
export class DataAcquisitionTimedOutError extends WaitTimedOutError {
  override readonly code = "DATA_ACQUISITION_TIMED_OUT";
}

/** The acquisition ended without all of its data: errors, a cancellation, the robot's own time limit. */
export class DataAcquisitionFailedError extends ResponseError {
  override readonly code = "DATA_ACQUISITION_FAILED";

  /** The last status: `dataErrors`, `serviceErrors` and `networkComputeErrors` say what is missing, and why. */
  get acquisition(): GetStatusResponse {
    return this.response as GetStatusResponse;
  }
}

/** What to acquire. */
export interface Acquisition {
  /** What is stored together is found by this again. */
  readonly actionName: string;
  /** For example a mission of this day. */
  readonly groupName: string;
  readonly requests: AcquisitionRequestListInit;
  /** JSON that is stored beside the data. */
  readonly metadata?: MetadataInit | undefined;
  /** What the robot's own time limit is at least, in milliseconds. Default: the plugins decide. */
  readonly minTimeoutMs?: number | undefined;
}

/** How to acquire. Defaults: 5 minutes in all, asking every 200 ms. */
export interface AcquireOptions extends WaitOptions<GetStatusResponse> {
  /** Dates the data by the robot's clock. Default, and as long as there is no estimate: by this machine's. */
  readonly robotClock?: RobotClock | undefined;
  /** This machine's wall clock. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
}

/** What came of it. */
export interface AcquiredData {
  readonly requestId: number;
  /** By which the store finds the data. */
  readonly actionId: CaptureActionIdInit;
  readonly acquisition: GetStatusResponse;
}

const DEFAULTS = { timeoutMs: 300_000, intervalMs: 200 };
const PATH = "/bosdyn.api.DataAcquisitionService/GetStatus";
const { STATUS_ACQUIRING, STATUS_SAVING, STATUS_CANCEL_IN_PROGRESS, STATUS_COMPLETE } = GetStatusResponse_Status;
const UNDER_WAY: ReadonlySet<number> = new Set([STATUS_ACQUIRING, STATUS_SAVING, STATUS_CANCEL_IN_PROGRESS]);

/**
 * Acquire data and wait until it is stored.
 * @throws {UnknownCaptureTypeError} nothing on the robot captures that
 * @throws {DataAcquisitionFailedError} it ended without all of its data
 * @throws {DataAcquisitionTimedOutError} it was still under way when the time was up; cancel it by its id if need be
 * @throws {ResponseError | RpcError}
 */
export async function acquireDataAndWait(
  client: Pick<DataAcquisitionClient, "acquireData" | "getStatus">,
  { actionName, groupName, requests, metadata, minTimeoutMs }: Acquisition,
  { robotClock, now = wallClock, ...options }: AcquireOptions = {},
): Promise<AcquiredData> {
  const wait = new Wait(options, DEFAULTS);
  const actionId = { actionName, groupName, timestamp: captureTime(now(), robotClock) };
  const minTimeout = minTimeoutMs === undefined ? undefined : nanosToDuration(BigInt(Math.round(minTimeoutMs * 1e6)));
  const request = { actionId, acquisitionRequests: requests, metadata, minTimeout };
  const { requestId } = await client.acquireData(request, wait.callOptions());
  const acquisition = await wait.until(PATH, async (callOptions) => {
    const status = await client.getStatus({ requestId }, callOptions);
    options.onProgress?.(status);
    return UNDER_WAY.has(status.status) ? undefined : status;
  });
  if (acquisition === undefined) throw new DataAcquisitionTimedOutError(`acquisition ${requestId}`, wait.timeoutMs);
  if (acquisition.status !== STATUS_COMPLETE) throw failure(acquisition);
  return { requestId, actionId, acquisition };
}

function captureTime(local: LocalTime, clock: RobotClock | undefined): CaptureActionIdInit["timestamp"] {
  try {
    return localToRobotTimestamp(local, clock);
  } catch (error) {
    if (!(error instanceof SpotError)) throw error;
    // Dated by the wrong clock it is found again all the same; without a date it is not.
    return localTimeToTimestamp(local);
  }
}

function failure(response: GetStatusResponse): DataAcquisitionFailedError {
  const { status, dataErrors, serviceErrors, networkComputeErrors } = response;
  const reasons = [
    ...dataErrors.map(({ dataId, errorMessage }) => `${dataId?.channel ?? "data"}: ${errorMessage}`),
    ...serviceErrors.map(({ serviceName, message }) => `${serviceName}: ${message}`),
    ...networkComputeErrors.map(({ serviceName, message }) => `${serviceName}: ${message}`),
  ];
  const name = Object.entries(GetStatusResponse_Status).find(([, value]) => value === status)?.[0] ?? "unknown to us";
  const detail = `the acquisition ended with status ${status} (${name})`;
  return new DataAcquisitionFailedError({
    method: PATH,
    response,
    status,
    detail: reasons.length === 0 ? detail : `${detail}: ${reasons.join("; ")}`,
  });
}
