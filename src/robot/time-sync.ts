/**
 * The robot's estimate of how far its clock is from ours. The robot computes it from the instants we report; this keeps
 * the exchange going and holds the last good estimate. Neither clock is changed.
 */
import { TimeSyncState_Status } from "../messages/bosdyn/api/time_sync.ts";
import { durationNanos, type LocalTime, localTime, type RobotTime, robotTime } from "../services/time.ts";
import type { TimeSyncClient, TimeSyncSample } from "../services/time-sync.ts";
import { TimeSyncError } from "./errors.ts";

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

const DEFAULT_MAX_SAMPLES = 25;

/** Time sync with one robot. */
export class TimeSync {
  readonly #client: TimeSyncClient;
  #last: TimeSyncSample | undefined;
  #clockIdentifier = "";
  #estimate: ClockEstimate | undefined;
  #isEstablished = false;

  constructor(client: TimeSyncClient) {
    this.#client = client;
  }

  /** Whether the robot called the estimate good in its latest answer. */
  get isEstablished(): boolean {
    return this.#isEstablished;
  }

  /** The last good estimate, kept when a later answer asks for more samples; `undefined` before the first. */
  get estimate(): ClockEstimate | undefined {
    return this.#estimate;
  }

  /** Names this client's clock to the robot; commands carry it. Empty before the first exchange. */
  get clockIdentifier(): string {
    return this.#clockIdentifier;
  }

  /**
   * Exchange clock readings until the robot calls its estimate good.
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
  async update(signal?: AbortSignal): Promise<number> {
    // The robot refuses a round trip without the identifier that it gave with the one before.
    const previous =
      this.#last === undefined || this.#clockIdentifier === ""
        ? undefined
        : { roundTrip: this.#last.roundTrip, clockIdentifier: this.#clockIdentifier };
    this.#last = await this.#client.update(previous, { signal });
    const { clockIdentifier, state } = this.#last.response;
    // A robot that is not ready may answer without one: keep the good one.
    if (clockIdentifier !== "") this.#clockIdentifier = clockIdentifier;
    this.#isEstablished = state?.status === TimeSyncState_Status.STATUS_OK;
    const best = state?.bestEstimate;
    if (this.#isEstablished && best?.clockSkew !== undefined) {
      this.#estimate = {
        skewNanos: durationNanos(best.clockSkew),
        roundTripNanos: durationNanos(best.roundTripTime ?? {}),
      };
    }
    return state?.status ?? 0;
  }

  /** Robot time at an instant of this machine's clock. @throws {TimeSyncError} no estimate yet */
  toRobotTime(local: LocalTime): RobotTime {
    return robotTime(local + this.#skew());
  }

  /** This machine's time at an instant of the robot's clock. @throws {TimeSyncError} no estimate yet */
  toLocalTime(robot: RobotTime): LocalTime {
    return localTime(robot - this.#skew());
  }

  #skew(): bigint {
    if (this.#estimate !== undefined) return this.#estimate.skewNanos;
    throw new TimeSyncError(
      "TIME_SYNC_NOT_ESTABLISHED",
      "robot time is not known yet: await robot.timeSync.establish() before anything that needs it",
    );
  }
}
