/** When the faults of a script come: a row of instants that depends on the seed alone. */
import type { Fault, FaultScript, ScheduledFault } from "./fault.ts";
import { SeededRandom } from "./random.ts";

/** A fault that is due. */
export interface DueFault {
  /** Milliseconds after the script began. */
  readonly atMs: number;
  readonly fault: Fault;
}

interface Row {
  readonly scheduled: ScheduledFault;
  readonly random: SeededRandom;
  nextMs: number;
}

/** So that rows of one script have chances of their own: adding one does not move the others. */
const SEED_STEP = 0x9e3779b1;

/** The faults of a script, one after the other. */
export class Schedule {
  readonly #rows: Row[];

  constructor({ seed = 1, faults }: FaultScript) {
    this.#rows = faults.map((scheduled, i) => {
      const random = new SeededRandom(seed + i * SEED_STEP);
      return { scheduled, random, nextMs: random.choose(scheduled.atMs) };
    });
  }

  /** The next fault, taken off the row; of two at one instant that which comes first in the script. */
  next(): DueFault | undefined {
    let first: Row | undefined;
    for (const row of this.#rows) if (row.nextMs < (first?.nextMs ?? Infinity)) first = row;
    if (first === undefined) return undefined;
    const { scheduled, random, nextMs: atMs } = first;
    first.nextMs = scheduled.everyMs === undefined ? Infinity : atMs + random.choose(scheduled.everyMs);
    return { atMs, fault: scheduled };
  }
}
