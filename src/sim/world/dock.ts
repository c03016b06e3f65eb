/** The one dock of the simulated room. The frame is the room's, which is `vision`. */
import type { GroundPose } from "../parts.ts";

/** Its number, and that of the fiducial on its board. */
export const DOCK_ID = 520;

/** Where the middle of the body is, and where it looks, when the robot sits on the dock. */
export const DOCK_POSE: GroundPose = { x: -2, y: -2.5, yaw: Math.PI };

/** From the middle of a docked robot forward to the dock's board, metres. */
export const DOCK_BOARD_DISTANCE = 0.8;
