/** The picture of a walk on the terminal, drawn anew at each look at the robot. */
import type { Pose2 } from "../geometry/index.ts";
import { planPicture } from "./plan-picture.ts";
import type { ProgressLine } from "./progress-line.ts";

const MAX_TRAIL = 2000;

/** The way so far, drawn anew at each look. */
export class WalkPicture implements Disposable {
  readonly #lines: ProgressLine;
  readonly #start: Pose2;
  readonly #goal: Pose2 | undefined;
  readonly #trail: Pose2["position"][] = [];

  constructor(lines: ProgressLine, start: Pose2, goal: Pose2 | undefined) {
    this.#lines = lines;
    this.#start = start;
    this.#goal = goal;
  }

  /** Draw the robot where it is now. */
  show({ position, angle }: Pose2): void {
    // Half an hour of a walk is drawn by every other look.
    if (this.#trail.push(position) > MAX_TRAIL) {
      this.#trail.splice(0, this.#trail.length, ...this.#trail.filter((_, index) => index % 2 === 0));
    }
    const picture = planPicture({
      start: this.#start.position,
      goal: this.#goal?.position,
      trail: this.#trail,
      robot: { ...position, yawRadians: angle },
    });
    const rest = this.#goal === undefined ? "" : `, ${distance(position, this.#goal.position).toFixed(2)} m to go`;
    this.#lines.show(...picture, `${poseWords(position.x, position.y, angle)}${rest}`);
  }

  /** Leave the picture, and go on below it. */
  keep(): void {
    this.#lines.keep();
  }

  [Symbol.dispose](): void {
    this.#lines[Symbol.dispose]();
  }
}

function distance(a: Pose2["position"], b: Pose2["position"]): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** A place and a heading in words. */
export function poseWords(x: number, y: number, yawRadians: number): string {
  return `x ${x.toFixed(2)} m, y ${y.toFixed(2)} m, yaw ${((yawRadians * 180) / Math.PI).toFixed(0)}°`;
}
