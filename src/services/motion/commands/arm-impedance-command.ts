/** Letting the hand yield like a spring and a damper. */
import type { SE3PoseInit, VectorInit, WrenchInit } from "../../../messages/bosdyn/api/geometry.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import { armCommand, type ArmOptions, type TaskFrameOptions, taskFrames } from "./arm-request.ts";
import type { CommandTime } from "./command-time.ts";
import { duration, finite, finiteFields, optionalDouble } from "./number-checks.ts";

/** A number for each way the hand can move: along the axes of the desired tool, and about them. */
export interface SixAxes {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly rx: number;
  readonly ry: number;
  readonly rz: number;
}

/** Where the spring rests at some time. */
export interface ArmImpedancePoint {
  /** The desired tool in the task frame: metres, and a unit quaternion. */
  readonly pose: SE3PoseInit;
  /** Milliseconds after the reference time. Default: at once. */
  readonly afterMs?: number | undefined;
}

/** How the hand yields. */
export interface ArmImpedanceCommandOptions extends ArmOptions, TaskFrameOptions {
  /** Where the spring rests: one pose to stay at, or several to pass through, in the order of their times. */
  readonly points: readonly ArmImpedancePoint[];
  /** From when the points' times count. Default: when the robot receives the command. */
  readonly referenceTime?: CommandTime | undefined;
  /** Newtons per metre along the axes, newton metres per radian about them. Default: the robot's. */
  readonly stiffness?: SixAxes | undefined;
  /** Newton seconds per metre along the axes, newton metre seconds per radian about them. Default: the robot's. */
  readonly damping?: SixAxes | undefined;
  /** Force and torque that come on top, in newtons and newton metres. Default: none. */
  readonly feedForwardWrench?: WrenchInit | undefined;
  /** Default: the robot's. */
  readonly maxForceNewtons?: number | undefined;
  /** Default: the robot's. */
  readonly maxTorqueNewtonMeters?: number | undefined;
  /** Take away the check that stops an arm whose gains make it swing. Never on by default. */
  readonly disableSafetyCheck?: boolean | undefined;
}

/**
 * Hold the hand at a pose, or lead it along several, as if by a spring and a damper: it yields where it is pushed, and
 * pushes back. Begin soft; an arm that is too stiff in contact swings. `armProgress` says when it got there.
 * @throws {RangeError} there is no point, or a number is not finite
 */
export function armImpedanceCommand(options: ArmImpedanceCommandOptions): LocalRobotCommand {
  const { points, referenceTime, stiffness, damping, feedForwardWrench, disableSafetyCheck } = options;
  if (points.length === 0) throw new RangeError("points is empty: it must hold a pose at least");
  const taskTformDesiredTool = {
    points: points.map(({ pose, afterMs }, index) => ({
      pose: finiteFields(`points[${index}].pose`, pose),
      timeSinceReference: afterMs === undefined ? undefined : duration(`points[${index}].afterMs`, afterMs),
    })),
    referenceTime,
  };
  const armImpedanceCommand = {
    ...taskFrames(options),
    taskTformDesiredTool,
    feedForwardWrenchAtToolInDesiredTool: finiteFields("feedForwardWrench", feedForwardWrench),
    diagonalStiffnessMatrix: stiffness && diagonal("stiffness", stiffness),
    diagonalDampingMatrix: damping && diagonal("damping", damping),
    maxForceMag: optionalDouble("maxForceNewtons", options.maxForceNewtons),
    maxTorqueMag: optionalDouble("maxTorqueNewtonMeters", options.maxTorqueNewtonMeters),
    disableSafetyCheck: disableSafetyCheck === undefined ? undefined : { value: disableSafetyCheck },
  };
  return armCommand({ armImpedanceCommand }, options);
}

function diagonal(name: string, axes: SixAxes): VectorInit {
  return { values: (["x", "y", "z", "rx", "ry", "rz"] as const).map((axis) => finite(`${name}.${axis}`, axes[axis])) };
}
