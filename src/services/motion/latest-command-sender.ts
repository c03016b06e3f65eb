/** Driving with a joystick: whatever the stick says last goes to the robot, again and again, for a moment each time. */
import { type Clock, systemClock } from "../../grpc/index.ts";
import { localTime, type LocalTime } from "../time.ts";
import { wallClock } from "../wall-clock.ts";
import type { LocalRobotCommand, RobotCommandClient } from "./robot-command.ts";

const DEFAULT_INTERVAL_MS = 100;
const DEFAULT_LIFETIME_MS = 600;
const NANOS_PER_MS = 1e6;

/** How often to send, and for how long each command holds. */
export interface LatestCommandSenderOptions {
  /** Hears each failed call; its command is dropped, and the next one is tried. What it throws, `close` throws. */
  readonly onError: (error: unknown) => void;
  /** From one call to the next, in milliseconds. Default 100. */
  readonly intervalMs?: number | undefined;
  /**
   * How long the robot obeys one command, in milliseconds: after a lost connection it stops within this time. Longer
   * than the interval. Default 600. A call that takes longer is given up.
   */
  readonly lifetimeMs?: number | undefined;
  /** A command that is not renewed for longer than this is not sent again, in milliseconds. Default: `lifetimeMs`. */
  readonly maxAgeMs?: number | undefined;
  /** Measures the intervals. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
  /** Tells end times. Default: the machine's wall clock. */
  readonly now?: (() => LocalTime) | undefined;
}

/** A command, and when it was given. */
interface Given {
  readonly command: LocalRobotCommand;
  readonly atMs: number;
}

/**
 * Sends the newest command at a fixed rate with a short end time, for commands that need one: velocities of legs and arm.
 * Nothing is queued: one call is under way at most, so leases keep their order, and a command that was replaced before
 * its turn is never sent. When commands stop coming, so does the robot, as soon as the last one ends.
 *
 * It takes no lease and powers nothing on; and it is no e-stop.
 */
export class LatestCommandSender implements AsyncDisposable {
  readonly #client: Pick<RobotCommandClient, "sendCommand">;
  readonly #onError: (error: unknown) => void;
  readonly #intervalMs: number;
  readonly #lifetimeMs: number;
  readonly #maxAgeMs: number;
  readonly #clock: Clock;
  readonly #now: () => LocalTime;
  #newest: Given | undefined;
  #tickedAtMs = -Infinity;
  #cancelTick: (() => void) | undefined;
  #call: Promise<void> | undefined;
  #isClosed = false;
  /** What `onError` threw, for whoever closes the sender. */
  #thrown: { readonly error: unknown } | undefined;

  /** @throws {RangeError} a time is not positive, or the lifetime is not longer than the interval */
  constructor(client: Pick<RobotCommandClient, "sendCommand">, options: LatestCommandSenderOptions) {
    const { intervalMs = DEFAULT_INTERVAL_MS, lifetimeMs = DEFAULT_LIFETIME_MS, maxAgeMs = lifetimeMs } = options;
    for (const [name, ms] of Object.entries({ intervalMs, lifetimeMs, maxAgeMs })) {
      if (!(ms > 0 && ms < Infinity)) throw new RangeError(`${name} is ${ms}: it must be positive and finite`);
    }
    if (lifetimeMs <= intervalMs) {
      throw new RangeError(`lifetimeMs is ${lifetimeMs}: it must be longer than intervalMs, ${intervalMs}`);
    }
    this.#client = client;
    this.#onError = options.onError;
    this.#intervalMs = intervalMs;
    this.#lifetimeMs = lifetimeMs;
    this.#maxAgeMs = maxAgeMs;
    this.#clock = options.clock ?? systemClock;
    this.#now = options.now ?? wallClock;
  }

  /**
   * Make this the command to send, from the next turn on; the one before is forgotten. Call it as often as the stick is
   * read, also where nothing changed: a command that is not renewed goes stale. An end time within is replaced.
   * @throws {TypeError} the sender is closed
   */
  send(command: LocalRobotCommand): void {
    if (this.#isClosed) throw new TypeError("this sender is closed: make another one");
    const nowMs = this.#clock.now();
    this.#newest = { command, atMs: nowMs };
    const waitMs = Math.max(0, this.#tickedAtMs + this.#intervalMs - nowMs);
    this.#cancelTick ??= this.#clock.after(waitMs, this.#tick);
  }

  /** Send nothing more until the next `send`. The robot stops when the last command that was sent ends. */
  clear(): void {
    this.#newest = undefined;
  }

  /**
   * Send nothing more, and wait for the call under way. Without a last command the robot stops when the one before ends,
   * within `lifetimeMs`; with one, such as a velocity of 0, at once.
   * @throws {LeaseUseError | ResponseError | RpcError} the last command was not taken
   */
  async close(lastCommand?: LocalRobotCommand): Promise<void> {
    this.#isClosed = true;
    this.clear();
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    await this.#call;
    if (lastCommand !== undefined) await this.#deliver(lastCommand);
    // After the robot was stopped, and not instead of it.
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }

  /** Close without a last command. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #tick = (): void => {
    this.#cancelTick = undefined;
    const newest = this.#newest;
    if (newest === undefined) return;
    const nowMs = this.#clock.now();
    if (nowMs - newest.atMs > this.#maxAgeMs) {
      this.#newest = undefined;
      return;
    }
    this.#tickedAtMs = nowMs;
    this.#cancelTick = this.#clock.after(this.#intervalMs, this.#tick);
    // A slow call is not overtaken: what comes meanwhile waits for the next turn, and only the newest of it.
    this.#call ??= this.#attempt(newest);
  };

  async #attempt(given: Given): Promise<void> {
    try {
      await this.#deliver(given.command);
    } catch (error) {
      if (this.#newest === given) this.#newest = undefined;
      try {
        this.#onError(error);
      } catch (thrown) {
        this.#thrown ??= { error: thrown };
      }
    } finally {
      this.#call = undefined;
    }
  }

  async #deliver(command: LocalRobotCommand): Promise<void> {
    const endTime = localTime(this.#now() + BigInt(Math.round(this.#lifetimeMs * NANOS_PER_MS)));
    await this.#client.sendCommand(command, { endTime, timeoutMs: this.#lifetimeMs });
  }
}
