/** A block of the guide: text that a program makes, behind a marker that names it. */
import { type InspectedFrame, printAnnotatedHex, type Span } from "../../../src/inspect/index.ts";
import { moved } from "../../../src/inspect/span.ts";
import type { Material } from "../material.ts";

/** Makes a block's text, each line with its end. */
export type MakeBlock = (material: Material) => string;

/** Blocks by the names in their markers: annotated hex, and plain text. */
export interface Blocks {
  readonly bytes: Readonly<Record<string, MakeBlock>>;
  readonly text: Readonly<Record<string, MakeBlock>>;
}

/** Print frames one behind the other. */
export function printFrames(frames: readonly InspectedFrame[]): string {
  return frames.map(({ span, bytes }) => printAnnotatedHex(span, bytes)).join("");
}

/** Print one part of some bytes as if there were nothing else. */
export function printPart(part: Span, bytes: Uint8Array): string {
  return printAnnotatedHex(moved(part, -part.start), bytes.subarray(part.start, part.end));
}

/** The only one. @throws {Error} there are others, or none */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`${list.length} in place of one`);
  return first;
}

/** A table of text: columns as wide as their widest cell, two blanks between them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join("");
}

/** Lower-case pairs of digits, a blank between them. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
