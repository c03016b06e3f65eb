/**
 * Joint control: what each motor is to do, hundreds of times a second. The robot keeps to `torque = kQP · (position wanted −
 * position) + kQdP · (velocity wanted − velocity) + load`, and nothing else keeps it on its feet.
 */
import type {
  JointCommand_ContactAdvice_Advice,
  JointCommand_UpdateRequestInit,
} from "../../messages/bosdyn/api/basic_command.ts";
import type { JointControlStreamRequestInit } from "../../messages/bosdyn/api/robot_command.ts";
import { localToRobotTimestamp, type RobotClock } from "../request-times.ts";
import { type LocalTime, localTime } from "../time.ts";
import { wallClock } from "../wall-clock.ts";
import { duration, finite, notNegative } from "./commands/number-checks.ts";

/** The joints of a robot without an arm, in the order of every array of joint control and of the state stream. */
export const LEG_JOINTS: readonly string[] = [
  ...["fl.hx", "fl.hy", "fl.kn", "fr.hx", "fr.hy", "fr.kn"],
  ...["hl.hx", "hl.hy", "hl.kn", "hr.hx", "hr.hy", "hr.kn"],
];
/** The joints that come after those on a robot with an arm. */
export const ARM_JOINTS: readonly string[] = [
  ...["arm0.sh0", "arm0.sh1", "arm0.el0", "arm0.el1", "arm0.wr0", "arm0.wr1", "arm0.f1x"],
];

/** What each joint's errors are multiplied by; as many numbers as joints. */
export interface JointGains {
  /** Newton metres per radian. */
  readonly kQP: readonly number[];
  /** Newton metres per radian per second. */
  readonly kQdP: readonly number[];
}

/** One update. Arrays have a number for each joint: 12, or 19 with an arm. */
export interface JointUpdate {
  readonly positionRadians?: readonly number[] | undefined;
  readonly velocityRadiansPerSecond?: readonly number[] | undefined;
  readonly loadNewtonMeters?: readonly number[] | undefined;
  /** In the first update at least; later ones may leave them as they are. */
  readonly gains?: JointGains | undefined;
  /** A joint faster than this, in radians per second, is a behaviour fault. Positive; sent with every update. */
  readonly velocitySafetyLimit: number;
  /** Echoed in the state stream once the robot has it, 1 to 2³²−1. */
  readonly userCommandKey?: number | undefined;
  /** What the feet are about to do, in the order fl, fr, hl, hr. */
  readonly contactAdvice?: readonly JointCommand_ContactAdvice_Advice[] | undefined;
  /** From when the positions hold. Default: from when the robot gets them. */
  readonly referenceTime?: LocalTime | undefined;
}

/** How updates become requests. */
export interface JointControlOptions {
  /** The robot's clock: a Robot's `timeSync`. */
  readonly robotClock: RobotClock;
  /** 12, or 19 with an arm. Default 12. */
  readonly jointCount?: 12 | 19 | undefined;
  /** How long each update holds, in milliseconds: after a lost connection the robot stops obeying then. Default 50. */
  readonly lifetimeMs?: number | undefined;
  /** For how long the robot may move on along the velocities of an update, in milliseconds, 0 or more. Default 5. */
  readonly extrapolationMs?: number | undefined;
  /** This machine's wall clock. Default: the system's. */
  readonly now?: (() => LocalTime) | undefined;
}

/** Gains that hold a position, as the robot's maker publishes them; legs, or legs and arm. */
export function positionGains(jointCount: 12 | 19 = 12): JointGains {
  const legs = [0, 1, 2, 3];
  const arm = jointCount === 19;
  return {
    kQP: [...legs.flatMap(() => [624, 936, 286]), ...(arm ? [1020, 255, 204, 102, 102, 102, 16] : [])],
    kQdP: [...legs.flatMap(() => [5.2, 5.2, 2.04]), ...(arm ? [10.2, 15.3, 10.2, 2.04, 2.04, 2.04, 0.32] : [])],
  };
}

/**
 * Turn updates into the requests of `RobotCommandStreamingClient.jointControlStream`, each checked, with its end in robot
 * time, at the moment when the stream asks for it.
 * @throws {RangeError} an update that the robot would refuse; the stream then ends, and so does the robot's obedience
 * @throws {SpotError} robot time is not known
 * @example
 * ```ts
 * const requests = jointControlRequests(updates(), { robotClock: robot.timeSync });
 * const stream = robot.client(RobotCommandStreamingClient).jointControlStream(requests);
 * await robot.client(RobotCommandClient).sendCommand(jointControlCommand());
 * await stream;
 * ```
 */
export async function* jointControlRequests(
  updates: AsyncIterable<JointUpdate> | Iterable<JointUpdate>,
  { robotClock, jointCount = 12, lifetimeMs = 50, extrapolationMs = 5, now = wallClock }: JointControlOptions,
): AsyncGenerator<Omit<JointControlStreamRequestInit, "header">, undefined, undefined> {
  if (!(lifetimeMs > 0 && lifetimeMs < Infinity))
    throw new RangeError(`lifetimeMs is ${lifetimeMs}: it must be positive`);
  const extrapolationDuration = duration("extrapolationMs", notNegative("extrapolationMs", extrapolationMs));
  const lifetimeNanos = BigInt(Math.round(lifetimeMs * 1e6));
  let isFirst = true;
  for await (const update of updates) {
    const fields = checked(update, jointCount, isFirst);
    isFirst = false;
    const { referenceTime, contactAdvice } = update;
    yield {
      jointCommand: {
        ...fields,
        endTime: localToRobotTimestamp(localTime(now() + lifetimeNanos), robotClock),
        ...(referenceTime !== undefined && { referenceTime: localToRobotTimestamp(referenceTime, robotClock) }),
        extrapolationDuration,
      },
      ...(contactAdvice !== undefined && { contactAdvice: { contactAdvice } }),
    };
  }
}

function checked(update: JointUpdate, jointCount: number, isFirst: boolean): JointCommand_UpdateRequestInit {
  const { gains, velocitySafetyLimit, userCommandKey } = update;
  if (isFirst && gains === undefined) throw new RangeError("gains are missing: the first update must have them");
  if (!(velocitySafetyLimit > 0 && velocitySafetyLimit < Infinity)) {
    throw new RangeError(`velocitySafetyLimit is ${velocitySafetyLimit}: it must be positive, in every update`);
  }
  if (
    userCommandKey !== undefined &&
    !(Number.isInteger(userCommandKey) && userCommandKey > 0 && userCommandKey < 2 ** 32)
  ) {
    throw new RangeError(`userCommandKey is ${userCommandKey}: it must be an integer from 1 to 2³²−1`);
  }
  if (update.contactAdvice !== undefined && update.contactAdvice.length !== 4) {
    throw new RangeError(`contactAdvice has ${update.contactAdvice.length} entries, not one for each of four feet`);
  }
  const joints = (name: string, values: readonly number[] | undefined): readonly number[] | undefined => {
    if (values === undefined) return undefined;
    if (values.length !== jointCount) throw new RangeError(`${name} has ${values.length} numbers, not ${jointCount}`);
    values.forEach((value, i) => finite(`${name}[${i}]`, value));
    return values;
  };
  return {
    position: joints("positionRadians", update.positionRadians),
    velocity: joints("velocityRadiansPerSecond", update.velocityRadiansPerSecond),
    load: joints("loadNewtonMeters", update.loadNewtonMeters),
    ...(gains !== undefined && {
      gains: { kQP: joints("gains.kQP", gains.kQP), kQdP: joints("gains.kQdP", gains.kQdP) },
    }),
    userCommandKey,
    velocitySafetyLimit: { value: velocitySafetyLimit },
  };
}
