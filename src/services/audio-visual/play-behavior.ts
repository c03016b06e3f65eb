/** A behaviour of lights and sounds for as long as somebody wants it: it is renewed in time, and ends by itself otherwise. */
import type { CallOptions } from "../../grpc/index.ts";
import { ClientCancelledOperationError, RetryableRpcError } from "../errors/rpc-errors.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { type LocalTime, localTime } from "../time.ts";
import { wallClock } from "../wall-clock.ts";
import { type AudioVisualClient, InvalidClientError } from "./client.ts";

/** How long, and how. */
export interface PlayBehaviorOptions extends Pick<WaitOptions, "timeoutMs" | "clock"> {
  /** Ends it: that is how it ends well. */
  readonly signal: AbortSignal;
  /** From one renewal to the next, in milliseconds; the robot ends the behaviour 100 ms after one that does not come. Default 500. */
  readonly intervalMs?: number | undefined;
  /** Start it anew where it runs already. Default `false`. */
  readonly restart?: boolean | undefined;
  /** This machine's wall clock, from which each end is reckoned. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
}

const DEFAULTS = { timeoutMs: Infinity, intervalMs: 500 };
/** How much longer than the interval the robot goes on. */
const MARGIN_MS = 100;
const STOP_MS = 2000;
const RUN = "/bosdyn.api.AudioVisualService/RunBehavior";

/**
 * Run a behaviour until the signal or the time ends it, and then stop it. A renewal that fails in a way that may pass is
 * made up for by the next. Needs a login and time sync.
 * @throws {BehaviorDoesNotExistError} there is none of that name
 * @throws {ResponseError | RpcError}
 * @throws {RangeError} the interval or the time is not positive
 * @example
 * ```ts
 * const busy = new AbortController();
 * const blinking = playBehavior(robot.client(AudioVisualClient), "warning", { signal: busy.signal });
 * // … work, then:
 * busy.abort();
 * await blinking;
 * ```
 */
export async function playBehavior(
  client: Pick<AudioVisualClient, "runBehavior" | "stopBehavior">,
  name: string,
  options: PlayBehaviorOptions,
): Promise<void> {
  const { intervalMs = DEFAULTS.intervalMs, restart = false, now = wallClock, signal } = options;
  const wait = new Wait(options, DEFAULTS);
  let hasRun = false;
  const renew = async (call: CallOptions): Promise<undefined> => {
    const endTime = localTime(now() + BigInt(Math.round((intervalMs + MARGIN_MS) * 1e6)));
    try {
      await client.runBehavior({ name, endTime, restart: restart && !hasRun }, call);
      hasRun = true;
    } catch (error) {
      if (!hasRun || !(error instanceof RetryableRpcError)) throw error;
    }
    return undefined;
  };
  if (signal.aborted) return;
  try {
    await wait.until(RUN, renew);
  } catch (error) {
    if (!(error instanceof ClientCancelledOperationError)) throw error;
  }
  await stop(client, name);
}

/** Stop it; that somebody else runs it by now is fine. */
async function stop(client: Pick<AudioVisualClient, "stopBehavior">, behaviorName: string): Promise<void> {
  try {
    await client.stopBehavior({ behaviorName }, { timeoutMs: STOP_MS });
  } catch (error) {
    if (!(error instanceof InvalidClientError)) throw error;
  }
}
