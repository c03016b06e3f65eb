/** System faults: what is wrong with the robot itself. They come and go with their causes. */
import { randomUUID } from "node:crypto";
import {
  SystemFault_Severity,
  type SystemFaultInit,
  type SystemFaultStateInit,
} from "../../messages/bosdyn/api/robot_state.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toDuration, toTimestamp } from "../clock/timestamps.ts";
import { worstByAttribute } from "./worst-by-attribute.ts";

/** What a fault says. */
export interface SystemFaultReport {
  /** One fault of a name is active at a time. */
  readonly name: string;
  readonly errorMessage: string;
  readonly severity: SystemFault_Severity;
  /** Words by which faults are grouped. */
  readonly attributes: readonly string[];
}

interface Entry extends SystemFaultReport {
  readonly uuid: string;
  readonly onset: bigint;
}

/** Cleared faults remembered; the robot's own number is not published. */
const MAX_HISTORICAL = 20;

/** The faults of one robot. */
export class SystemFaults {
  readonly #clock: SimClock;
  readonly #active = new Map<string, Entry>();
  readonly #historical: SystemFaultInit[] = [];

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Raise a fault; one that says the same already stays, with its onset. */
  raise(report: SystemFaultReport): void {
    const before = this.#active.get(report.name);
    if (before?.severity === report.severity && before.errorMessage === report.errorMessage) return;
    this.clear(report.name);
    this.#active.set(report.name, { ...report, uuid: randomUUID(), onset: this.#clock.now() });
  }

  /** Clear the fault of a name, if there is one. */
  clear(name: string): void {
    const entry = this.#active.get(name);
    if (entry === undefined) return;
    this.#active.delete(name);
    this.#historical.push(this.#message(entry));
    if (this.#historical.length > MAX_HISTORICAL) this.#historical.shift();
  }

  /** Faults for which the robot is not to be used. */
  get critical(): readonly SystemFaultInit[] {
    return [...this.#active.values()]
      .filter(({ severity }) => severity === SystemFault_Severity.SEVERITY_CRITICAL)
      .map((entry) => this.#message(entry));
  }

  /** All of them, as the robot reports them. */
  state(): SystemFaultStateInit {
    const active = [...this.#active.values()];
    return {
      faults: active.map((entry) => this.#message(entry)),
      historicalFaults: this.#historical,
      aggregated: worstByAttribute(active),
    };
  }

  #message({ onset, ...report }: Entry): SystemFaultInit {
    return { ...report, onsetTimestamp: toTimestamp(onset), duration: toDuration(this.#clock.now() - onset) };
  }
}
