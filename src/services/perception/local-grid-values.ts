/** Local grids as numbers: unpacked, scaled, and without the cells that the robot knows nothing of. */
import { LocalGrid_CellFormat, LocalGrid_Encoding, type LocalGrid } from "../../messages/bosdyn/api/local_grid.ts";

/** Grids of more cells are refused: a robot's own have 128 by 128, and a run says in a few bytes what fills gigabytes. */
export const MAX_GRID_CELLS = 4_194_304;

/** A grid of numbers. Cell x, y is at `x + columns * y`; its centre is half a cell further on, in the grid's frame. */
export interface LocalGridValues {
  readonly columns: number;
  readonly rows: number;
  /** Length of a cell's side. */
  readonly cellMeters: number;
  /** In the unit of the grid's type; `NaN` where the robot knows nothing. */
  readonly values: Float64Array;
}

interface CellReader {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** Little-endian, all of them. */
const READERS: Readonly<Record<number, CellReader>> = {
  [LocalGrid_CellFormat.CELL_FORMAT_FLOAT32]: { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  [LocalGrid_CellFormat.CELL_FORMAT_FLOAT64]: { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  [LocalGrid_CellFormat.CELL_FORMAT_INT8]: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  [LocalGrid_CellFormat.CELL_FORMAT_UINT8]: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  [LocalGrid_CellFormat.CELL_FORMAT_INT16]: { bytes: 2, read: (view, offset) => view.getInt16(offset, true) },
  [LocalGrid_CellFormat.CELL_FORMAT_UINT16]: { bytes: 2, read: (view, offset) => view.getUint16(offset, true) },
};

/**
 * Unpack a grid of at most 4 194 304 cells (2048 by 2048).
 * @throws {TypeError} its cells or their encoding are of a kind that this client does not know
 * @throws {RangeError} its bytes do not make as many cells as it has, or it has too many
 */
export function localGridValues(grid: LocalGrid): LocalGridValues {
  const { numCellsX: columns = 0, numCellsY: rows = 0, cellSize: cellMeters = 0 } = grid.extent ?? {};
  const count = columns * rows;
  if (!(columns >= 0 && rows >= 0 && count <= MAX_GRID_CELLS)) {
    throw new RangeError(`grid ${grid.localGridTypeName} has ${columns} by ${rows} cells: more than ${MAX_GRID_CELLS}`);
  }
  const raw = unpack(grid, count);
  // A scale of 0 is one that was left out.
  const scale = grid.cellValueScale === 0 ? 1 : grid.cellValueScale;
  const values = raw.map((value) => value * scale + grid.cellValueOffset);
  for (const [index, isUnknown] of grid.unknownCells.entries()) if (isUnknown !== 0) values[index] = NaN;
  return { columns, rows, cellMeters, values };
}

function unpack({ localGridTypeName: name, ...grid }: LocalGrid, count: number): Float64Array {
  const reader = READERS[grid.cellFormat];
  if (reader === undefined) throw new TypeError(`grid ${name} has cells of format ${grid.cellFormat}`);
  const view = new DataView(grid.data.buffer, grid.data.byteOffset, grid.data.byteLength);
  const elements = grid.data.length / reader.bytes;
  const element = (index: number): number => reader.read(view, index * reader.bytes);
  switch (grid.encoding) {
    case LocalGrid_Encoding.ENCODING_RAW: {
      if (elements !== count) throw new RangeError(`grid ${name} has ${elements} cells instead of ${count}`);
      return Float64Array.from({ length: count }, (_, index) => element(index));
    }
    case LocalGrid_Encoding.ENCODING_RLE: {
      const cells = grid.rleCounts.reduce((sum, run) => sum + run, 0);
      if (elements !== grid.rleCounts.length || cells !== count || grid.rleCounts.some((run) => run < 0)) {
        throw new RangeError(`grid ${name} has ${cells} cells in ${elements} runs instead of ${count} cells`);
      }
      return expandRuns(grid.rleCounts, element, count);
    }
    default:
      throw new TypeError(`grid ${name} has encoding ${grid.encoding}`);
  }
}

function expandRuns(runs: readonly number[], element: (index: number) => number, count: number): Float64Array {
  const cells = new Float64Array(count);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    cells.fill(element(index), at, at + run);
    at += run;
  }
  return cells;
}
