/** What the body should do over the ground: go on at a velocity, or walk along places to the last of them. */
import type { GroundPose } from "../parts.ts";
import type { Base } from "./feet.ts";

/** Metres and radians per second. */
export interface GroundVelocity {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Bounds per axis of the body; either may be absent as a whole, which does not limit. */
export interface VelocityLimit {
  readonly max?: GroundVelocity | undefined;
  readonly min?: GroundVelocity | undefined;
}

/** What a drive reckons with. */
export interface DriveScene {
  readonly base: Base;
  readonly uptimeMs: number;
  /** How fast the robot can become slower, metres or radians per second squared. */
  readonly deceleration: GroundVelocity;
  /** Whether the body's centre cannot be at a place in odom. */
  readonly isBlocked: (x: number, y: number) => boolean;
}

/** One thing to do with the body. */
export interface Drive {
  /** Robot uptime in milliseconds at which it is over in any case. */
  endMs: number;
  readonly limit: VelocityLimit;
  /** Per axis, per second; `undefined` leaves it to the robot. */
  readonly slew?: GroundVelocity | undefined;
  /** Whether its end came before it was replaced. */
  isOver: boolean;
  /** How far it is. */
  readonly progress: "moving" | "arrived" | "blocked";
  /** The velocity to have next, in odom. */
  velocity(scene: DriveScene): GroundVelocity;
}

/** As fast as the robot walks and turns. */
export const MAX_SPEED = 1.6;
/** Radians per second. */
export const MAX_TURN = 2;

const STILL: GroundVelocity = { x: 0, y: 0, yaw: 0 };
/** Of the distance that is left, per second: how eagerly a goal is approached. */
const GAIN = 4;
/** Near enough to be there: metres and radians. */
const ARRIVED = 0.005;
/** A goal before the last counts as passed from here on, metres and radians. */
const PASSED = 0.25;
/** Room left before something that blocks, metres. */
const CLEARANCE = 0.05;

/** A limit on how fast it goes, forwards, backwards and sideways. @param speed metres per second; default: none */
export function upTo(speed: number = Number.POSITIVE_INFINITY): VelocityLimit {
  const [most, turn] = [Math.abs(speed), Number.POSITIVE_INFINITY];
  return { max: { x: most, y: most, yaw: turn }, min: { x: -most, y: -most, yaw: -turn } };
}

/** Keep a velocity in odom within what the robot and the command allow, axis by axis of the body. */
export function limited(velocity: GroundVelocity, { max, min }: VelocityLimit, heading: number): GroundVelocity {
  const bound = (value: number, axis: keyof GroundVelocity): number =>
    Math.max(min?.[axis] ?? Number.NEGATIVE_INFINITY, Math.min(max?.[axis] ?? Number.POSITIVE_INFINITY, value));
  const inBody = turned(velocity, -heading);
  const [x, y, yaw] = [bound(inBody.x, "x"), bound(inBody.y, "y"), bound(inBody.yaw, "yaw")];
  const excess = Math.max(1, Math.hypot(x, y) / MAX_SPEED);
  const turn = Math.max(-MAX_TURN, Math.min(MAX_TURN, yaw));
  return turned({ x: x / excess, y: y / excess, yaw: turn }, heading);
}

/** The same velocity in axes that are turned. */
export function turned({ x, y, yaw }: GroundVelocity, angle: number): GroundVelocity {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return { x: c * x - s * y, y: s * x + c * y, yaw };
}

/** How a velocity is to be kept. */
export interface VelocityDriveOptions {
  readonly endMs: number;
  readonly velocity: GroundVelocity;
  /** The heading of its axes in odom; absent, they are the body's. */
  readonly axesYaw?: number | undefined;
  readonly limit: VelocityLimit;
  readonly slew?: GroundVelocity | undefined;
}

/** Goes on at one velocity. */
export class VelocityDrive implements Drive {
  endMs: number;
  isOver = false;
  readonly limit: VelocityLimit;
  readonly slew: GroundVelocity | undefined;
  readonly #velocity: GroundVelocity;
  readonly #axesYaw: number | undefined;
  #isBlocked = false;

  constructor({ endMs, velocity, axesYaw, limit, slew }: VelocityDriveOptions) {
    this.endMs = endMs;
    this.limit = limit;
    this.slew = slew;
    this.#velocity = velocity;
    this.#axesYaw = axesYaw;
  }

  get progress(): Drive["progress"] {
    return this.#isBlocked ? "blocked" : "moving";
  }

  velocity(scene: DriveScene): GroundVelocity {
    const heading = scene.base.yaw.position;
    const wanted = limited(turned(this.#velocity, this.#axesYaw ?? heading), this.limit, heading);
    this.#isBlocked = isInTheWay(wanted, scene);
    return this.#isBlocked ? { ...STILL, yaw: wanted.yaw } : wanted;
  }
}

/** A place of a path, and when to be there. */
export interface PathPoint extends GroundPose {
  /** Robot uptime in milliseconds; absent: as soon as can be. */
  readonly atMs?: number | undefined;
}

/** Walks along places in odom, and stays at the last. */
export class PathDrive implements Drive {
  endMs: number;
  isOver = false;
  readonly limit: VelocityLimit;
  readonly #points: readonly PathPoint[];
  /** Where the path came from: the place passed last. */
  #from: (PathPoint & { readonly atMs: number }) | undefined;
  #next = 0;
  #progress: Drive["progress"] = "moving";

  /** @param points at least one */
  constructor(points: readonly PathPoint[], endMs: number, limit: VelocityLimit = {}) {
    this.#points = points;
    this.endMs = endMs;
    this.limit = limit;
  }

  get progress(): Drive["progress"] {
    return this.#progress;
  }

  velocity(scene: DriveScene): GroundVelocity {
    const { base, uptimeMs } = scene;
    this.#from ??= { ...placeOf(base), atMs: uptimeMs };
    this.#pass(base, uptimeMs);
    const goal = this.#points[this.#next] as PathPoint;
    const { place, pace } = reference(this.#from, goal, uptimeMs);
    const away = difference(place, placeOf(base));
    const isLast = this.#next === this.#points.length - 1;
    const isClose = Math.hypot(away.x, away.y) < ARRIVED && Math.abs(away.yaw) < ARRIVED;
    if (isLast && isClose && (goal.atMs ?? 0) <= uptimeMs) {
      this.#progress = "arrived";
      return STILL;
    }
    const wanted = limited(approach(away, pace, scene), this.limit, base.yaw.position);
    // Who has stopped before something in the way goes on when it is gone.
    this.#progress = isInTheWay(wanted, scene) ? "blocked" : "moving";
    return this.#progress === "blocked" ? { ...STILL, yaw: wanted.yaw } : wanted;
  }

  /** Turn to the next place of the path once this one is passed, or its time is up. */
  #pass(base: Base, uptimeMs: number): void {
    while (this.#next < this.#points.length - 1) {
      const point = this.#points[this.#next] as PathPoint;
      const away = difference(point, placeOf(base));
      const isPassed =
        point.atMs === undefined
          ? Math.hypot(away.x, away.y) < PASSED && Math.abs(away.yaw) < PASSED
          : uptimeMs >= point.atMs;
      if (!isPassed) return;
      this.#from = { ...point, atMs: point.atMs ?? uptimeMs };
      this.#next++;
    }
  }
}

/** Where to be now on the way to a goal, and how fast to go there. */
function reference(
  from: PathPoint & { readonly atMs: number },
  goal: PathPoint,
  uptimeMs: number,
): { readonly place: GroundPose; readonly pace: GroundVelocity } {
  const durationMs = (goal.atMs ?? 0) - from.atMs;
  if (durationMs <= 0 || uptimeMs >= from.atMs + durationMs) return { place: goal, pace: STILL };
  const way = difference(goal, from);
  const part = (uptimeMs - from.atMs) / durationMs;
  const perSecond = 1000 / durationMs;
  return {
    place: { x: from.x + way.x * part, y: from.y + way.y * part, yaw: from.yaw + way.yaw * part },
    pace: { x: way.x * perSecond, y: way.y * perSecond, yaw: way.yaw * perSecond },
  };
}

/** Fast while it is far, and always so that the robot can still stop at the place. */
function approach(away: GroundVelocity, pace: GroundVelocity, { deceleration }: DriveScene): GroundVelocity {
  const distance = Math.hypot(away.x, away.y);
  const speed = Math.min(GAIN * distance, Math.sqrt(distance * deceleration.x));
  const turn = Math.min(GAIN * Math.abs(away.yaw), Math.sqrt(Math.abs(away.yaw) * deceleration.yaw));
  const share = distance === 0 ? 0 : speed / distance;
  return {
    x: pace.x + away.x * share,
    y: pace.y + away.y * share,
    yaw: pace.yaw + Math.sign(away.yaw) * turn,
  };
}

/** Whether the body would come to stand in something that blocks. */
function isInTheWay(wanted: GroundVelocity, { base, deceleration, isBlocked }: DriveScene): boolean {
  const speed = Math.hypot(wanted.x, wanted.y);
  if (speed < 1e-6) return false;
  const braking = Math.max(Math.hypot(base.x.velocity, base.y.velocity), speed) ** 2 / (2 * deceleration.x) + CLEARANCE;
  const [x, y] = [base.x.position, base.y.position];
  return isBlocked(x + (wanted.x / speed) * braking, y + (wanted.y / speed) * braking);
}

function placeOf({ x, y, yaw }: Base): GroundPose {
  return { x: x.position, y: y.position, yaw: yaw.position };
}

/** From one place to another, the short way round. */
function difference(to: GroundPose, from: GroundPose): GroundVelocity {
  const turn = to.yaw - from.yaw;
  return { x: to.x - from.x, y: to.y - from.y, yaw: Math.atan2(Math.sin(turn), Math.cos(turn)) };
}
