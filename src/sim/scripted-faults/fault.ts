/** What can be made to go wrong with the robot, and when. */

/** One thing that goes wrong. Times are the robot's own, in milliseconds. */
export type Fault =
  /** Every connection breaks, without a word. */
  | { readonly fault: "drop-connections" }
  /** Calls are answered late for a while. */
  | { readonly fault: "delay"; readonly delayMs: number; readonly forMs: number; readonly service?: string }
  /** The robot's proxy answers in plain HTTP for a while: 502 as if the service had not come up. */
  | { readonly fault: "http"; readonly status: number; readonly forMs: number; readonly service?: string }
  /** Every token that was issued so far is refused. */
  | { readonly fault: "expire-tokens" }
  /** Somebody takes the body's lease, and lets go of it again after a while. */
  | { readonly fault: "steal-lease"; readonly forMs: number }
  /** The robot hears of its e-stop endpoints no more: it settles, then cuts power, and their check-ins are unknown. */
  | { readonly fault: "lose-estop" }
  /** The battery is at another charge. */
  | { readonly fault: "battery"; readonly percent: number }
  /** Something is wrong with the body until somebody clears it; `hardware` cannot be cleared. */
  | { readonly fault: "behavior-fault"; readonly cause: "fall" | "hardware" | "lease-timeout" }
  /** The robot's clock is set: forwards, or with a negative number back. */
  | { readonly fault: "clock-jump"; readonly jumpMs: number };

/** A number, or any number between two, both included. */
export type Chance = number | readonly [least: number, most: number];

/** A fault, and when it comes. */
export type ScheduledFault = Fault & {
  /** Milliseconds after the script began. */
  readonly atMs: Chance;
  /** Again, each time so long after the time before, in milliseconds. Default: once. */
  readonly everyMs?: Chance;
};

/** Faults of one run. */
export interface FaultScript {
  /** The same seed gives the same times. Default 1. */
  readonly seed?: number;
  readonly faults: readonly ScheduledFault[];
}
