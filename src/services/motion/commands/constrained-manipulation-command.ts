/** Turning cranks, opening drawers: moving what the hand holds along the only way it can go. */
import {
  ConstrainedManipulationCommand_Request_ControlMode,
  type ConstrainedManipulationCommand_Request_TaskType,
} from "../../../messages/bosdyn/api/basic_command.ts";
import type { WrenchInit } from "../../../messages/bosdyn/api/geometry.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import type { EndTimeOptions } from "./command-time.ts";
import { finite, finiteFields, optionalDouble } from "./number-checks.ts";

/** A way along, or a way round: one of the two, never both. */
type AlongOrAround<Along extends string, Around extends string> =
  | ({ readonly [Key in Along]: number } & { readonly [Key in Around]?: undefined })
  | ({ readonly [Key in Around]: number } & { readonly [Key in Along]?: undefined });

/** How to move what the hand holds. */
export interface ConstrainedManipulationOptions extends EndTimeOptions {
  /** How the thing can move: a drawer slides, a crank turns, a valve twists. */
  readonly taskType: ConstrainedManipulationCommand_Request_TaskType;
  /** The frame of the wrench, for example `hand` or `odom`. */
  readonly frameName: string;
  /** Which way to push at first; only its direction counts. */
  readonly initialWrenchDirection: WrenchInit;
  /** How fast: along the way in metres per second, or about an axis in radians per second. */
  readonly speed: AlongOrAround<"metersPerSecond", "radiansPerSecond">;
  /** How far, for control by position. Default: on and on, until the end time. */
  readonly target?: AlongOrAround<"meters", "radians"> | undefined;
  /** Default: the robot's. */
  readonly maxForceNewtons?: number | undefined;
  /** Default: the robot's. */
  readonly maxTorqueNewtonMeters?: number | undefined;
  /** In the units of the speed, per second. Default: the robot's. */
  readonly maxAcceleration?: number | undefined;
  /** Let the legs walk along. Default: the robot's, which is to walk. */
  readonly enableRobotLocomotion?: boolean | undefined;
  /** Forget what was learned of the thing's motion. Default: the robot's, which is to start anew. */
  readonly resetEstimator?: boolean | undefined;
}

/**
 * Move what the gripper holds along the way it can go, found out as it moves. Needs an end time. The whole robot takes
 * part: it leans, and may walk.
 * @throws {RangeError} a number is not finite
 * @throws {TypeError} the speed or the target does not say one of its two kinds
 */
export function constrainedManipulationCommand(options: ConstrainedManipulationOptions): LocalRobotCommand {
  const { speed, target, endTime, enableRobotLocomotion, resetEstimator } = options;
  const { CONTROL_MODE_POSITION, CONTROL_MODE_VELOCITY } = ConstrainedManipulationCommand_Request_ControlMode;
  const [along, around] = either(
    "speed",
    "metersPerSecond",
    speed.metersPerSecond,
    "radiansPerSecond",
    speed.radiansPerSecond,
  );
  const [meters, radians] =
    target === undefined ? [] : either("target", "meters", target.meters, "radians", target.radians);
  const constrainedManipulationRequest = {
    taskType: options.taskType,
    frameName: options.frameName,
    initWrenchDirectionInFrameName: finiteFields("initialWrenchDirection", options.initialWrenchDirection),
    tangentialSpeed: along,
    rotationalSpeed: around,
    targetLinearPosition: meters,
    targetAngle: radians,
    controlMode: target === undefined ? CONTROL_MODE_VELOCITY : CONTROL_MODE_POSITION,
    forceLimit: optionalDouble("maxForceNewtons", options.maxForceNewtons),
    torqueLimit: optionalDouble("maxTorqueNewtonMeters", options.maxTorqueNewtonMeters),
    accelLimit: optionalDouble("maxAcceleration", options.maxAcceleration),
    enableRobotLocomotion: enableRobotLocomotion === undefined ? undefined : { value: enableRobotLocomotion },
    resetEstimator: resetEstimator === undefined ? undefined : { value: resetEstimator },
    endTime,
  };
  return { fullBodyCommand: { constrainedManipulationRequest } };
}

/** Two fields of which a message may hold one. */
function either(
  name: string,
  firstName: string,
  first: number | undefined,
  secondName: string,
  second: number | undefined,
): readonly [number | undefined, number | undefined] {
  if ((first === undefined) === (second === undefined)) {
    throw new TypeError(`${name} needs ${firstName} or ${secondName}, and one of them alone`);
  }
  return [
    first === undefined ? undefined : finite(`${name}.${firstName}`, first),
    second === undefined ? undefined : finite(`${name}.${secondName}`, second),
  ];
}
