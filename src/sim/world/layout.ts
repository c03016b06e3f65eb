/**
 * The room that the simulated robot is in: twelve metres by eight, with the robot's boot pose as its origin. Its frame
 * is `vision`: the room stands still there, and drifts in `odom`.
 */
import { fromYawPitchRoll, rotate, type Vector } from "../body/vector.ts";
import { DOCK_BOARD_DISTANCE, DOCK_ID, DOCK_POSE } from "./dock.ts";
import { type Ball, BOARD_SIZE, type Box, facing, type Fiducial } from "./solid.ts";

/** What stands or hangs in a room. */
export interface Layout {
  readonly boxes: readonly Box[];
  readonly fiducials: readonly Fiducial[];
  /** The one thing that moves: where it is at a time since boot, in seconds. */
  lampAt(seconds: number): Ball;
}

/** Inner faces of the walls, metres. */
export const ROOM = { minX: -4, maxX: 8, minY: -5, maxY: 3, height: 2.6 } as const;
const WALL = 0.2;
/** Half the thickness of a board. */
const BOARD_HALF = 0.01;

/** A lamp that swings from the ceiling, above the heads of robots. */
function lampAt(seconds: number): Ball {
  const angle = 0.5 * Math.sin((2 * Math.PI * seconds) / 2.4);
  const cord = 1.45;
  return {
    centre: { x: 3.2, y: 0.4 + cord * Math.sin(angle), z: ROOM.height - cord * Math.cos(angle) },
    radius: 0.2,
  };
}

/** The room. */
export const LAYOUT: Layout = {
  boxes: [
    wall("east wall", ROOM.maxX + WALL / 2, (ROOM.minY + ROOM.maxY) / 2, WALL, ROOM.maxY - ROOM.minY + 2 * WALL),
    wall("west wall", ROOM.minX - WALL / 2, (ROOM.minY + ROOM.maxY) / 2, WALL, ROOM.maxY - ROOM.minY + 2 * WALL),
    wall("north wall", (ROOM.minX + ROOM.maxX) / 2, ROOM.maxY + WALL / 2, ROOM.maxX - ROOM.minX, WALL),
    wall("south wall", (ROOM.minX + ROOM.maxX) / 2, ROOM.minY - WALL / 2, ROOM.maxX - ROOM.minX, WALL),
    standing("crate", { x: 3.5, y: 2, yaw: 0 }, { x: 0.8, y: 0.8, z: 0.8 }, 0.55),
    standing("cabinet", { x: -3.4, y: 2.2, yaw: 0 }, { x: 0.6, y: 1.2, z: 1.8 }, 0.35),
    standing("pillar", { x: 5, y: -1.5, yaw: Math.PI / 6 }, { x: 0.4, y: 0.4, z: ROOM.height }, 0.7),
    standing("pallet", { x: 2, y: -3.2, yaw: 0 }, { x: 1.2, y: 0.8, z: 0.12 }, 0.45),
    standing("dock", DOCK_POSE, { x: 0.9, y: 0.5, z: 0.05 }, 0.25),
    { ...hung("dock board", dockBoard(), DOCK_POSE.yaw), paint: 0.5 },
  ],
  fiducials: [
    { id: DOCK_ID, pose: facing(inFront(dockBoard(), DOCK_POSE.yaw + Math.PI), DOCK_POSE.yaw + Math.PI) },
    { id: 1, pose: facing({ x: 1.5, y: ROOM.maxY - 0.002, z: 0.6 }, -Math.PI / 2) },
  ],
  lampAt,
};

/** A box on the floor. */
export function standing(
  name: string,
  { x, y, yaw }: { readonly x: number; readonly y: number; readonly yaw: number },
  size: Vector,
  paint: number,
): Box {
  return { name, centre: { x, y, z: size.z / 2 }, size, yaw, paint };
}

function wall(name: string, x: number, y: number, sizeX: number, sizeY: number): Box {
  return standing(name, { x, y, yaw: 0 }, { x: sizeX, y: sizeY, z: ROOM.height }, 0.8);
}

function dockBoard(): Vector {
  const ahead = rotate(fromYawPitchRoll(DOCK_POSE.yaw, 0, 0), { x: DOCK_BOARD_DISTANCE, y: 0, z: 0 });
  return { x: DOCK_POSE.x + ahead.x, y: DOCK_POSE.y + ahead.y, z: 0.35 };
}

/** A board on a post, from the floor up to the upper edge of the marker. */
function hung(name: string, middle: Vector, yaw: number): Omit<Box, "paint"> {
  const height = middle.z + BOARD_SIZE / 2;
  return {
    name,
    centre: { x: middle.x, y: middle.y, z: height / 2 },
    size: { x: 2 * BOARD_HALF, y: BOARD_SIZE, z: height },
    yaw,
  };
}

/** Just before the surface of a board, so that the print is seen and not the wood. */
function inFront(middle: Vector, yaw: number): Vector {
  const out = rotate(fromYawPitchRoll(yaw, 0, 0), { x: BOARD_HALF + 0.002, y: 0, z: 0 });
  return { x: middle.x + out.x, y: middle.y + out.y, z: middle.z };
}
