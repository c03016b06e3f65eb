/** Behaviour faults: what happened to the body that a client must acknowledge before the robot moves again. */
import {
  BehaviorFault_Cause as Cause,
  BehaviorFault_Status as Status,
  type BehaviorFaultInit,
} from "../../messages/bosdyn/api/robot_state.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { BehaviorFaults } from "../parts.ts";

interface Entry {
  readonly id: number;
  readonly cause: Cause;
  readonly onset: bigint;
  isClearable: boolean;
}

/** The faults of one robot: of each cause one at a time, for a robot that lies on the ground does not fall again. */
export class BehaviorFaultBook implements BehaviorFaults {
  readonly #clock: SimClock;
  readonly #entries = new Map<Cause, Entry>();
  #nextId = 1;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Active now, oldest first. */
  get active(): readonly BehaviorFaultInit[] {
    return [...this.#entries.values()].map(({ id, cause, onset, isClearable }) => ({
      behaviorFaultId: id,
      onsetTimestamp: toTimestamp(onset),
      cause,
      status: isClearable ? Status.STATUS_CLEARABLE : Status.STATUS_UNCLEARABLE,
    }));
  }

  /** Note a fault; one of that cause that is active already stays as it is. A broken part cannot be acknowledged away. */
  raise(cause: Cause): void {
    if (this.#entries.has(cause)) return;
    const isClearable = cause !== Cause.CAUSE_HARDWARE;
    this.#entries.set(cause, { id: this.#nextId++, cause, onset: this.#clock.now(), isClearable });
  }

  /** The cause is gone, so that its fault can be cleared. */
  repair(cause: Cause): void {
    const entry = this.#entries.get(cause);
    if (entry !== undefined) entry.isClearable = true;
  }

  /** Acknowledge a fault. @returns whether there was such a fault, and it could be cleared */
  clear(id: number): boolean {
    const entry = [...this.#entries.values()].find((each) => each.id === id);
    if (entry?.isClearable !== true) return false;
    return this.#entries.delete(entry.cause);
  }
}
