/** The PINGs of ours that wait for their answer. */
import type { Clock } from "../grpc/clock.ts";

/** More at once measure nothing that fewer do not. The number is node:http2's. */
const MAX_WAITING = 10;

interface Question {
  readonly sentAt: number;
  readonly settle: (roundTripMs: number | undefined) => void;
}

/** Keeps them by number. */
export class PingBook {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Question>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Write down a new one.
   * @param settle told the round trip, or `undefined` once there will be no answer
   * @returns its number, or `undefined`: enough are waiting
   */
  ask(settle: (roundTripMs: number | undefined) => void): number | undefined {
    if (this.#waiting.size >= MAX_WAITING) return undefined;
    this.#last = (this.#last + 1) >>> 0;
    this.#waiting.set(this.#last, { sentAt: this.#clock.now(), settle });
    return this.#last;
  }

  /** An answer came. @returns `false`: to none of ours */
  answered(number: number | undefined): boolean {
    const question = number === undefined ? undefined : this.#waiting.get(number);
    if (number === undefined || question === undefined) return false;
    this.#waiting.delete(number);
    question.settle(this.#clock.now() - question.sentAt);
    return true;
  }

  /** No more answers will come. */
  close(): void {
    for (const { settle } of this.#waiting.values()) settle(undefined);
    this.#waiting.clear();
  }
}
