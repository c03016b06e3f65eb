/** Walking to a place. */
import { multiplySe2, se2ATformB } from "../../../geometry/index.ts";
import type { FrameTreeSnapshotInit, SE2PoseInit } from "../../../messages/bosdyn/api/geometry.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import type { EndTimeOptions } from "./command-time.ts";
import { mobilityCommand, type MobilityOptions } from "./mobility-params.ts";
import { finite, finiteFields } from "./number-checks.ts";

/** The frames in which the robot takes trajectories: they stay put, and are aligned with gravity. */
export type TrajectoryFrame = "odom" | "vision";

/** Where to walk. */
export interface TrajectoryCommandOptions extends MobilityOptions, EndTimeOptions {
  /** In the direction of the frame's x axis: ahead, for `body`. */
  readonly xMeters: number;
  /** In the direction of the frame's y axis: to the left, for `body`. */
  readonly yMeters: number;
  /** Which way to face in the end, counter-clockwise from the frame's x axis. Default 0. */
  readonly headingRadians?: number | undefined;
  /** The frame of the goal. Any but `odom` and `vision` needs a snapshot. */
  readonly frameName: string;
  /**
   * Where the frames were, from a robot state fresh enough for the purpose (`kinematicState.transformsSnapshot`): a goal
   * in `body` is where the body was then.
   */
  readonly transformsSnapshot?: FrameTreeSnapshotInit | undefined;
  /** With a snapshot: the frame that the goal is turned into. Default `odom`; `vision` drifts less on long ways. */
  readonly walkingFrame?: TrajectoryFrame | undefined;
}

/**
 * Walk to a place and face a direction there. The robot takes goals in `odom` and `vision` alone; a goal in
 * another frame, such as `body`, is turned into one of those with the snapshot, as seen from above. Needs an end time,
 * long enough for the way.
 *
 * Done when feedback says stopped (`trajectoryProgress`), which is also what it says of a robot that found no way: read
 * `finalGoalStatus`. It may walk on when the way is free again, until the end time.
 * @throws {RangeError} a number is not finite, or the snapshot does not hold both frames
 * @throws {FrameTreeError} the snapshot is no tree
 * @throws {TypeError} the frame needs a snapshot
 */
export function trajectoryCommand(options: TrajectoryCommandOptions): LocalRobotCommand {
  const {
    xMeters,
    yMeters,
    headingRadians = 0,
    frameName,
    transformsSnapshot,
    walkingFrame,
    endTime,
    ...mobility
  } = options;
  const goal = {
    position: { x: finite("xMeters", xMeters), y: finite("yMeters", yMeters) },
    angle: finite("headingRadians", headingRadians),
  };
  const frame = walkingFrame ?? (isTrajectoryFrame(frameName) ? frameName : "odom");
  const se2TrajectoryRequest = {
    endTime,
    trajectory: { points: [{ pose: seenFrom(frame, goal, frameName, transformsSnapshot) }] },
    se2FrameName: frame,
  };
  return mobilityCommand({ se2TrajectoryRequest }, mobility);
}

function seenFrom(
  frame: TrajectoryFrame,
  goal: SE2PoseInit,
  goalFrame: string,
  snapshot: FrameTreeSnapshotInit | undefined,
): SE2PoseInit {
  if (frame === goalFrame) return goal;
  if (snapshot === undefined) {
    throw new TypeError(
      `a goal in "${goalFrame}" cannot be walked to in "${frame}" without transformsSnapshot, from the robot's state`,
    );
  }
  const frameTformGoalFrame = se2ATformB(finiteFields("transformsSnapshot", snapshot), frame, goalFrame);
  if (frameTformGoalFrame === undefined) {
    throw new RangeError(`transformsSnapshot does not hold both frames, "${frame}" and "${goalFrame}"`);
  }
  return multiplySe2(frameTformGoalFrame, goal);
}

function isTrajectoryFrame(name: string): name is TrajectoryFrame {
  return name === "odom" || name === "vision";
}
