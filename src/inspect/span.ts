/**
 * What bytes say, part by part: a tree whose leaves account for every byte once, in order. Readers of every layer make such
 * trees; printers and the page only look at them. Whatever is wrong with the bytes is in the tree too.
 */

/** What kind of part a span is; a page colours by it. */
export type SpanKind =
  /** A whole: a connection's preface, a frame, a message, a field, an entry of a header block. */
  | "preface"
  | "frame"
  | "entry"
  | "message"
  | "field"
  /** Parts of those: what says what comes, how much of it, and the thing itself. */
  | "header"
  | "tag"
  | "length"
  | "value"
  | "padding"
  /** Bytes that nobody could read. */
  | "unread";

/** Another thing that bytes without a schema may be. */
export interface Alternative {
  /** "string", "bytes", "packed varints", "sint64", … */
  readonly as: string;
  readonly text: string;
}

/** One part of some bytes. */
export interface Span {
  readonly kind: SpanKind;
  /** Bytes from the start of what was inspected: the first … */
  readonly start: number;
  /** … and the one after the last. Never before `start`; equal where a part is empty. */
  readonly end: number;
  /** What it is: `HEADERS`, `serial_number`, `tag`. Text of a peer may be in it: never markup. */
  readonly label: string;
  /** What it says, in words: `"sp-1"`, `STATUS_OK (1)`, `2026-11-23T16:40:00.5Z`. Empty where there is nothing to say. */
  readonly text: string;
  /** In order, without gaps: together they are this span. None for a leaf. */
  readonly children: readonly Span[];
  /** Protobuf type of the message or field, where a schema names it. */
  readonly typeName?: string | undefined;
  /** What else it may be, where no schema says. */
  readonly alternatives?: readonly Alternative[] | undefined;
  /** Why it could not be read, or what rule it breaks: `WIRE_TRUNCATED: …`. */
  readonly fault?: string | undefined;
  /** It goes on elsewhere: a message in several DATA frames, of which this span shows some bytes. */
  readonly isPart?: boolean | undefined;
}

/** The leaves below a span, itself if it is one, in order. */
export function* leavesOf(span: Span): Generator<Span, undefined, undefined> {
  if (span.children.length === 0) yield span;
  else for (const child of span.children) yield* leavesOf(child);
}

/** The span moved by so many bytes, with all that is below it. */
export function moved(span: Span, bytes: number): Span {
  if (bytes === 0) return span;
  const children = span.children.map((child) => moved(child, bytes));
  return { ...span, start: span.start + bytes, end: span.end + bytes, children };
}

/**
 * What of a span lies within a range; what the range cuts says that it is a part.
 * @returns `undefined` if nothing of it does
 */
export function clipped(span: Span, start: number, end: number): Span | undefined {
  const isEmpty = span.start === span.end;
  if (isEmpty ? span.start < start || span.start >= end : span.end <= start || span.start >= end) return undefined;
  if (span.start >= start && span.end <= end) return span;
  // By halves to the first that ends there or later: a message of a hundred thousand fields may lie in as many frames.
  const children: Span[] = [];
  for (let at = firstEndingAt(span.children, start); at < span.children.length; at++) {
    const child = span.children[at] as Span;
    if (child.start >= end) break;
    const own = clipped(child, start, end);
    if (own !== undefined) children.push(own);
  }
  return { ...span, start: Math.max(span.start, start), end: Math.min(span.end, end), children, isPart: true };
}

/** The first of contiguous spans that ends at an offset or after it. */
function firstEndingAt(spans: readonly Span[], offset: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as Span).end < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What is wrong with a tree itself: a gap, an overlap, a child beyond its parent.
 * @returns nothing for a tree whose leaves are every byte from `start` to `end` once
 */
export function treeFaults(span: Span): readonly string[] {
  const faults: string[] = [];
  if (span.end < span.start) faults.push(`${span.label}: ends at ${span.end}, before its start at ${span.start}`);
  let at = span.start;
  for (const child of span.children) {
    if (child.start !== at) faults.push(`${span.label}: ${child.label} begins at ${child.start}, not at ${at}`);
    at = child.end;
    faults.push(...treeFaults(child));
  }
  if (span.children.length > 0 && at !== span.end)
    faults.push(`${span.label}: its parts end at ${at}, not at ${span.end}`);
  return faults;
}
