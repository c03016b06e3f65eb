/** Docking and undocking from start to end: commanded, polled, and tried again where that helps. */
import {
  type DockingCommandFeedbackResponse,
  DockingCommandFeedbackResponse_Status,
  PrepPoseBehavior,
} from "../../messages/bosdyn/api/docking/docking.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { LeaseUseError } from "../errors/lease-use-error.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { type LocalTime, localTime } from "../time.ts";
import { wallClock } from "../wall-clock.ts";
import type { DockingClient } from "./docking.ts";
import { RobotCommandFailedError, RobotCommandTimedOutError } from "./robot-command-errors.ts";

/** The robot gave docking or undocking up. */
export class DockingFailedError extends RobotCommandFailedError {
  override readonly code = "ROBOT_COMMAND_DOCKING_FAILED";
  /** `DockingCommandFeedbackResponse_Status`: 4 dock lost, 7 no time sync, 9 system, 10 misaligned, 14 stuck, and so on. */
  readonly status: DockingCommandFeedbackResponse_Status;

  constructor(what: string, feedback: DockingCommandFeedbackResponse) {
    super(`${what} failed: ${statusName(feedback.status)}`, feedback);
    this.status = feedback.status;
  }
}

/** How to have the robot go to its dock or leave it. Time limits are those of one attempt. */
export interface DockingOptions extends WaitOptions<DockingCommandFeedbackResponse> {
  /** Sent as it is, empty too. Default: that of the client's lease provider, if it has one. */
  readonly lease?: LeaseInit | undefined;
  /** This machine's wall clock, from which a command's end time is reckoned. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
}

/** How to dock. Defaults: 30 s for an attempt, asking every second. */
export interface DockOptions extends DockingOptions {
  /** Attempts at most; of every two the first goes through the pose in front of the dock. Default 4. */
  readonly attempts?: number | undefined;
}

const DOCK_DEFAULTS = { timeoutMs: 30_000, intervalMs: 1000 };
const PREP_POSE_DEFAULTS = { timeoutMs: 20_000, intervalMs: 1000 };
/** How long the robot may be silent about a command whose end time has passed. */
const GRACE_MS = 10_000;
const FEEDBACK = "/bosdyn.api.docking.DockingService/DockingCommandFeedback";

const { STATUS_IN_PROGRESS, STATUS_DOCKED, STATUS_AT_PREP_POSE, STATUS_MISALIGNED } =
  DockingCommandFeedbackResponse_Status;
const { STATUS_ERROR_COMMAND_TIMED_OUT, STATUS_ERROR_LEASE } = DockingCommandFeedbackResponse_Status;

/**
 * Walk to a dock and sit down on it; the motors go off at the end. The robot stands, near enough to see the dock. After
 * the last attempt it goes back to the pose in front of the dock.
 * @param dockingStationId number on the dock's fiducial
 * @returns how many attempts came to nothing before the one that did
 * @throws {DockingFailedError} the robot gave up, or every attempt missed
 * @throws {RobotCommandTimedOutError} every attempt missed, and the last said nothing in time
 * @throws {LeaseUseError | ResponseError | RpcError}
 */
export async function dockRobot(
  client: DockingClient,
  dockingStationId: number,
  { attempts = 4, ...options }: DockOptions = {},
): Promise<number> {
  let last: DockingCommandFeedbackResponse | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { PREP_POSE_USE_POSE, PREP_POSE_SKIP_POSE } = PrepPoseBehavior;
    const prepPoseBehavior = attempt % 2 === 0 ? PREP_POSE_USE_POSE : PREP_POSE_SKIP_POSE;
    last = await command(client, { dockingStationId, prepPoseBehavior }, options, DOCK_DEFAULTS);
    if (last?.status === STATUS_DOCKED) return attempt;
    if (last !== undefined && last.status !== STATUS_MISALIGNED && last.status !== STATUS_ERROR_COMMAND_TIMED_OUT) {
      throw new DockingFailedError("docking", last);
    }
  }
  const { signal, clock, lease, now } = options;
  await goToPrepPose(client, dockingStationId, { signal, clock, lease, now });
  if (last !== undefined) throw new DockingFailedError(`docking, in ${attempts} attempts,`, last);
  throw new RobotCommandTimedOutError("the last attempt at docking", options.timeoutMs ?? DOCK_DEFAULTS.timeoutMs);
}

/**
 * Walk to the pose in front of a dock. Default: 20 s.
 * @throws {DockingFailedError | RobotCommandTimedOutError | LeaseUseError | ResponseError | RpcError}
 */
export async function goToPrepPose(
  client: DockingClient,
  dockingStationId: number,
  options: DockingOptions = {},
): Promise<void> {
  const request = { dockingStationId, prepPoseBehavior: PrepPoseBehavior.PREP_POSE_ONLY_POSE };
  await reachPrepPose(client, request, options, "going to the dock");
}

/**
 * Leave the dock and stand in front of it. The motors must be on. Default: 20 s.
 * @throws {DockingFailedError | RobotCommandTimedOutError | LeaseUseError | ResponseError | RpcError}
 */
export async function undockRobot(client: DockingClient, options: DockingOptions = {}): Promise<void> {
  await reachPrepPose(client, { prepPoseBehavior: PrepPoseBehavior.PREP_POSE_UNDOCK }, options, "undocking");
}

/** The dock that the robot is on; `undefined` if it is on none that it knows. @throws {ResponseError | RpcError} */
export async function getDockId(
  client: Pick<DockingClient, "getDockingState">,
  options?: Parameters<DockingClient["getDockingState"]>[1],
): Promise<number | undefined> {
  const { dockState } = await client.getDockingState({}, options);
  return dockState === undefined || dockState.dockId === 0 ? undefined : dockState.dockId;
}

interface DockingRequest {
  readonly dockingStationId?: number;
  readonly prepPoseBehavior: PrepPoseBehavior;
}

async function reachPrepPose(
  client: DockingClient,
  request: DockingRequest,
  options: DockingOptions,
  what: string,
): Promise<void> {
  const end = await command(client, request, options, PREP_POSE_DEFAULTS);
  if (end === undefined) {
    throw new RobotCommandTimedOutError(what, options.timeoutMs ?? PREP_POSE_DEFAULTS.timeoutMs);
  }
  if (end.status !== STATUS_AT_PREP_POSE) throw new DockingFailedError(what, end);
}

/** Send one command and wait for its end; `undefined` if the robot never said that it ended. */
async function command(
  client: DockingClient,
  request: DockingRequest,
  { lease, now = wallClock, ...options }: DockingOptions,
  defaults: typeof DOCK_DEFAULTS,
): Promise<DockingCommandFeedbackResponse | undefined> {
  const timeoutMs = options.timeoutMs ?? defaults.timeoutMs;
  if (!(timeoutMs > 0 && Number.isFinite(timeoutMs))) {
    throw new RangeError(
      `timeoutMs must be positive and finite, and is ${timeoutMs}: docking commands have an end time`,
    );
  }
  const wait = new Wait({ ...options, timeoutMs: timeoutMs + GRACE_MS }, defaults);
  const endTime = localTime(now() + BigInt(Math.round(timeoutMs)) * 1_000_000n);
  const { dockingCommandId } = await client.dockingCommand({ ...request, endTime, lease }, wait.callOptions());
  return wait.until(FEEDBACK, async (callOptions) => {
    const feedback = await client.dockingCommandFeedback({ dockingCommandId }, callOptions);
    options.onProgress?.(feedback);
    if (feedback.status === STATUS_ERROR_LEASE) throw leaseError(feedback);
    return feedback.status === STATUS_IN_PROGRESS ? undefined : feedback;
  });
}

/** Judged by the status: the lease result of feedback is that of the command, and may be bad while all is well. */
function leaseError(feedback: DockingCommandFeedbackResponse): LeaseUseError {
  const { status, leaseUseResult } = feedback;
  return new LeaseUseError({
    method: FEEDBACK,
    response: feedback,
    ...(leaseUseResult === undefined
      ? { status, detail: "the lease was lost while the robot was docking" }
      : { leaseUseResult }),
  });
}

function statusName(status: number): string {
  const found = Object.entries(DockingCommandFeedbackResponse_Status).find(([, value]) => value === status);
  return found === undefined ? `status ${status}` : found[0].replace(/^STATUS_/, "");
}
