/**
 * One coordinate that moves. Its acceleration is constant within a tick, so where it is and how fast are closed forms at
 * every instant, and looking at it more often changes nothing.
 */

/** How long a tick is: the rhythm in which the body's controllers decide. */
export const TICK_MS = 5;
/** The same in seconds. */
export const TICK_SECONDS: number = TICK_MS / 1000;

/** Position, velocity and, until the next tick, acceleration. */
export class Track {
  position: number;
  velocity = 0;
  acceleration = 0;

  constructor(position = 0) {
    this.position = position;
  }

  /** Whether it rests. */
  get isStill(): boolean {
    return this.velocity === 0 && this.acceleration === 0;
  }

  /** Where it is a little after the tick began. @param seconds since the tick began */
  at(seconds: number): number {
    return this.position + this.velocity * seconds + (this.acceleration * seconds * seconds) / 2;
  }

  /** Go on to the next tick. */
  advance(): void {
    this.position = this.at(TICK_SECONDS);
    this.velocity += this.acceleration * TICK_SECONDS;
    // What rounding leaves of a standstill.
    if (Math.abs(this.velocity) < 1e-12) this.velocity = 0;
  }

  /** Be at a place, at rest, at once. */
  place(position: number): void {
    this.position = position;
    this.velocity = 0;
    this.acceleration = 0;
  }

  /**
   * Accelerate so as to be at a place, at rest, in a number of ticks, with the least effort. Ask again each tick with one
   * tick less; the place may change in between.
   */
  steer(target: number, ticks: number): void {
    if (ticks < 2) {
      this.brake(Number.POSITIVE_INFINITY);
      return;
    }
    // The accelerations fall in a straight line over the ticks; two conditions, place and rest, fix that line.
    const away = (target - this.position) / TICK_SECONDS ** 2 - (this.velocity * ticks) / (2 * TICK_SECONDS);
    const slope = (12 * away) / (ticks ** 3 - ticks);
    this.acceleration = (slope * (ticks - 1)) / 2 - this.velocity / (ticks * TICK_SECONDS);
  }

  /** Have a velocity by the next tick, as far as the acceleration allows. */
  steerVelocity(velocity: number, maxAcceleration: number): void {
    const wanted = (velocity - this.velocity) / TICK_SECONDS;
    this.acceleration = Math.max(-maxAcceleration, Math.min(maxAcceleration, wanted));
  }

  /** Come to rest. */
  brake(maxDeceleration: number): void {
    this.steerVelocity(0, maxDeceleration);
  }
}
