/** The room around the simulated robot: what its sensors see and its legs meet. */
export { DOCK_BOARD_DISTANCE, DOCK_ID, DOCK_POSE } from "./dock.ts";
export { LAYOUT, type Layout, ROOM, standing } from "./layout.ts";
export { type Instant, type RayHit, Scene, STEP_HEIGHT } from "./scene.ts";
export { type Ball, BOARD_SIZE, type Box, facing, type Fiducial, TAG_SIZE } from "./solid.ts";
export type { Surface } from "./traced.ts";
