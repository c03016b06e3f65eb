/** The feet of a robot that lies or rolls over: off the ground, drawn up to the body, and turning with it. */
import type { Pose, Vector } from "../body/vector.ts";
import { add, inverseRotation, rotate, subtract } from "../body/vector.ts";
import { HIP_OFFSET, LEGS } from "../body/legs.ts";
import { SITTING_HEIGHT } from "./carriage.ts";
import { Track } from "./track.ts";

/** The feet in the body frame, on their way to where they are when the robot sits. */
export class LyingFeet {
  readonly #tracks: readonly { readonly x: Track; readonly y: Track; readonly z: Track }[];

  /** @param feet where they are now, in odom, in the order of `LEGS` */
  constructor(body: Pose, feet: readonly Vector[]) {
    this.#tracks = feet.map((foot) => {
      const { x, y, z } = rotate(inverseRotation(body.rotation), subtract(foot, body.position));
      return { x: new Track(x), y: new Track(y), z: new Track(z) };
    });
  }

  /** Decide what to do in this tick. @param ticks in which to be drawn up; 0: they are */
  steer(ticks: number): void {
    for (const [i, { x, y, z }] of this.#tracks.entries()) {
      const { hip, side } = LEGS[i] as (typeof LEGS)[number];
      x.steer(hip.x, ticks);
      y.steer(hip.y + side * HIP_OFFSET, ticks);
      z.steer(-SITTING_HEIGHT, ticks);
    }
  }

  /** Go on to the next tick. */
  advance(): void {
    for (const { x, y, z } of this.#tracks) for (const track of [x, y, z]) track.advance();
  }

  /** Where they are in odom. @param seconds since the tick began */
  at({ position, rotation }: Pose, seconds: number): Vector[] {
    return this.#tracks.map(({ x, y, z }) =>
      add(position, rotate(rotation, { x: x.at(seconds), y: y.at(seconds), z: z.at(seconds) })),
    );
  }
}
