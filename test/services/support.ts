/** What the tests of service clients share. */
import {
  type LocalTime,
  localTime,
  type RobotClock,
  robotTime,
  type ServiceClientOptions,
} from "../../src/services/index.ts";

/** A wall clock that moves on by one second at each reading. */
export class TickingClock {
  static readonly start = 1_800_000_000n;
  /** Readings so far. */
  readings = 0;

  readonly now = (): LocalTime => localTime((TickingClock.start + BigInt(this.readings++)) * 1_000_000_000n);
}

/** A robot's clock that is this machine's. */
export const SAME_CLOCK: RobotClock = { clockIdentifier: "clock", toRobotTime: (local) => robotTime(local) };

/** Options of a client named `tester`, on a clock of its own. */
export function testOptions(clock: TickingClock = new TickingClock()): ServiceClientOptions {
  return { clientName: "tester", now: clock.now };
}
