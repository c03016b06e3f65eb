/** How the robot does what it does: how it carries its body, and how high and where it puts its feet. */
import { AT_EASE, type Carriage, type CarriageTracks } from "./carriage.ts";
import type { GroundPoint } from "./feet.ts";

/** How to carry the body, and how long it may take to get there from what came before. */
export interface Shift {
  readonly carriage: Carriage;
  readonly seconds: number;
}

/** How to do something. */
export interface Manner {
  /** How to carry the body, one after the other; the last stays. Default: at ease. */
  readonly shifts?: readonly Shift[] | undefined;
  /** How high to lift the feet, metres. */
  readonly swingHeight?: number | undefined;
  /** Where to put feet in odom, by name of the leg. Default: below their hips. */
  readonly places?: ReadonlyMap<string, GroundPoint> | undefined;
}

const EASE: Shift = { carriage: AT_EASE, seconds: 0 };
/** The body takes no less to another height or lean, however far. */
const MIN_SECONDS = 0.4;

/** The carriages of the body that stands, one after the other. */
export class Shifts {
  #left: readonly Shift[] = [EASE];

  /** Whether the one that it has now is the one that stays. */
  get isLast(): boolean {
    return this.#left.length <= 1;
  }

  /** How to carry the body now. */
  get carriage(): Carriage {
    return (this.#left[0] ?? EASE).carriage;
  }

  /** Begin anew. */
  begin(shifts: readonly Shift[] = [EASE]): void {
    this.#left = shifts;
  }

  /** Have the body carried so, unless it is or is on the way there. */
  settle(tracks: CarriageTracks): void {
    tracks.settle(this.carriage, Math.max(this.#left[0]?.seconds ?? 0, MIN_SECONDS));
  }

  /** Turn to the next once the body has got to this one. */
  goOn(tracks: CarriageTracks): void {
    if (tracks.isThere && !this.isLast) this.#left = this.#left.slice(1);
    this.settle(tracks);
  }
}
