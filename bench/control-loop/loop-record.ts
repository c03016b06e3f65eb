/**
 * What is measured of a control loop, by the robot's clock as far as can be: each state says when it was read, and each
 * later one when the robot got the newest command. Two figures are against the least of the stretch, which leaves the
 * distance of the two clocks out.
 */
import { type Figures, quantile } from "../rounds.ts";

const RATE_HERTZ = 333;
const KEYS = 1 << 16;

/** A state, as far as it matters here. Instants in milliseconds of the robot's clock since an arbitrary one. */
export interface LoopState {
  readonly readAtMs: number;
  /** Of the newest command that the robot has; 0 before the first. */
  readonly commandKey: number;
  readonly commandReceivedAtMs: number;
}

/** One stretch of a loop. */
export class LoopRecord {
  readonly #arrivals: number[] = [];
  readonly #latencies: number[] = [];
  readonly #firstKey: number;
  readonly #stateOfKey: Float64Array = new Float64Array(KEYS);
  #nextKey: number;
  #lastKey = 0;
  #startedAt = NaN;
  #startedKeys = 0;

  /** @param firstKey keys count up from it: no other stretch may have used them */
  constructor(firstKey: number) {
    this.#firstKey = this.#nextKey = firstKey;
  }

  /** How long it is since the robot obeyed for the first time, in milliseconds. */
  get lastedMs(): number {
    return Number.isNaN(this.#startedAt) ? 0 : performance.now() - this.#startedAt;
  }

  /** First key that was not used. */
  get nextKey(): number {
    return this.#nextKey;
  }

  /** Note a state that has just come, and its answer. @returns the key for the command that answers it */
  note({ readAtMs, commandKey, commandReceivedAtMs }: LoopState): number {
    const now = performance.now();
    if (commandKey !== this.#lastKey && commandKey >= this.#firstKey && commandKey < this.#nextKey) {
      if (Number.isNaN(this.#startedAt)) this.#startedAt = now;
      this.#latencies.push(commandReceivedAtMs - (this.#stateOfKey[commandKey % KEYS] ?? NaN));
      this.#startedKeys++;
    }
    this.#lastKey = commandKey;
    if (!Number.isNaN(this.#startedAt)) this.#arrivals.push(now - readAtMs);
    const key = this.#nextKey++;
    this.#stateOfKey[key % KEYS] = readAtMs;
    return key;
  }

  /** End it. */
  figures(): Figures {
    const seconds = this.lastedMs / 1000;
    const least = Math.min(...this.#arrivals);
    const late = this.#arrivals.map((delay) => delay - least);
    const fastest = Math.min(...this.#latencies);
    const jitter = this.#latencies.map((latency) => latency - fastest);
    return {
      "loop p50": quantile(this.#latencies, 0.5),
      "loop p99": quantile(this.#latencies, 0.99),
      "loop p99.9": quantile(this.#latencies, 0.999),
      "state jitter p99": quantile(late, 0.99),
      "state jitter p99.9": quantile(late, 0.999),
      "command jitter p99.9": quantile(jitter, 0.999),
      "missed ticks": Math.max(0, 1 - this.#startedKeys / (RATE_HERTZ * seconds)) * 1000,
    };
  }
}
