/**
 * The feet under a body that stands or walks: two diagonal pairs that swing in turn, as in a trot. A foot on the ground
 * does not move; one in the air comes down where the body will be.
 */
import { HIP_OFFSET, type Leg, LEGS } from "../body/legs.ts";
import type { Vector } from "../body/vector.ts";
import { TICK_SECONDS, Track } from "./track.ts";

/** A place on the ground, in odom. */
export interface GroundPoint {
  readonly x: number;
  readonly y: number;
}

/** How the body moves over the ground. */
export interface Base {
  readonly x: Track;
  readonly y: Track;
  readonly yaw: Track;
}

/** How long a foot is in the air, in ticks: the other pair carries the body meanwhile. */
const SWING_TICKS = 50;
/** Until then a foot in the air may still change its mind on where to land. */
const COMMITTED_TICKS = 15;
/** A foot so near to where it should be stays there, metres. */
export const CLOSE_ENOUGH = 0.012;
/** A body slower than that stands, metres or radians per second. */
const STANDSTILL = 0.005;
/** How high a foot is lifted if nobody says, metres. */
export const SWING_HEIGHT = 0.08;

/** Indices into `LEGS`. */
const PAIRS: readonly (readonly [number, number])[] = [
  [0, 3],
  [1, 2],
];

interface Foot {
  readonly leg: Leg;
  readonly x: Track;
  readonly y: Track;
  target: GroundPoint;
}

/** The four feet, in the order of `LEGS`. */
export class Feet {
  readonly #feet: readonly Foot[];
  /** The pair that swings, or swung last. */
  #pair = 1;
  /** Ticks that the swing has left; 0 when all feet are down. */
  #ticksLeft = 0;
  #height: number = SWING_HEIGHT;
  /** Height of a foot in the air, metres. */
  swingHeight: number = SWING_HEIGHT;
  /** Where to put single feet instead of below their hips. */
  places: ReadonlyMap<string, GroundPoint> = new Map();
  /** Swings of a pair so far. */
  steps = 0;

  constructor(base: Base) {
    this.#feet = LEGS.map((leg) => {
      const target = belowHip(leg, base.x.position, base.y.position, base.yaw.position);
      return { leg, x: new Track(target.x), y: new Track(target.y), target };
    });
  }

  /** Whether a foot is in the air. */
  get isStepping(): boolean {
    return this.#ticksLeft > 0;
  }

  /** Whether a foot is on the ground. @param index into `LEGS` */
  isDown(index: number): boolean {
    return this.#ticksLeft === 0 || !(PAIRS[this.#pair] as readonly number[]).includes(index);
  }

  /** Where the feet are, in odom. @param seconds since the tick began */
  at(seconds: number): Vector[] {
    const phase = 1 - (this.#ticksLeft - seconds / TICK_SECONDS) / SWING_TICKS;
    // Lifts off and comes down gently, and is highest half-way.
    const lift = phase <= 0 || phase >= 1 ? 0 : this.#height * 16 * phase ** 2 * (1 - phase) ** 2;
    return this.#feet.map(({ x, y }, i) => ({ x: x.at(seconds), y: y.at(seconds), z: this.isDown(i) ? 0 : lift }));
  }

  /** Where a foot should be for a body at rest here. */
  homeOf(index: number, base: Base): GroundPoint {
    const { leg } = this.#feet[index] as Foot;
    return this.places.get(leg.name) ?? belowHip(leg, base.x.position, base.y.position, base.yaw.position);
  }

  /** How far the foot that is farthest from where it should be is from there, metres. */
  farthestFromHome(base: Base): number {
    return Math.max(...this.#feet.map((_, i) => this.#offHome(i, base)));
  }

  /** Put the feet on other places at once: when something else than steps has moved them. */
  place(points: readonly GroundPoint[]): void {
    this.#ticksLeft = 0;
    for (const [i, foot] of this.#feet.entries()) {
      const point = points[i] as GroundPoint;
      foot.x.place(point.x);
      foot.y.place(point.y);
    }
  }

  /** Decide what the feet do in this tick. @param mayStep whether a foot may leave the ground */
  steer(base: Base, mayStep: boolean): void {
    if (this.#ticksLeft === 0 && mayStep) this.#lift(base);
    for (const [i, foot] of this.#feet.entries()) {
      if (this.isDown(i)) continue;
      if (this.#ticksLeft > COMMITTED_TICKS) foot.target = this.#landing(foot, base, this.#ticksLeft);
      foot.x.steer(foot.target.x, this.#ticksLeft);
      foot.y.steer(foot.target.y, this.#ticksLeft);
    }
  }

  /** Go on to the next tick. */
  advance(): void {
    for (const [i, { x, y }] of this.#feet.entries()) {
      if (this.isDown(i)) continue;
      x.advance();
      y.advance();
    }
    if (this.#ticksLeft === 0) return;
    this.#ticksLeft--;
    if (this.#ticksLeft > 0) return;
    for (const { x, y } of this.#feet) {
      x.place(x.position);
      y.place(y.position);
    }
  }

  /** The other pair first: they take turns, unless only one of them has somewhere to go. */
  #lift(base: Base): void {
    const isMoving = speedOf(base) > STANDSTILL;
    for (const pair of [1 - this.#pair, this.#pair]) {
      const isOff = (PAIRS[pair] as readonly number[]).some((i) => this.#offHome(i, base) > CLOSE_ENOUGH);
      if (!isMoving && !isOff) continue;
      this.#pair = pair;
      this.#ticksLeft = SWING_TICKS;
      this.#height = this.swingHeight;
      this.steps++;
      return;
    }
  }

  #offHome(index: number, base: Base): number {
    const { x, y } = this.#feet[index] as Foot;
    const home = this.homeOf(index, base);
    return Math.hypot(x.position - home.x, y.position - home.y);
  }

  /** Where the hip will be in the middle of the foot's time on the ground. */
  #landing({ leg }: Foot, { x, y, yaw }: Base, ticksLeft: number): GroundPoint {
    const place = this.places.get(leg.name);
    if (place !== undefined) return place;
    const seconds = (ticksLeft + SWING_TICKS / 2) * TICK_SECONDS;
    const turn = yaw.velocity * seconds;
    // On an arc the way there leads, on average, half the turn to the side.
    const [c, s] = [Math.cos(turn / 2), Math.sin(turn / 2)];
    const ahead = { x: (c * x.velocity - s * y.velocity) * seconds, y: (s * x.velocity + c * y.velocity) * seconds };
    return belowHip(leg, x.position + ahead.x, y.position + ahead.y, yaw.position + turn);
  }
}

/** How fast the body goes, turning counted as metres per second. */
export function speedOf({ x, y, yaw }: Base): number {
  return Math.max(Math.hypot(x.velocity, y.velocity), Math.abs(yaw.velocity));
}

function belowHip({ hip, side }: Leg, x: number, y: number, yaw: number): GroundPoint {
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  const left = hip.y + side * HIP_OFFSET;
  return { x: x + c * hip.x - s * left, y: y + s * hip.x + c * left };
}
