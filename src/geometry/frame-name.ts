/** Names of the frames in a robot's trees. Others may come: services and payloads add their own. */

/** The names that the robot itself gives; for fiducials there is {@link fiducialFrameName}. */
export const FrameName = {
  /** Starts where the robot boots; corrected by what the robot sees. */
  VISION: "vision",
  /** Starts where the robot boots; counts steps, so it is smooth and drifts. */
  ODOM: "odom",
  /** At the centre of the hips: x forward, y left, z up. */
  BODY: "body",
  /** At the body's origin, level, with the body's heading. */
  FLAT_BODY: "flat_body",
  /** The origin of an anchored map. */
  SEED: "seed",
  /** The robot's estimate of the ground plane. */
  GROUND_PLANE_ESTIMATE: "gpe",
  HAND: "hand",
  UNKNOWN: "unknown",
  FEET_CENTER: "feet_center",
  /** Where the ray of a walk-to command met something. */
  WALKTO_RAYCAST_INTERSECTION: "walkto_raycast_intersection",
  TOOL: "tool",
  DESIRED_TOOL: "desired_tool",
  TASK: "task",
  DESIRED_TOOL_AT_END: "desired_tool_at_end",
  MEASURED_TOOL_AT_START: "measured_tool_at_start",
  GAZE_TARGET: "gaze_target",
  FRONT_LEFT_FOOT: "fl_foot",
  FRONT_RIGHT_FOOT: "fr_foot",
  HIND_LEFT_FOOT: "hl_foot",
  HIND_RIGHT_FOOT: "hr_foot",
  /** The wrist; before 4.0 it was `link_wr1`. */
  WRIST: "arm0.link_wr1",
  WAYPOINT: "waypoint",
} as const;

const GRAVITY_ALIGNED: ReadonlySet<string> = new Set<string>([FrameName.VISION, FrameName.ODOM, FrameName.FLAT_BODY]);

/** Tell whether z of a frame points up by definition: `vision`, `odom` and `flat_body`, and no other. */
export function isGravityAligned(frame: string): boolean {
  return GRAVITY_ALIGNED.has(frame);
}

/** Name the frame of a fiducial as it is seen now: x up, y left, z out of the page. */
export function fiducialFrameName(id: number | bigint): string {
  return `fiducial_${id}`;
}

/** Name the frame of a fiducial as it stands after many looks; only a fiducial that does not move has one. */
export function filteredFiducialFrameName(id: number | bigint): string {
  return `filtered_fiducial_${id}`;
}
