/** Cells of a local grid as bytes: little-endian numbers, plain or in runs, whichever is shorter. */
import {
  LocalGrid_CellFormat as CellFormat,
  LocalGrid_Encoding as Encoding,
  type LocalGridInit,
} from "../../messages/bosdyn/api/local_grid.ts";

/** The cell formats that this robot uses. */
export type GridFormat = "uint8" | "int16";

const FORMATS = {
  uint8: { message: CellFormat.CELL_FORMAT_UINT8, bytes: 1, min: 0, max: 255 },
  int16: { message: CellFormat.CELL_FORMAT_INT16, bytes: 2, min: -32_768, max: 32_767 },
} as const;

/** How values become cells. */
export interface CellCode {
  readonly format: GridFormat;
  /** What one unit of a cell is worth. */
  readonly scale: number;
  /** What a cell of 0 is worth. */
  readonly offset: number;
}

/** The part of a grid message that holds its cells. */
export type EncodedCells = Pick<
  LocalGridInit,
  "cellFormat" | "encoding" | "data" | "rleCounts" | "cellValueScale" | "cellValueOffset"
>;

/** Encode the cells of a grid; a value out of range becomes the nearest that fits. */
export function encodeCells(values: Float64Array, { format, scale, offset }: CellCode): EncodedCells {
  const { message, bytes, min, max } = FORMATS[format];
  const raw = Array.from(values, (value) => Math.max(min, Math.min(max, Math.round((value - offset) / scale))));
  const common = { cellFormat: message, cellValueScale: scale, cellValueOffset: offset };
  const { elements, counts } = runsOf(raw);
  // A count takes one byte, or two from 128 on, three from 16384 on.
  const countBytes = counts.reduce((sum, count) => sum + (count < 128 ? 1 : count < 16_384 ? 2 : 3), 0);
  if (elements.length * bytes + countBytes < raw.length * bytes) {
    return { ...common, encoding: Encoding.ENCODING_RLE, data: toBytes(elements, format), rleCounts: counts };
  }
  return { ...common, encoding: Encoding.ENCODING_RAW, data: toBytes(raw, format) };
}

function runsOf(raw: readonly number[]): { readonly elements: number[]; readonly counts: number[] } {
  const elements: number[] = [];
  const counts: number[] = [];
  for (const value of raw) {
    if (elements.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      elements.push(value);
      counts.push(1);
    }
  }
  return { elements, counts };
}

function toBytes(values: readonly number[], format: GridFormat): Uint8Array {
  if (format === "uint8") return Uint8Array.from(values);
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setInt16(index * 2, value, true);
  return bytes;
}
