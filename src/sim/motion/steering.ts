/** The body's way over the ground: one drive at a time, until its end, within what the legs and what is in the way allow. */
import type { Chassis } from "./chassis.ts";
import type { Drive, GroundVelocity } from "./drive.ts";

/** Metres and radians per second squared, as the legs can. */
const ACCELERATION: GroundVelocity = { x: 4, y: 4, yaw: 5 };
/** A fall or a freeze stops it harder. */
const HARD: GroundVelocity = { x: 10, y: 10, yaw: 12 };
const STILL: GroundVelocity = { x: 0, y: 0, yaw: 0 };

/** How the body may move in this tick: as its drive wants, not at all, or not at all and at once. */
export type Freedom = "driven" | "stopping" | "stopping-hard";

/** Steers the body. */
export class Steering {
  readonly #isBlocked: (x: number, y: number) => boolean;
  #drive: Drive | undefined;

  /** @param isBlocked whether the body's centre cannot be at a place in odom */
  constructor(isBlocked: (x: number, y: number) => boolean) {
    this.#isBlocked = isBlocked;
  }

  /** Whether there is something to do. */
  get isDriving(): boolean {
    return this.#drive !== undefined;
  }

  /** Do this from now on; `undefined` is nothing. */
  set drive(drive: Drive | undefined) {
    this.#drive = drive;
  }

  /** Decide how the body goes in this tick. */
  steer(chassis: Chassis, uptimeMs: number, freedom: Freedom): void {
    if (this.#drive !== undefined && this.#drive.endMs <= uptimeMs) {
      this.#drive.isOver = true;
      this.#drive = undefined;
    }
    const drive = freedom === "driven" ? this.#drive : undefined;
    const scene = { base: chassis.base, uptimeMs, deceleration: ACCELERATION, isBlocked: this.#isBlocked };
    const limit = freedom === "stopping-hard" ? HARD : slower(ACCELERATION, drive?.slew);
    chassis.steerBase(drive?.velocity(scene) ?? STILL, limit);
  }
}

/** The smaller of two limits on each axis; 0 in the second is none. */
function slower(limit: GroundVelocity, other: GroundVelocity | undefined): GroundVelocity {
  const of = (axis: keyof GroundVelocity): number => Math.min(limit[axis], other?.[axis] || limit[axis]);
  const linear = Math.min(of("x"), of("y"));
  return { x: linear, y: linear, yaw: of("yaw") };
}
