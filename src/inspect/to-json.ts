/** A tree as plain JSON: no class, no bigint, bytes as hex. */
import { hexPairs } from "./plain-text.ts";
import type { Alternative, Span, SpanKind } from "./span.ts";

/** A span as JSON has it. What a span does not have is left out. */
export interface SpanJson {
  readonly kind: SpanKind;
  readonly label: string;
  readonly text?: string;
  /** Bytes from the start of what was inspected. */
  readonly start: number;
  readonly end: number;
  readonly typeName?: string;
  /** Its bytes as pairs of hex digits, if it has no parts of its own. */
  readonly hex?: string;
  /** How many bytes `hex` leaves out. */
  readonly hexOmits?: number;
  readonly alternatives?: readonly Alternative[];
  readonly fault?: string;
  readonly isPart?: true;
  readonly children?: readonly SpanJson[];
}

/** How to write. */
export interface SpanToJsonOptions {
  /** Longer values are cut, and say by how much. Default: nothing is cut. */
  readonly maxValueBytes?: number;
}

/**
 * Turn a tree into what `JSON.stringify` takes.
 * @param bytes that it is of: the spans' places count from their start
 */
export function spanToJson(span: Span, bytes: Uint8Array, options: SpanToJsonOptions = {}): SpanJson {
  const { kind, label, text, start, end, typeName, alternatives = [], fault, children } = span;
  const { maxValueBytes = Infinity } = options;
  const shownEnd = Math.min(end, start + maxValueBytes);
  const isLeaf = children.length === 0;
  return {
    kind,
    label,
    ...(text !== "" && { text }),
    start,
    end,
    ...(typeName !== undefined && { typeName }),
    ...(isLeaf && { hex: hexPairs(bytes.subarray(start, shownEnd)) }),
    ...(isLeaf && shownEnd < end && { hexOmits: end - shownEnd }),
    ...(alternatives.length > 0 && { alternatives: alternatives.map(({ as, text: said }) => ({ as, text: said })) }),
    ...(fault !== undefined && { fault }),
    ...(span.isPart === true && { isPart: true as const }),
    ...(!isLeaf && { children: children.map((child) => spanToJson(child, bytes, options)) }),
  };
}
