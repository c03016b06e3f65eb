/**
 * The order of check-ins. One is under way at a time, for each uses the challenge that the one before brought; and what
 * asks for less power goes ahead of what asks for more.
 */
import type { CallOptions } from "../../grpc/index.ts";
import type { EstopStopLevel } from "../../messages/bosdyn/api/estop.ts";
import { EstopPreemptedError } from "./errors.ts";

/** How to check in. */
export interface CheckInOptions extends CallOptions {
  /**
   * Go ahead of every check-in that allows more, and give up such a one that is under way. Where one of the same level, or
   * a stricter one, is waiting or under way, its outcome is this one's too: pressing twice does not delay the first press.
   */
  readonly isUrgent?: boolean | undefined;
}

interface Entry {
  readonly level: EstopStopLevel;
  readonly call: CallOptions;
  readonly preempt: AbortController;
  readonly outcome: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Sends check-ins one by one. */
export class CheckInQueue {
  readonly #send: (level: EstopStopLevel, call: CallOptions) => Promise<void>;
  #underWay: Entry | undefined;
  #waiting: Entry[] = [];

  constructor(send: (level: EstopStopLevel, call: CallOptions) => Promise<void>) {
    this.#send = send;
  }

  /** Take a check-in. @returns what becomes of it, or of the one that it joined */
  add(level: EstopStopLevel, { isUrgent = false, ...call }: CheckInOptions): Promise<void> {
    if (!isUrgent) return this.#enqueue(level, call, this.#waiting.length);
    const others = [...(this.#underWay === undefined ? [] : [this.#underWay]), ...this.#waiting];
    // The levels' numbers grow with what they allow. One that was itself given up is no company.
    const asStrict = others.find((each) => each.level <= level && !each.preempt.signal.aborted);
    for (const each of others) if (each.level > level) each.preempt.abort();
    if (asStrict !== undefined) return asStrict.outcome;
    return this.#enqueue(level, call, 0);
  }

  #enqueue(level: EstopStopLevel, call: CallOptions, place: number): Promise<void> {
    let resolve = (): void => undefined;
    let reject: (error: unknown) => void = () => undefined;
    const outcome = new Promise<void>((done, failed) => {
      resolve = done;
      reject = failed;
    });
    this.#waiting.splice(place, 0, { level, call, preempt: new AbortController(), outcome, resolve, reject });
    this.#next();
    return outcome;
  }

  #next(): void {
    if (this.#underWay !== undefined) return;
    const entry = this.#waiting.shift();
    if (entry === undefined) return;
    this.#underWay = entry;
    void this.#run(entry).finally(() => {
      this.#underWay = undefined;
      this.#next();
    });
  }

  async #run({ level, call, preempt, resolve, reject }: Entry): Promise<void> {
    try {
      preempt.signal.throwIfAborted();
      const signal = call.signal === undefined ? preempt.signal : AbortSignal.any([call.signal, preempt.signal]);
      await this.#send(level, { ...call, signal });
      resolve();
    } catch (error) {
      reject(preempt.signal.aborted ? goneAhead(error) : error);
    }
  }
}

function goneAhead(cause: unknown): EstopPreemptedError {
  return new EstopPreemptedError("this check-in was given up: one that is more urgent went ahead", { cause });
}
