/**
 * The robot's estimate of how far its clock is from ours. The robot computes it from the instants we report; this keeps
 * the exchange going and holds the last good estimate. Neither clock is changed.
 */
import { type Clock, systemClock } from "../../grpc/index.ts";
import type { ResponseHeader } from "../../messages/bosdyn/api/header.ts";
import { TimeSyncState_Status } from "../../messages/bosdyn/api/time_sync.ts";
import {
  durationNanos,
  type LocalTime,
  localTime,
  type RobotTime,
  robotTime,
  timestampNanos,
} from "../../services/time.ts";
import type { TimeSyncClient, TimeSyncSample } from "../../services/time-sync.ts";
import { wallClock } from "../../services/wall-clock.ts";
import { TimeSyncError } from "../errors.ts";
import { StepDetector } from "./step-detector.ts";
import { type EstablishedOptions, TimeSyncKeeper } from "./time-sync-keeper.ts";

/** What the robot found. */
export interface ClockEstimate {
  /** Robot clock minus local clock, nanoseconds. */
  readonly skewNanos: bigint;
  /** Round trip of the exchange behind the estimate, nanoseconds; the skew is known to within half of it. */
  readonly roundTripNanos: bigint;
}

/** How long `establish` tries. */
export interface EstablishOptions {
  /** Exchanges at most. Default 25, as the reference client has it. */
  readonly maxSamples?: number;
  /** Exchanges at least, even if the robot is content sooner: more find a shorter round trip. Default 1. */
  readonly minSamples?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What time sync runs on. */
export interface TimeSyncOptions {
  /** This machine's wall clock, the one that stamps request headers. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
  /** Measures waits, and tells when the wall clock was set. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
  /** Ends the background exchange. Default: never. */
  readonly closed?: AbortSignal | undefined;
}

const DEFAULT_MAX_SAMPLES = 25;
/** An exchange that takes longer measures nothing that is of use. */
const EXCHANGE_MS = 2000;
const DOUBT_MS = 1000;
/** By how much an answer may seem to be from before its request, or from the future: clocks that are slewed, not set. */
const TOLERATED_NANOS = 250_000_000n;

/** Time sync with one robot. */
export class TimeSync {
  readonly #client: TimeSyncClient;
  readonly #now: () => LocalTime;
  readonly #clock: Clock;
  readonly #steps: StepDetector | undefined;
  readonly #keeper: TimeSyncKeeper;
  #last: TimeSyncSample | undefined;
  #clockIdentifier = "";
  #estimate: ClockEstimate | undefined;
  #estimatedAtMs = 0;
  #doubtedAtMs = -Infinity;
  #isEstablished = false;
  /** Exchanges follow one another: each reports the one before. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(client: TimeSyncClient, { now = wallClock, clock, closed }: TimeSyncOptions = {}) {
    this.#client = client;
    this.#now = now;
    this.#clock = clock ?? systemClock;
    // A wall clock of the caller's own, with no monotonic one beside it, may run at any speed.
    const isComparable = now === wallClock || clock !== undefined;
    this.#steps = isComparable ? new StepDetector(now, this.#clock) : undefined;
    this.#keeper = new TimeSyncKeeper({ timeSync: this, clock: this.#clock, closed });
  }

  /** Whether the robot called the estimate good in its latest answer. */
  get isEstablished(): boolean {
    this.#forgetIfStepped();
    return this.#isEstablished;
  }

  /**
   * The last good estimate, kept when a later answer asks for more samples; `undefined` before the first, and after this
   * machine's clock was set.
   */
  get estimate(): ClockEstimate | undefined {
    this.#forgetIfStepped();
    return this.#estimate;
  }

  /** How old the estimate is, in milliseconds. With `established` at work it is renewed every minute. */
  get estimateAgeMs(): number | undefined {
    return this.#estimate === undefined ? undefined : this.#clock.now() - this.#estimatedAtMs;
  }

  /** Names this client's clock to the robot; commands carry it. Empty before the first exchange. */
  get clockIdentifier(): string {
    return this.#clockIdentifier;
  }

  /**
   * Wait until there is time sync, and have it kept in the background from now on, until the robot is closed. At once where
   * it is there already.
   * @throws {TimeSyncError} there was none within `timeoutMs`; `cause` says why, if something failed. It goes on trying
   * @throws {RpcError | ResponseError} it cannot come about: nobody is logged in, say
   * @throws the signal's reason, if it was aborted
   * @example
   * ```ts
   * await robot.timeSync.established();
   * ```
   */
  established(options: EstablishedOptions = {}): Promise<ClockEstimate> {
    return this.#keeper.established(options);
  }

  /**
   * Exchange clock readings until the robot calls its estimate good, with nothing in the background.
   * @throws {TimeSyncError} it did not within `maxSamples`, or its service is not ready
   * @throws {RpcError | ResponseError} an exchange failed
   */
  async establish(options: EstablishOptions = {}): Promise<ClockEstimate> {
    const { maxSamples = DEFAULT_MAX_SAMPLES, minSamples = 1, signal } = options;
    let status = 0;
    for (let samples = 1; samples <= maxSamples; samples++) {
      status = await this.update(signal);
      const estimate = status === TimeSyncState_Status.STATUS_OK ? this.#estimate : undefined;
      if (estimate !== undefined && samples >= minSamples) return estimate;
      if (status === TimeSyncState_Status.STATUS_SERVICE_NOT_READY) {
        throw new TimeSyncError(
          "TIME_SYNC_SERVICE_NOT_READY",
          "the robot's time-sync service is not ready: it may still be starting, try again in 5 s",
        );
      }
    }
    throw new TimeSyncError(
      "TIME_SYNC_NOT_ESTABLISHED",
      `no time sync after ${maxSamples} exchanges (last status ${status}): the link may be too uneven, try again`,
    );
  }

  /** One exchange; returns the robot's status. @throws {RpcError | ResponseError} */
  update(signal?: AbortSignal): Promise<number> {
    const exchange = this.#turn.then(() => this.#exchange(signal));
    this.#turn = exchange.catch(() => undefined);
    return exchange;
  }

  /** Robot time now. @throws {TimeSyncError} no estimate yet, or none any more */
  robotNow(): RobotTime {
    return this.toRobotTime(this.#now());
  }

  /** Robot time at an instant of this machine's clock. @throws {TimeSyncError} no estimate yet, or none any more */
  toRobotTime(local: LocalTime): RobotTime {
    return robotTime(local + this.#skew());
  }

  /** This machine's time at an instant of the robot's clock. @throws {TimeSyncError} no estimate yet, or none any more */
  toLocalTime(robot: RobotTime): LocalTime {
    return localTime(robot - this.#skew());
  }

  /** Let the exchange in the background, if there is one, go on at once: something has changed for the better. */
  resume(): void {
    this.#keeper.wake();
  }

  /**
   * Have the estimate measured anew, in the background if that is at work: the robot has found a time of ours wrong, so
   * that its clock may have been set. The estimate stays until there is another.
   */
  doubt(): void {
    const nowMs = this.#clock.now();
    // However many commands are refused, the robot is not asked more often for it.
    if (nowMs - this.#doubtedAtMs < DOUBT_MS) return;
    this.#doubtedAtMs = nowMs;
    this.#keeper.wake();
  }

  /**
   * Look whether the robot's clock is still where the estimate has it, by the header of an answer: it was written between
   * our request and now. If not, the estimate is dropped: a command's end would be off by as much, and a command that ends
   * a minute late is a robot that walks for a minute.
   */
  observe({ requestHeader, responseTimestamp }: ResponseHeader): void {
    if (this.#estimate === undefined || responseTimestamp === undefined) return;
    const skew = this.#estimate.skewNanos;
    const answeredAt = timestampNanos(responseTimestamp) - skew;
    const sentAt = timestampNanos(requestHeader?.requestTimestamp ?? responseTimestamp);
    const isEarly = requestHeader?.requestTimestamp !== undefined && answeredAt < sentAt - TOLERATED_NANOS;
    const isLate = answeredAt > this.#now() + TOLERATED_NANOS;
    if (!isEarly && !isLate) return;
    this.#estimate = undefined;
    this.#isEstablished = false;
    this.#last = undefined;
    this.#keeper.wake();
  }

  async #exchange(signal: AbortSignal | undefined): Promise<number> {
    this.#forgetIfStepped();
    // The robot refuses a round trip without the identifier that it gave with the one before.
    const previous =
      this.#last === undefined || this.#clockIdentifier === ""
        ? undefined
        : { roundTrip: this.#last.roundTrip, clockIdentifier: this.#clockIdentifier };
    let sample: TimeSyncSample;
    try {
      sample = await this.#client.update(previous, { signal, timeoutMs: EXCHANGE_MS });
    } catch (error) {
      // A robot that refuses a round trip refuses it again: the next exchange begins anew.
      this.#last = undefined;
      throw error;
    }
    // Across a clock that was set nothing was measured.
    if (this.#forgetIfStepped()) return 0;
    this.#last = sample;
    const { clockIdentifier, state } = sample.response;
    // A robot that is not ready may answer without one: keep the good one.
    if (clockIdentifier !== "") this.#clockIdentifier = clockIdentifier;
    this.#isEstablished = state?.status === TimeSyncState_Status.STATUS_OK;
    const best = state?.bestEstimate;
    if (this.#isEstablished && best?.clockSkew !== undefined) {
      this.#estimate = {
        skewNanos: durationNanos(best.clockSkew),
        roundTripNanos: durationNanos(best.roundTripTime ?? {}),
      };
      this.#estimatedAtMs = this.#clock.now();
      this.#steps?.mark();
    }
    return state?.status ?? 0;
  }

  /** @returns whether this machine's clock was set since the last look */
  #forgetIfStepped(): boolean {
    if (this.#steps?.hasStepped !== true) return false;
    this.#forget();
    return true;
  }

  /** What was measured on the clock as it was says nothing about the clock as it is. */
  #forget(): void {
    this.#last = undefined;
    this.#estimate = undefined;
    this.#isEstablished = false;
    this.#steps?.mark();
    this.#keeper.wake();
  }

  #skew(): bigint {
    const wasSet = this.#forgetIfStepped();
    if (this.#estimate !== undefined) return this.#estimate.skewNanos;
    throw new TimeSyncError(
      "TIME_SYNC_NOT_ESTABLISHED",
      wasSet
        ? "this machine's clock was set, so that robot time is not known any more: await robot.timeSync.established()"
        : "robot time is not known yet: await robot.timeSync.established() before anything that needs it",
    );
  }
}
