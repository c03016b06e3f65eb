/**
 * A mission seen through. The robot is told again and again to go on, for a few seconds each time, so that the mission
 * pauses by itself when nobody tells it any more: after a lost link, a crash, or the caller's own signal.
 */
import { SpotError } from "../../errors.ts";
import { type CallOptions, systemClock } from "../../grpc/index.ts";
import { type PlayMissionRequestInit, type State, State_Status } from "../../messages/bosdyn/api/mission/mission.ts";
import { IncompleteResponseError } from "../errors/response-errors.ts";
import { ClientCancelledOperationError, RetryableRpcError } from "../errors/rpc-errors.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { type LocalTime, localTime } from "../time.ts";
import { WaitTimedOutError } from "../wait-timed-out-error.ts";
import { wallClock } from "../wall-clock.ts";
import { type MissionClient, NoMissionPlayingError } from "./client.ts";
import { Questions, type QuestionHandler } from "./questions.ts";

/** The mission ended without success, or somebody else paused or stopped it. A paused one goes on when it is played again. */
export class MissionFailedError extends SpotError {
  override readonly code = "MISSION_FAILED";
  override readonly retryable: boolean;
  /** `State_Status`: 1 failure, 4 paused, 5 error, 7 stopped. */
  readonly status: State_Status;
  /** The state in which it was found. */
  readonly state: State;

  constructor(state: State) {
    const said = state.error === "" ? "" : `: ${state.error}`;
    super(`the mission ${WHY[state.status] ?? `has status ${state.status}`}${said}`);
    this.status = state.status;
    this.state = state;
    this.retryable = state.status === State_Status.STATUS_PAUSED;
  }
}

/** The mission was still playing when the time was up. It pauses by itself, for nobody tells it to go on. */
export class MissionTimedOutError extends WaitTimedOutError {
  override readonly code = "MISSION_TIMED_OUT";
}

/** How to see a mission through. Defaults: no time limit, a look at it and a word to the robot every second. */
export interface PlayMissionOptions extends WaitOptions<State> {
  /** How long the mission goes on without a word, in milliseconds; longer than the interval. Default 5000. */
  readonly holdMs?: number | undefined;
  /** Begin at the root with everything forgotten, instead of going on where it is. Default `false`. */
  readonly restart?: boolean | undefined;
  /** How to move meanwhile. Default: as the mission says. */
  readonly settings?: PlayMissionRequestInit["settings"];
  /** The leases to play with. Default: the body lease of the client's wallet. */
  readonly leases?: PlayMissionRequestInit["leases"];
  /**
   * Answers a question of the mission; it may take as long as a person takes, and the mission goes on meanwhile. Asked
   * once for each question; `undefined` leaves it to somebody else. What it throws ends the wait. Its signal ends with
   * the wait. Default: all questions are left to others.
   */
  readonly onQuestion?: QuestionHandler | undefined;
  /**
   * What the robot is told when `signal` ends the wait. Default `pause`; `leave` lets the mission pause by itself, within
   * `holdMs`, or somebody else take it over.
   */
  readonly onAbort?: "pause" | "stop" | "leave" | undefined;
  /** This machine's wall clock, from which each pause time is reckoned. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
}

/** What playing a mission asks of a client. */
export type MissionPlayer = Pick<
  MissionClient,
  "playMission" | "restartMission" | "getState" | "answerQuestion" | "pauseMission" | "stopMission"
>;

const DEFAULTS = { timeoutMs: Infinity, intervalMs: 1000 };
const HOLD_MS = 5000;
const LAST_WORD_MS = 5000;
const GET_STATE = "/bosdyn.api.mission.MissionService/GetState";
const { STATUS_UNKNOWN, STATUS_NONE, STATUS_RUNNING, STATUS_SUCCESS, STATUS_PAUSED } = State_Status;

const WHY: Readonly<Partial<Record<State_Status, string>>> = {
  [State_Status.STATUS_FAILURE]: "failed",
  [State_Status.STATUS_PAUSED]: "was paused, by somebody else or because the link was too slow; play it again to go on",
  [State_Status.STATUS_ERROR]: "could not go on",
  [State_Status.STATUS_STOPPED]: "was stopped by somebody else",
};

/**
 * Play the mission that is loaded, to its end. A call that fails in a way that may pass is made again, until the mission
 * would have paused for want of a word. Needs a login, a lease and time sync.
 * @returns the state that says that it succeeded
 * @throws {MissionFailedError} it ended otherwise; `state` says how
 * @throws {MissionTimedOutError} it was still playing when the time was up
 * @throws {ClientCancelledOperationError} the signal ended it; the mission is paused, or as `onAbort` says
 * @throws {NoMissionError | MissionValidationError | LeaseUseError | ResponseError | RpcError}
 * @throws {RangeError} `holdMs` is not longer than the interval
 * @example
 * ```ts
 * await playMission(robot.client(MissionClient), { signal, onQuestion: ({ text, options }) => ask(text, options) });
 * ```
 */
export async function playMission(client: MissionPlayer, options: PlayMissionOptions = {}): Promise<State> {
  const { holdMs = HOLD_MS, intervalMs = DEFAULTS.intervalMs, onQuestion, onAbort = "pause", signal } = options;
  if (!(holdMs > intervalMs && holdMs < Infinity)) {
    throw new RangeError(`holdMs is ${holdMs}: it must be longer than the interval of ${intervalMs} ms`);
  }
  const wait = new Wait(options, DEFAULTS);
  const questions = new Questions(client, onQuestion);
  try {
    const state = await see(client, wait, questions, { ...options, holdMs });
    if (state === undefined) throw new MissionTimedOutError("the mission", wait.timeoutMs);
    return state;
  } catch (error) {
    if (signal?.aborted === true && error instanceof ClientCancelledOperationError) await lastWord(client, onAbort);
    throw error;
  } finally {
    questions.end();
  }
}

async function see(
  client: MissionPlayer,
  wait: Wait,
  questions: Questions,
  options: PlayMissionOptions & { readonly holdMs: number },
): Promise<State | undefined> {
  const { holdMs, restart = false, settings, leases, onProgress, now = wallClock, clock = systemClock } = options;
  let toldAt = -Infinity;
  let isFirstLook = true;

  const tell = async (call: CallOptions): Promise<void> => {
    const pauseTime = localTime(now() + BigInt(Math.round(holdMs * 1e6)));
    const request = { pauseTime, settings, leases };
    const at = clock.now();
    // Only the first word may restart: the others move the pause time.
    if (restart && toldAt === -Infinity) await client.restartMission(request, call);
    else await client.playMission(request, call);
    toldAt = at;
  };

  const look = async (call: CallOptions): Promise<State | undefined> => {
    if (toldAt === -Infinity) await tell(call);
    const response = await client.getState({}, call);
    const { state } = response;
    if (state === undefined) {
      throw new IncompleteResponseError({ method: GET_STATE, response, status: 0, detail: "the response lacks state" });
    }
    onProgress?.(state);
    if (state.status === STATUS_SUCCESS) return state;
    // Right after the first word the state may still be the one from before it.
    const isOn = GOES_ON.has(state.status) || (state.status === STATUS_PAUSED && isFirstLook);
    if (!isOn) throw new MissionFailedError(state);
    await questions.see(state.questions, call);
    // Told after the look, so that a mission somebody else paused is not set off again.
    if (!isFirstLook) await tell(call);
    isFirstLook = false;
    return undefined;
  };

  return wait.until(GET_STATE, async (call) => {
    questions.throwIfFailed();
    try {
      return await look(call);
    } catch (error) {
      if (!(error instanceof RetryableRpcError) || clock.now() - toldAt >= holdMs) throw error;
      return undefined;
    }
  });
}

const GOES_ON: ReadonlySet<State_Status> = new Set([STATUS_UNKNOWN, STATUS_NONE, STATUS_RUNNING]);

/** Tell the robot what becomes of the mission; that there is none playing any more is fine. */
async function lastWord(client: MissionPlayer, onAbort: "pause" | "stop" | "leave"): Promise<void> {
  if (onAbort === "leave") return;
  try {
    if (onAbort === "pause") await client.pauseMission({}, { timeoutMs: LAST_WORD_MS });
    else await client.stopMission({}, { timeoutMs: LAST_WORD_MS });
  } catch (error) {
    if (!(error instanceof NoMissionPlayingError)) throw error;
  }
}
