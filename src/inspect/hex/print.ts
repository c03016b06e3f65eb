/** Prints a tree with its bytes as annotated hex (see `notation.ts`), such that it can be read back. */
import { bytesCount, escaped } from "../plain-text.ts";
import type { Span, SpanKind } from "../span.ts";
import { commentOf, type CommentOptions } from "./comment.ts";
import { CUT_MARK, FRAME_HEADER_BYTES, INDENT_COLUMNS, LINE_BYTES } from "./notation.ts";

/** Columns for each level of nesting, in comments. */
const COMMENT_COLUMNS = 2;
/** Columns between the longest line and the comments. */
const GAP_COLUMNS = 3;

/** How to print. */
export interface PrintOptions extends CommentOptions {
  /**
   * Leave out what a value has beyond so many bytes. The text then says so, and is refused by `parseAnnotatedHex`. Default:
   * nothing is left out.
   */
  readonly maxValueBytes?: number;
  /** Colours digits by what they are, and comments by what they are of. Default: nothing is coloured. */
  readonly color?: (kind: SpanKind, text: string) => string;
}

interface Line {
  readonly depth: number;
  readonly pieces: readonly { readonly kind: SpanKind; readonly hex: string }[];
  readonly comment: string;
  readonly kind: SpanKind;
}

/**
 * Print a tree. The text is some four times as long as the bytes: give `maxValueBytes` where they may be many megabytes.
 * @param bytes that it is of: the spans' places count from their start
 * @returns lines, each with its end; `parseAnnotatedHex` of them is the bytes again
 */
export function printAnnotatedHex(span: Span, bytes: Uint8Array, options: PrintOptions = {}): string {
  const { color = uncolored } = options;
  // What a whole message says in words stands on no line of its fields.
  const isSilent = span.text === "" || span.children.length === 0 || headCount(span) > 0;
  const heading = isSilent ? "" : `# ${color(span.kind, escaped(`${span.label}: ${span.text}`))}\n`;
  const lines = [...new LinesOfTree(bytes, options).of(span, 0)];
  const column = lines.reduce((widest, line) => Math.max(widest, widthOf(line)), 0) + GAP_COLUMNS;
  const printed = lines.map((line) => {
    const indent = " ".repeat(INDENT_COLUMNS * line.depth);
    const digits = line.pieces.map(({ kind, hex }) => color(kind, hex)).join(" ");
    if (line.comment === "") return `${indent}${digits}\n`;
    // Colours take no room, so the gap is counted without them.
    const gap = " ".repeat(column - widthOf(line));
    const nesting = " ".repeat(1 + COMMENT_COLUMNS * line.depth);
    return `${digits === "" ? "" : indent}${digits}${gap}#${nesting}${color(line.kind, line.comment)}\n`;
  });
  return heading + printed.join("");
}

function uncolored(_kind: SpanKind, text: string): string {
  return text;
}

function widthOf({ depth, pieces }: Line): number {
  if (pieces.length === 0) return 0;
  return INDENT_COLUMNS * depth + pieces.reduce((width, { hex }) => width + hex.length + 1, -1);
}

class LinesOfTree {
  readonly #bytes: Uint8Array;
  readonly #options: PrintOptions;

  constructor(bytes: Uint8Array, options: PrintOptions) {
    this.#bytes = bytes;
    this.#options = options;
  }

  /** A span and all that is below it. */
  *of(span: Span, depth: number): Generator<Line, undefined, undefined> {
    if (span.children.length === 0) {
      if (span.end > span.start || span.fault !== undefined) yield* this.#run(span, [span], depth);
      return;
    }
    const count = headCount(span);
    if (count > 0) yield* this.#run(span, span.children.slice(0, count).flatMap(partsOf), depth);
    for (const child of span.children.slice(count)) {
      // A tag behind the rest ends a group: it stands below the one that began it.
      yield* this.of(child, count === 0 || child.kind === "tag" ? depth : depth + 1);
    }
  }

  /** Parts without gaps on one line, and on more of them if they are long. */
  *#run(span: Span, parts: readonly Span[], depth: number): Generator<Line, undefined, undefined> {
    const { kind } = span;
    const [start, end] = [parts[0]?.start ?? span.start, parts.at(-1)?.end ?? span.end];
    const shownEnd = this.#shownEnd(parts, end);
    let index = 0;
    let at = start;
    do {
      const lineEnd = Math.min(at + LINE_BYTES, shownEnd);
      const pieces: { kind: SpanKind; hex: string }[] = [];
      while (at < lineEnd) {
        const part = parts[index] ?? span;
        const pieceEnd = Math.min(part.end, lineEnd);
        if (pieceEnd > at) pieces.push({ kind: part.kind, hex: hexOf(this.#bytes, at, pieceEnd) });
        at = Math.max(at, pieceEnd);
        if (at >= part.end) index++;
      }
      const isFirst = lineEnd <= start + LINE_BYTES;
      const comment = isFirst ? this.#comment(span, parts) : "";
      yield { depth: isFirst ? depth : depth + 1, pieces, comment, kind };
    } while (at < shownEnd);
    if (shownEnd === end) return;
    const comment = `${bytesCount(end - shownEnd)} more, not shown`;
    yield { depth: depth + 1, pieces: [{ kind, hex: CUT_MARK }], comment, kind };
  }

  #shownEnd(parts: readonly Span[], end: number): number {
    const { maxValueBytes = Infinity } = this.#options;
    const valueStart = parts.find(({ kind }) => !isBeforeValue(kind))?.start ?? end;
    return Math.min(end, valueStart + Math.max(0, maxValueBytes));
  }

  #comment(span: Span, head: readonly Span[]): string {
    return commentOf(span, head[0] === span ? [] : head, this.#bytes, this.#options);
  }
}

/** How many of a span's children stand on its own line; all others have lines of their own. */
function headCount({ kind, start, children }: Span): number {
  if ((kind === "field" || kind === "entry") && children.every(isLeaf)) return children.length;
  // Behind a frame's header may come parts that look like more of it: a pad length, a priority.
  const limit = kind === "frame" ? start + FRAME_HEADER_BYTES : Infinity;
  const count = children.findIndex(
    (child) => !isBeforeValue(child.kind) || !child.children.every(isLeaf) || child.end > limit,
  );
  return count === -1 ? children.length : count;
}

function isLeaf({ children }: Span): boolean {
  return children.length === 0;
}

/** A header may have parts of its own; they stand on one line. */
function partsOf(span: Span): readonly Span[] {
  return isLeaf(span) ? [span] : span.children;
}

/** Whether a part comes before the thing itself and says what it is. */
function isBeforeValue(kind: SpanKind): boolean {
  return kind === "header" || kind === "tag" || kind === "length";
}

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += `${at === start ? "" : " "}${HEX_PAIRS[bytes[at] ?? 0] ?? ""}`;
  return text;
}

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
