/** What stands behind the bytes of a part: its number, its name, what it says, and what is wrong with it. */
import { PREFIX_BYTES } from "../../grpc/framing.ts";
import { WireError } from "../../wire/errors.ts";
import { readTag, WireReader } from "../../wire/reader.ts";
import { readUint64 } from "../../wire/read-values.ts";
import { WireType } from "../../wire/varint.ts";
import { bytesCount, escaped } from "../plain-text.ts";
import type { Span } from "../span.ts";
import {
  FAULT_MARK,
  FIELD_COMMENT,
  FOLLOW_COMMENT,
  followText,
  FRAME_HEADER_BYTES,
  FRAME_LENGTH_BYTES,
} from "./notation.ts";

/** An alternative takes up to so many characters of a comment. */
const SHOWN_ALTERNATIVE = 40;

/** How much to say. */
export interface CommentOptions {
  /** Say what else a part may be that no schema names. Default true. */
  readonly alternatives?: boolean;
}

/**
 * Write the comment of a part.
 * @param head its parts that stand on the same line; itself if it has none
 * @param bytes that the tree is of
 */
export function commentOf(span: Span, head: readonly Span[], bytes: Uint8Array, options: CommentOptions): string {
  const claim = span.kind === "field" ? fieldComment(span, head, bytes) : headComment(span, head, bytes);
  // A header with parts of its own stands first; its parts are in the head, it is not.
  const faults = [span, ...span.children.slice(0, 1), ...head].flatMap(({ fault }) =>
    fault === undefined ? [] : fault,
  );
  const alternatives = options.alternatives === false ? "" : alternativesText(span);
  return escaped([claim + alternatives, ...new Set(faults)].join(` ${FAULT_MARK} `));
}

function alternativesText({ alternatives = [] }: Span): string {
  // Its bytes stand beside it.
  const texts = alternatives.filter(({ as }) => as !== "bytes").map(({ as, text }) => `${as} ${cut(text)}`);
  return texts.length === 0 ? "" : ` (or ${texts.join(", ")})`;
}

function cut(text: string): string {
  return text.length <= SHOWN_ALTERNATIVE ? text : `${text.slice(0, SHOWN_ALTERNATIVE)}…`;
}

/** `2: robot_id, 12 bytes`; marked where its length is not that of what follows, so that nobody takes it for one. */
function fieldComment(span: Span, head: readonly Span[], bytes: Uint8Array): string {
  const { number, isLengthRight } = readHead(span, head, bytes);
  const isNested = span.children.some(({ kind }) => kind === "message");
  const name = span.label === `field ${number ?? ""}` ? "" : span.label;
  const words = [name, span.text].filter((text) => text !== "").join(" ");
  const length = head.find(({ kind }) => kind === "length");
  const size = isNested && length !== undefined && span.isPart !== true ? bytesCount(span.end - length.end) : "";
  const whole = [words, size].filter((text) => text !== "").join(", ");
  if (number === undefined) return `part of ${whole}`;
  const comment = `${number}: ${whole}`.trimEnd();
  if (isLengthRight) return comment;
  return span.isPart === true ? `part of ${comment}` : `${FAULT_MARK} ${comment}`;
}

/** Read what stands before a field's value once more. */
function readHead(
  span: Span,
  head: readonly Span[],
  bytes: Uint8Array,
): { readonly number: number | undefined; readonly isLengthRight: boolean } {
  const [tagSpan, length] = head;
  if (tagSpan?.kind !== "tag") return { number: undefined, isLengthRight: false };
  const reader = new WireReader(bytes.subarray(tagSpan.start, span.end));
  let number: number | undefined;
  try {
    const tag = readTag(reader);
    number = tag >>> 3;
    if ((tag & 7) !== WireType.Len) return { number, isLengthRight: true };
    if (length?.kind !== "length") return { number, isLengthRight: false };
    const announced = readUint64(reader);
    return { number, isLengthRight: announced === BigInt(reader.end - reader.offset) };
  } catch (error) {
    if (error instanceof WireError) return { number, isLengthRight: false };
    throw error;
  }
}

/** `HEADERS stream 1, 45 bytes follow`, or just what it is and says. */
function headComment(span: Span, head: readonly Span[], bytes: Uint8Array): string {
  const words = [span.label, span.text].filter((text) => text !== "").join(" ");
  const headEnd = head.at(-1)?.end ?? span.end;
  const follow = span.end - headEnd;
  if (span.isPart === true) return `part of ${harmless(words)}`;
  if (head.length === 0 || announcedLength(span, headEnd - span.start, bytes) !== follow) return harmless(words);
  // Of a message, the prefix says but one thing: whether it is compressed.
  return `${span.kind === "message" ? span.text : words}, ${followText(follow)}`;
}

/** The length in a prefix or in a frame's header. */
function announcedLength({ kind, start }: Span, headBytes: number, bytes: Uint8Array): number | undefined {
  if (kind === "message" && headBytes === PREFIX_BYTES)
    return bigEndian(bytes.subarray(start + 1, start + PREFIX_BYTES));
  if (kind === "frame" && headBytes === FRAME_HEADER_BYTES) {
    return bigEndian(bytes.subarray(start, start + FRAME_LENGTH_BYTES));
  }
  return undefined;
}

function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** A peer's text may look like a comment that says where a length is. */
function harmless(words: string): string {
  const beginning = FIELD_COMMENT.test(words) ? "- " : "";
  return `${beginning}${words}${FOLLOW_COMMENT.test(words) ? "." : ""}`;
}
