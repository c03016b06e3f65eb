/** How the body is carried above its footprint: six coordinates, each of which takes its time to get where it should be. */
import { fromYawPitchRoll, type Pose } from "../body/vector.ts";
import type { Base } from "./feet.ts";
import { TICK_MS, Track } from "./track.ts";

/** Body in the footprint's frame: metres and radians; `z` from the ground. */
export interface Carriage {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly roll: number;
  readonly pitch: number;
  readonly yaw: number;
}

/** Height of the body's centre when the robot stands, metres. */
export const STANDING_HEIGHT = 0.52;
/** And when it sits on its belly. */
export const SITTING_HEIGHT = 0.14;
/** How it stands if nobody asks for anything else. */
export const AT_EASE: Carriage = { x: 0, y: 0, z: STANDING_HEIGHT, roll: 0, pitch: 0, yaw: 0 };
/** How it sits. */
export const SEATED: Carriage = { ...AT_EASE, z: SITTING_HEIGHT };

/** How it lies when it fell: on the edge of its belly. */
export const FALLEN: Carriage = { ...AT_EASE, z: 0.16, roll: 0.5 };
/** How it lies on its right side. */
export const ON_ITS_SIDE: Carriage = { ...AT_EASE, z: 0.13, roll: 1.4 };

const AXES = ["x", "y", "z", "roll", "pitch", "yaw"] as const;
/** As far as it leans, so that every foot stays in reach in mid-stride. */
const MAX_ANGLE = 0.4;
const MAX_SHIFT = 0.08;
const HIP_HEIGHT = { low: 0.22, high: 0.6 };

/** A carriage that the legs can do, as near as can be to the one that is asked for. */
export function withinReach({ x, y, z, roll, pitch, yaw }: Carriage): Carriage {
  const lean = { roll: clamp(roll, MAX_ANGLE), pitch: clamp(pitch, MAX_ANGLE), yaw: clamp(yaw, MAX_ANGLE) };
  // Half the body's length and width to the hips.
  const tilt = 0.298 * Math.abs(Math.sin(lean.pitch)) + 0.055 * Math.abs(Math.sin(lean.roll));
  const height = Math.max(HIP_HEIGHT.low + tilt, Math.min(HIP_HEIGHT.high - tilt, z));
  return { x: clamp(x, MAX_SHIFT), y: clamp(y, MAX_SHIFT), z: height, ...lean };
}

/** The body's place above its footprint. */
export class CarriageTracks {
  readonly #tracks: Readonly<Record<(typeof AXES)[number], Track>>;
  #target: Carriage;
  #ticksLeft = 0;

  constructor(carriage: Carriage) {
    this.#target = carriage;
    this.#tracks = {
      x: new Track(carriage.x),
      y: new Track(carriage.y),
      z: new Track(carriage.z),
      roll: new Track(carriage.roll),
      pitch: new Track(carriage.pitch),
      yaw: new Track(carriage.yaw),
    };
  }

  /** Ticks until it is where it should be. */
  get ticksLeft(): number {
    return this.#ticksLeft;
  }

  /** Whether it is where it should be. */
  get isThere(): boolean {
    return this.#ticksLeft === 0;
  }

  /** Height and yaw at the start of the tick. */
  get height(): number {
    return this.#tracks.z.position;
  }

  /** Yaw against the footprint at the start of the tick. */
  get yaw(): number {
    return this.#tracks.yaw.position;
  }

  /** Go to a carriage. @param seconds how long it may take */
  moveTo(target: Carriage, seconds: number): void {
    this.#target = target;
    this.#ticksLeft = Math.max(2, Math.round((seconds * 1000) / TICK_MS));
  }

  /** Go to a carriage unless it is there or on its way. */
  settle(target: Carriage, seconds: number): void {
    if (AXES.some((axis) => this.#target[axis] !== target[axis])) this.moveTo(target, seconds);
  }

  /** Stay as it is. */
  hold(): void {
    const now = { ...AT_EASE };
    for (const axis of AXES) Object.assign(now, { [axis]: this.#tracks[axis].position });
    this.moveTo(now, 0.1);
  }

  /** Be there at once: when something else has moved the body. */
  place(carriage: Carriage): void {
    this.#target = carriage;
    this.#ticksLeft = 0;
    for (const axis of AXES) this.#tracks[axis].place(carriage[axis]);
  }

  /** Decide what to do in this tick. */
  steer(): void {
    for (const axis of AXES) this.#tracks[axis].steer(this.#target[axis], this.#ticksLeft);
  }

  /** Go on to the next tick. */
  advance(): void {
    for (const axis of AXES) this.#tracks[axis].advance();
    if (this.#ticksLeft > 0 && --this.#ticksLeft === 0) this.place(this.#target);
  }

  /** The body in odom. @param seconds since the tick began */
  poseOn(base: Base, seconds: number): Pose {
    const { x, y, z, roll, pitch, yaw } = this.#tracks;
    const heading = base.yaw.at(seconds);
    const [c, s] = [Math.cos(heading), Math.sin(heading)];
    const [forward, left] = [x.at(seconds), y.at(seconds)];
    return {
      position: {
        x: base.x.at(seconds) + c * forward - s * left,
        y: base.y.at(seconds) + s * forward + c * left,
        z: z.at(seconds),
      },
      rotation: fromYawPitchRoll(heading + yaw.at(seconds), pitch.at(seconds), roll.at(seconds)),
    };
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
