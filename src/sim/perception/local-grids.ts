/** Maps of the ground around the robot: one cell each three centimetres, aligned with `vision`, centred on the body. */
import type { LocalGridInit } from "../../messages/bosdyn/api/local_grid.ts";
import { fromYawPitchRoll, subtract, type Vector } from "../body/vector.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { Scene } from "../world/scene.ts";
import { type Capture, framesWith } from "./capture.ts";
import { type CellCode, encodeCells } from "./grid-encoding.ts";
import { length, unit } from "./tag-detector.ts";

/** Edge of a cell, metres. */
export const CELL_SIZE = 0.03;
/** Cells along each edge of a grid. */
export const CELLS = 128;
/** The types of grid there are. */
export const GRID_NAMES = ["terrain", "terrain_valid", "intensity", "no_step", "obstacle_distance"] as const;

/** The name of a type of grid. */
export type GridName = (typeof GRID_NAMES)[number];

/** How high above the body's middle the ground is looked at from, metres. */
const EYE_ABOVE_BODY = 0.1;
/** How much of its surface must stand out for a cell to be seen, metres. */
const TOLERANCE = 0.05;
const MILLIMETRES: CellCode = { format: "int16", scale: 0.001, offset: 0 };
const BYTES: CellCode = { format: "uint8", scale: 1, offset: 0 };

/** Everything that the grids of one instant say. */
interface Ground {
  readonly capture: Capture;
  /** Corner of cell 0, 0 in `vision`. */
  readonly corner: Vector;
  readonly height: Float64Array;
  readonly isKnown: Uint8Array;
  readonly shade: Float64Array;
}

/** Makes the grids of one robot, once an instant. */
export class LocalGrids {
  readonly #scene: Scene;
  #ground: Ground | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The grid of a type, as it is at an instant. */
  grid(capture: Capture, name: GridName): LocalGridInit {
    if (this.#ground?.capture !== capture) this.#ground = survey(capture, this.#scene);
    const { corner, isKnown } = this.#ground;
    const frame = `${name}_local_grid_corner`;
    const hidden = isKnown.map((known) => 1 - known);
    const isPartial = (name === "terrain" || name === "intensity") && hidden.includes(1);
    return {
      localGridTypeName: name,
      extent: { cellSize: CELL_SIZE, numCellsX: CELLS, numCellsY: CELLS },
      ...this.#cells(this.#ground, name),
      unknownCells: isPartial ? hidden : new Uint8Array(0),
      frameNameLocalGridData: frame,
      acquisitionTime: toTimestamp(capture.time),
      transformsSnapshot: framesWith(capture.body, [
        [frame, "vision", { position: corner, rotation: fromYawPitchRoll(0, 0, 0) }],
      ]),
    };
  }

  #cells({ corner, height, isKnown, shade }: Ground, name: GridName): ReturnType<typeof encodeCells> {
    switch (name) {
      case "terrain": {
        // Heights count from the middle of those that occur, so that sixteen bits reach in both directions.
        const [low, high] = [Math.min(...height), Math.max(...height)];
        return encodeCells(height, { ...MILLIMETRES, offset: Math.round(500 * (low + high)) / 1000 });
      }
      case "terrain_valid":
        return encodeCells(Float64Array.from(isKnown), BYTES);
      case "intensity":
        return encodeCells(shade, BYTES);
      case "no_step":
        return encodeCells(
          overCells(corner, (x, y) => this.#scene.edgeDistance(x, y) - CELL_SIZE),
          MILLIMETRES,
        );
      case "obstacle_distance":
        return encodeCells(
          overCells(corner, (x, y) => this.#scene.obstacleDistance(x, y)),
          MILLIMETRES,
        );
    }
  }
}

/** Look at the ground around the body; cells behind something stay unknown. */
function survey(capture: Capture, scene: Scene): Ground {
  const { position } = capture.body.visionTformBody;
  const snapped = (value: number): number => (Math.round(value / CELL_SIZE) - CELLS / 2) * CELL_SIZE;
  const corner = { x: snapped(position.x), y: snapped(position.y), z: 0 };
  const eye = { ...position, z: position.z + EYE_ABOVE_BODY };
  const isKnown = new Uint8Array(CELLS * CELLS);
  const shade = new Float64Array(CELLS * CELLS);
  let cell = 0;
  const height = overCells(corner, (x, y) => {
    const z = scene.heightAt(x, y);
    const way = subtract({ x, y, z }, eye);
    const hit = capture.room.castRay(eye, unit(way));
    if (hit !== undefined && Math.abs(hit.distance - length(way)) <= TOLERANCE) {
      isKnown[cell] = 1;
      shade[cell] = hit.shade;
    }
    cell++;
    return z;
  });
  return { capture, corner, height, isKnown, shade };
}

/** A value for the middle of each cell; x counts fastest. */
function overCells(corner: Vector, value: (x: number, y: number) => number): Float64Array {
  const values = new Float64Array(CELLS * CELLS);
  for (let j = 0, cell = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++, cell++) {
      values[cell] = value(corner.x + (i + 0.5) * CELL_SIZE, corner.y + (j + 0.5) * CELL_SIZE);
    }
  }
  return values;
}
