/** When signs of life went out: an observer of channels that notes each call of the methods that matter. */
import type { ChannelObserver } from "../../src/grpc/index.ts";

/** Methods whose calls keep something alive. */
const SIGNS_OF_LIFE: readonly string[] = [
  "/bosdyn.api.EstopService/EstopCheckIn",
  "/bosdyn.api.LeaseService/RetainLease",
];

/** What is noted of one robot's channels. */
export class CheckIns {
  readonly #periodMs: number;
  readonly #lastAt: Map<string, number> = new Map<string, number>();
  readonly #lateMs: number[] = [];
  #failed = 0;

  /** @param periodMs how often each sign of life is due */
  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** How much later than due each came, in milliseconds; 0 and less for those in time. */
  get lateMs(): readonly number[] {
    return this.#lateMs;
  }

  /** How many were not answered well. */
  get failed(): number {
    return this.#failed;
  }

  /** For the robot's channels. */
  readonly observer: ChannelObserver = {
    sessionOpened: () => undefined,
    callStarted: ({ path }) => {
      if (!SIGNS_OF_LIFE.includes(path)) return undefined;
      const now = performance.now();
      const lastAt = this.#lastAt.get(path);
      this.#lastAt.set(path, now);
      if (lastAt !== undefined) this.#lateMs.push(now - lastAt - this.#periodMs);
      return {
        attempt: () => undefined,
        headers: () => undefined,
        message: () => undefined,
        ended: (error) => {
          if (error !== undefined) this.#failed++;
        },
      };
    },
  };
}
