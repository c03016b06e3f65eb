/** What several payloads have in common: a stream to depend on, and bytes that nobody can read. */
import { type Frame, FRAME_HEADER_BYTES, uint31 } from "../../http2/frames/frame.ts";
import { leaf } from "../parts.ts";
import { bytesText } from "../plain-text.ts";
import type { Span } from "../span.ts";

const START = FRAME_HEADER_BYTES;
/** Of bytes that nobody knows anything of. */
const MAX_SHOWN_BYTES = 16;

/** A payload, read. */
export interface PayloadRead {
  /** Over the whole payload, counted from the start of the frame. */
  readonly parts: readonly Span[];
  /** What it says in a few words. */
  readonly text: string;
  readonly fault?: string | undefined;
}

/** Bytes that nobody can read, from a place in a frame to its end. */
export function unreadPart(frame: Frame, from: number, fault?: string): readonly Span[] {
  const { length } = frame.payload;
  const text = bytesText(frame.payload.subarray(from), MAX_SHOWN_BYTES);
  return from === length ? [] : [leaf("unread", START + from, START + length, "unread", text, fault)];
}

/** A stream that another depends on, and a weight: deprecated (§5.3.2). @param at where in the payload */
export function priorityParts(payload: Uint8Array, at: number): readonly Span[] {
  const start = START + at;
  const exclusive = (payload[at] as number) >= 0x80 ? ", exclusive" : "";
  const weight = (payload[at + 4] as number) + 1;
  const children = [
    leaf("value", start, start + 4, "stream dependency", `${uint31(payload, at)}${exclusive}`),
    leaf("value", start + 4, start + 5, "weight", String(weight)),
  ];
  return [{ kind: "entry", start, end: start + 5, label: "priority", text: "deprecated", children }];
}
