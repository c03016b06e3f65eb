/** The skeletons of the last messages: clocks pass from four bytes to five, and a number that is 0 is not sent. */
import type { StateStreamMemory } from "./memory.ts";
import { MAX_SKELETON_BYTES, Skeleton } from "./skeleton.ts";

const MAX_SKELETONS = 8;
/** Noting a skeleton costs as much as it saves on about this many messages … */
const PRICE = 16;
/** … so that a stream which is never twice the same does without, but for a few at a time. */
const MAX_CREDIT = 8 * PRICE;

/** Remembers a few skeletons, the oldest of which gives way. */
export class SkeletonBook {
  readonly #skeletons: Skeleton[] = [];
  #oldest = 0;
  #credit = MAX_CREDIT;

  /** Read the message in `state.bytes` if it has a skeleton that is known. @returns whether it has */
  read(state: StateStreamMemory): boolean {
    if (this.#credit < MAX_CREDIT) this.#credit++;
    // Most often it is that of the message before.
    const last = state.skeleton;
    if (last !== undefined && last.read(state)) return true;
    for (const skeleton of this.#skeletons) if (skeleton !== last && skeleton.read(state)) return true;
    return false;
  }

  /** A skeleton to note the next message with, unless that would not be worth it. */
  begin({ length }: StateStreamMemory): Skeleton | undefined {
    if (length > MAX_SKELETON_BYTES || this.#credit < PRICE) return undefined;
    this.#credit -= PRICE;
    const skeleton = this.#skeletons[this.#oldest] ?? new Skeleton();
    this.#skeletons[this.#oldest] = skeleton;
    this.#oldest = (this.#oldest + 1) % MAX_SKELETONS;
    skeleton.begin(length);
    return skeleton;
  }
}
