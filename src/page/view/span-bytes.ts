/** From a byte to the span that says what it is, and back: by halves, for messages have many. */
import type { Span } from "../../inspect/index.ts";

/** Bytes from … to before … */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the innermost span stands that has a byte: child indexes from the root. */
export function pathAt(root: Span, offset: number): readonly number[] {
  const path: number[] = [];
  for (let span = root; ;) {
    const index = firstEndingAfter(span.children, offset);
    const child = span.children[index];
    if (child === undefined || child.start > offset) return path;
    path.push(index);
    span = child;
  }
}

/** The leaves that have any of these bytes, in order. */
export function* leavesWithin(span: Span, { start, end }: ByteRange): Generator<Span, undefined, undefined> {
  if (span.children.length === 0) {
    if (span.end > Math.max(start, span.start) && span.start < end) yield span;
    return;
  }
  for (let i = firstEndingAfter(span.children, start); i < span.children.length; i++) {
    const child = span.children[i] as Span;
    if (child.start >= end) return;
    yield* leavesWithin(child, { start, end });
  }
}

/** The first of contiguous spans that ends after an offset; empty ones have no byte. */
function firstEndingAfter(spans: readonly Span[], offset: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as Span).end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
