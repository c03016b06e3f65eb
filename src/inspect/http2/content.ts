/** Where the content of a frame lies: a piece of a header block, or DATA, between what may stand before it and its padding. */
import { readData } from "../../http2/frames/data.ts";
import { frameSizeError, requireStream } from "../../http2/frames/check.ts";
import { Flag, type Frame, FRAME_HEADER_BYTES, FrameType, uint31 } from "../../http2/frames/frame.ts";
import { readHeaders } from "../../http2/frames/headers.ts";
import { withoutPadding } from "../../http2/frames/padding.ts";
import { leaf } from "../parts.ts";
import { bytesCount } from "../plain-text.ts";
import type { Span } from "../span.ts";
import { judged, typeName } from "./names.ts";
import { priorityParts, unreadPart } from "./payload-parts.ts";

/** A frame's content and what is around it; offsets count from the start of the frame. */
export interface Content {
  readonly before: readonly Span[];
  readonly start: number;
  readonly end: number;
  readonly after: readonly Span[];
  /** Why there is no telling where it lies: `before` is all there is then. */
  readonly fault?: string | undefined;
}

const START = FRAME_HEADER_BYTES;
const PRIORITY_BYTES = 5;
const PROMISED_BYTES = 4;

/** Take a payload apart. @param isCut whether its end is missing: then there is no padding in what is there */
export function contentOf(frame: Frame, isCut: boolean): Content {
  const { payload } = frame;
  const isPadded = frame.type !== FrameType.CONTINUATION && (frame.flags & Flag.PADDED) !== 0;
  const padBytes = isPadded ? 1 : 0;
  // Of one that is cut, what is there is read as if there were no padding, but for the octet that tells its length.
  const bare =
    isCut && isPadded ? { ...frame, flags: frame.flags & ~Flag.PADDED, payload: payload.subarray(1) } : frame;
  const read = judged(() => readContent(bare));
  if (read.value === undefined) return { before: unreadPart(frame, 0), start: 0, end: 0, after: [], fault: read.fault };
  // The reader's answer is a view of the payload: it says where.
  const from = read.value.byteOffset - payload.byteOffset;
  const to = from + read.value.length;
  const before: Span[] = [];
  if (isPadded) {
    if (payload.length > 0)
      before.push(leaf("length", START, START + 1, "pad length", bytesCount(payload[0] as number)));
  }
  if (from - padBytes === PRIORITY_BYTES) before.push(...priorityParts(payload, padBytes));
  if (from - padBytes === PROMISED_BYTES) {
    const promised = String(uint31(payload, padBytes));
    before.push(leaf("value", START + padBytes, START + from, "promised stream", promised));
  }
  const padding = bytesCount(payload.length - to);
  const after = to === payload.length ? [] : [leaf("padding", START + to, START + payload.length, "padding", padding)];
  return { before, start: START + from, end: START + to, after };
}

/** As a party to the connection reads it. @throws {Http2Violation} it may not be so */
function readContent(frame: Frame): Uint8Array {
  switch (frame.type) {
    case FrameType.DATA:
      return readData(frame);
    case FrameType.HEADERS:
      return readHeaders(frame);
    case FrameType.PUSH_PROMISE: {
      // RFC 9113 §6.6. Our client refuses all of them, so it has no reader of its own.
      requireStream(frame, typeName(frame.type));
      const content = withoutPadding(frame, typeName(frame.type));
      if (content.length < PROMISED_BYTES) throw frameSizeError(typeName(frame.type), frame.payload.length);
      return content.subarray(PROMISED_BYTES);
    }
    default:
      requireStream(frame, typeName(frame.type));
      return frame.payload;
  }
}
