/** How far the robot has gone since boot. */
import { type Base, speedOf } from "./feet.ts";
import { TICK_SECONDS } from "./track.ts";

/** Counts ticks in which the body moves. */
export class Odometer {
  #distance = 0;
  #movingTicks = 0;
  #steps = 0;

  /** Along the way, metres. */
  get distanceMetres(): number {
    return this.#distance;
  }

  /** Time in which it walked or turned. */
  get movingSeconds(): number {
    return this.#movingTicks * TICK_SECONDS;
  }

  /** How often every leg has swung once. */
  get gaitCycles(): number {
    return Math.floor(this.#steps / 2);
  }

  /** Count one tick. @param steps swings of a pair of legs since boot */
  count(base: Base, steps: number): void {
    this.#steps = steps;
    if (speedOf(base) > 1e-3) this.#movingTicks++;
    this.#distance += Math.hypot(base.x.velocity, base.y.velocity) * TICK_SECONDS;
  }
}
