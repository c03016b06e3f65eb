/** The fans: turned by the robot as it likes, or for a while as a client says. */
import {
  FanPowerCommandFeedbackResponse_Status as Status,
  type FanInformationInit,
} from "../../messages/bosdyn/api/power.ts";
import type { SimClock } from "../clock/sim-clock.ts";

/** One command, as its feedback tells of it. */
export interface FanCommand {
  readonly id: number;
  /** Robot time, nanoseconds. */
  readonly desiredEnd: bigint;
  /** When another took its place, if one did: robot time, nanoseconds. */
  readonly earlyStop: bigint | undefined;
  readonly status: Status;
}

interface Entry {
  readonly id: number;
  readonly percent: number;
  readonly desiredEnd: bigint;
  earlyStop?: bigint;
}

const FANS = ["fan-left", "fan-right"] as const;
/** What they turn at left to themselves, in percent. */
const OWN_PERCENT = 20;
const FULL_HERTZ = 150;
const MAX_REMEMBERED = 100;

/** The fans of one robot. */
export class Fans {
  readonly #clock: SimClock;
  readonly #commands = new Map<number, Entry>();
  #current: Entry | undefined;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Turn them at `percent` of their power for `durationNanos`. */
  command(percent: number, durationNanos: bigint): FanCommand {
    const now = this.#clock.now();
    if (this.#current !== undefined && now < this.#current.desiredEnd) this.#current.earlyStop = now;
    const entry: Entry = { id: (this.#current?.id ?? 0) + 1, percent, desiredEnd: now + durationNanos };
    this.#current = entry;
    this.#commands.set(entry.id, entry);
    const [oldest] = this.#commands.keys();
    if (this.#commands.size > MAX_REMEMBERED && oldest !== undefined) this.#commands.delete(oldest);
    return this.#describe(entry);
  }

  /** How a command fares; `undefined` if there was none of that id, or it is long ago. */
  feedback(id: number): FanCommand | undefined {
    const entry = this.#commands.get(id);
    return entry && this.#describe(entry);
  }

  /** How fast each turns. */
  information(): Map<string, FanInformationInit> {
    const isCommanded = this.#current !== undefined && this.#clock.now() < this.#current.desiredEnd;
    const percent = isCommanded ? (this.#current?.percent ?? OWN_PERCENT) : OWN_PERCENT;
    return new Map(FANS.map((name) => [name, { frequency: (FULL_HERTZ * percent) / 100 }]));
  }

  #describe({ id, desiredEnd, earlyStop }: Entry): FanCommand {
    const running = this.#clock.now() < desiredEnd ? Status.STATUS_RUNNING : Status.STATUS_COMPLETE;
    const status = earlyStop === undefined ? running : Status.STATUS_OVERRIDDEN_BY_COMMAND;
    return { id, desiredEnd, earlyStop, status };
  }
}
