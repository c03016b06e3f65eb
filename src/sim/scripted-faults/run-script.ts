/** Runs a script: each fault at its instant of the robot's own time. */
import type { SimClock } from "../clock/sim-clock.ts";
import type { Fault, FaultScript } from "./fault.ts";
import { type DueFault, Schedule } from "./schedule.ts";

/** What a script runs on. */
export interface RunScriptOptions {
  readonly clock: SimClock;
  readonly inject: (fault: Fault) => void;
  /** Hears of each fault as it is made to happen. */
  readonly onFault?: ((due: DueFault) => void) | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Run a script from now on, until it is over or ended. */
export async function runScript(
  script: FaultScript,
  { clock, inject, onFault, signal }: RunScriptOptions,
): Promise<void> {
  const schedule = new Schedule(script);
  const beganMs = clock.uptimeMs();
  for (let due = schedule.next(); due !== undefined; due = schedule.next()) {
    const waitMs = beganMs + due.atMs - clock.uptimeMs();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    if (signal.aborted) return;
    inject(due.fault);
    onFault?.(due);
  }
}
