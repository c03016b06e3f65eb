/**
 * Navigation seen through. The robot is told again and again to go on, for a second each time, so that it stops by itself
 * when nobody tells it any more: after a lost link, a crash, or the caller's own signal. A word that is lost is followed
 * by the next one, and a robot that stopped meanwhile is sent on its way anew.
 */
import type { CallOptions } from "../../grpc/index.ts";
import type {
  NavigateRouteRequestInit,
  NavigateToAnchorRequestInit,
  NavigateToRequestInit,
  NavigationFeedbackResponse,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { NavigationFeedbackResponse_Status } from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { SpotError } from "../../errors.ts";
import { RetryableRpcError } from "../errors/rpc-errors.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { type LocalTime, localTime } from "../time.ts";
import { WaitTimedOutError } from "../wait-timed-out-error.ts";
import { wallClock } from "../wall-clock.ts";
import type { GraphNavClient } from "./client.ts";
import { UnrecognizedCommandError } from "./errors.ts";

/** The robot gave the way up. Sent once more as a new command, the very same may succeed, when it was stuck say. */
export class NavigationFailedError extends SpotError {
  override readonly code = "GRAPH_NAV_NAVIGATION_FAILED";
  override readonly retryable: boolean;
  /** `NavigationFeedbackResponse_Status`: 3 no route, 4 no localisation, 5 lost, 6 stuck, and so on. */
  readonly status: NavigationFeedbackResponse_Status;
  /** All that the robot says of it. */
  readonly feedback: NavigationFeedbackResponse;

  constructor(feedback: NavigationFeedbackResponse) {
    const { status } = feedback;
    const [why, advice] = WHY[status] ?? [`status ${status}`, "see the feedback"];
    super(`the robot gave the way up: ${why}; ${advice}`);
    this.status = status;
    this.feedback = feedback;
    this.retryable = status === STATUS_STUCK || status === STATUS_COMMAND_TIMED_OUT;
  }
}

/** The robot was still on its way when the time was up. It stops within a second, for nobody tells it to go on. */
export class NavigationTimedOutError extends WaitTimedOutError {
  override readonly code = "GRAPH_NAV_NAVIGATION_TIMED_OUT";
}

/** How to see navigation through. Defaults: 10 minutes in all, a word to the robot every 500 ms. */
export interface NavigateOptions extends WaitOptions<NavigationFeedbackResponse> {
  /**
   * How long the robot goes on without a word, in milliseconds; longer than the interval. No word waits longer than this
   * for its answer. Default 1000, as its maker advises.
   */
  readonly holdMs?: number | undefined;
  /** This machine's wall clock, from which each end time is reckoned. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
}

const DEFAULTS = { timeoutMs: 600_000, intervalMs: 500 };
const HOLD_MS = 1000;
const FEEDBACK = "/bosdyn.api.graph_nav.GraphNavService/NavigationFeedback";
const { STATUS_FOLLOWING_ROUTE, STATUS_REACHED_GOAL, STATUS_STUCK, STATUS_COMMAND_TIMED_OUT } =
  NavigationFeedbackResponse_Status;

const WHY: Readonly<Partial<Record<NavigationFeedbackResponse_Status, readonly [string, string]>>> = {
  [NavigationFeedbackResponse_Status.STATUS_NO_ROUTE]: ["there is no route", "see whether the map is connected"],
  [NavigationFeedbackResponse_Status.STATUS_NO_LOCALIZATION]: ["it is not localised", "set the localisation first"],
  [NavigationFeedbackResponse_Status.STATUS_LOST]: ["it is lost", "set the localisation anew"],
  [STATUS_STUCK]: ["it is stuck", "clear the way, and send it again as a new command"],
  [STATUS_COMMAND_TIMED_OUT]: ["nobody told it to go on in time", "the link may be bad; send it again"],
  [NavigationFeedbackResponse_Status.STATUS_ROBOT_IMPAIRED]: ["it is impaired", "see impairedState and its faults"],
  [NavigationFeedbackResponse_Status.STATUS_CONSTRAINT_FAULT]: ["a constraint cannot be kept", "see travelParams"],
  [NavigationFeedbackResponse_Status.STATUS_COMMAND_OVERRIDDEN]: ["another command took over", "find out whose"],
  [NavigationFeedbackResponse_Status.STATUS_NOT_LOCALIZED_TO_ROUTE]: ["it is not on the route", "start on the route"],
  [NavigationFeedbackResponse_Status.STATUS_LEASE_ERROR]: [
    "the lease is lost",
    "acquire one once its owner returns it",
  ],
  [NavigationFeedbackResponse_Status.STATUS_AREA_CALLBACK_ERROR]: ["an area callback failed", "see areaCallbackErrors"],
};

/** What is the same for each word to the robot. */
type Journey<Init> = Omit<Init, "header" | "endTime" | "commandId" | "clockIdentifier">;
type Feedback = Pick<GraphNavClient, "navigationFeedback">;

/**
 * Walk to a waypoint of the map, by whatever way is shortest. The robot stands and is localised; needs a lease and time
 * sync. While the link is lost the robot stops by itself; once it is back the robot goes on, until the time is up.
 * @returns the feedback that says that it is there
 * @throws {NavigationFailedError} the robot gave up; `status` says why
 * @throws {NavigationTimedOutError} it was still on its way when the time was up
 * @throws {GraphNavUnknownWaypointError | RobotLostError | RobotStuckError | LeaseUseError | ResponseError | RpcError}
 * @example
 * ```ts
 * await navigateToWaypoint(robot.client(GraphNavClient), { destinationWaypointId });
 * ```
 */
export function navigateToWaypoint(
  client: Feedback & Pick<GraphNavClient, "navigateTo">,
  journey: Journey<NavigateToRequestInit>,
  options?: NavigateOptions,
): Promise<NavigationFeedbackResponse> {
  return see(client, (times, call) => client.navigateTo({ ...journey, ...times }, call), options);
}

/** Walk along a route of the map; otherwise as `navigateToWaypoint`. @throws as {@link navigateToWaypoint} */
export function navigateAlongRoute(
  client: Feedback & Pick<GraphNavClient, "navigateRoute">,
  journey: Journey<NavigateRouteRequestInit>,
  options?: NavigateOptions,
): Promise<NavigationFeedbackResponse> {
  return see(client, (times, call) => client.navigateRoute({ ...journey, ...times }, call), options);
}

/** Walk to a place in the map's seed frame; otherwise as `navigateToWaypoint`. @throws as {@link navigateToWaypoint} */
export function navigateToSeedPose(
  client: Feedback & Pick<GraphNavClient, "navigateToAnchor">,
  journey: Journey<NavigateToAnchorRequestInit>,
  options?: NavigateOptions,
): Promise<NavigationFeedbackResponse> {
  return see(client, (times, call) => client.navigateToAnchor({ ...journey, ...times }, call), options);
}

async function see(
  client: Feedback,
  tell: (
    times: { readonly endTime: LocalTime; readonly commandId: number },
    call: CallOptions,
  ) => Promise<{ readonly commandId: number }>,
  options: NavigateOptions = {},
): Promise<NavigationFeedbackResponse> {
  const { holdMs = HOLD_MS, now = wallClock, intervalMs = DEFAULTS.intervalMs, onProgress } = options;
  if (!(holdMs > intervalMs && holdMs < Infinity)) {
    throw new RangeError(`holdMs is ${holdMs}: it must be longer than the interval of ${intervalMs} ms`);
  }
  const wait = new Wait(options, DEFAULTS);
  // The first word is a new command; later ones with its id only move its end.
  let commandId = 0;
  // A word or an answer was lost, so that the robot may have stopped for want of one.
  let wasLost = false;
  let cause: unknown;
  const word = async (call: CallOptions): Promise<NavigationFeedbackResponse> => {
    const endTime = localTime(now() + BigInt(Math.round(holdMs * 1e6)));
    ({ commandId } = await tell({ endTime, commandId }, within(call, holdMs)));
    // Less than a word may take: the next word must arrive before the robot stops.
    return client.navigationFeedback({ commandId }, within(call, holdMs / 2));
  };
  const arrived = await wait.until(FEEDBACK, async (call) => {
    let feedback: NavigationFeedbackResponse;
    try {
      feedback = await word(call);
    } catch (error) {
      const isForgotten = wasLost && error instanceof UnrecognizedCommandError;
      if (!isForgotten && !(error instanceof RetryableRpcError)) throw error;
      if (isForgotten) commandId = 0;
      wasLost = !isForgotten;
      cause = error;
      return undefined;
    }
    onProgress?.(feedback);
    if (feedback.status === STATUS_REACHED_GOAL) return feedback;
    if (feedback.status === STATUS_COMMAND_TIMED_OUT && wasLost) commandId = 0;
    else if (feedback.status !== STATUS_FOLLOWING_ROUTE) throw new NavigationFailedError(feedback);
    wasLost = false;
    cause = undefined;
    return undefined;
  });
  if (arrived === undefined) throw new NavigationTimedOutError("navigation", wait.timeoutMs, { cause });
  return arrived;
}

function within(call: CallOptions, limitMs: number): CallOptions {
  return { ...call, timeoutMs: Math.min(call.timeoutMs ?? limitMs, limitMs) };
}
