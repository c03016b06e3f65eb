/** Random numbers that are the same for the same seed: Mulberry32, which is plenty for choosing times. */
import type { Chance } from "./fault.ts";

/** A row of numbers from a seed. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next, from 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A number of a chance. */
  choose(chance: Chance): number {
    if (typeof chance === "number") return chance;
    const [least, most] = chance;
    return least + this.next() * (most - least);
  }
}
