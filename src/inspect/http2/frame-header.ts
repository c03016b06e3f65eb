/** The nine octets that every frame begins with, part by part (RFC 9113 §4.1). */
import { type Frame, FRAME_HEADER_BYTES, uint31 } from "../../http2/frames/frame.ts";
import { leaf } from "../parts.ts";
import { bytesCount } from "../plain-text.ts";
import type { Span } from "../span.ts";
import { frameLength } from "./beginning.ts";
import { flagNames, hexByte, typeName } from "./names.ts";

/** Read a header. @param bytes of the frame, its header whole @returns the frame: its payload is a view, as far as it is there */
export function readFrame(bytes: Uint8Array): Frame {
  const [type, flags] = [bytes[3] as number, bytes[4] as number];
  return { type, flags, streamId: uint31(bytes, 5), payload: bytes.subarray(FRAME_HEADER_BYTES) };
}

/** The header as a tree. */
export function headerSpan(bytes: Uint8Array, { type, flags, streamId }: Frame): Span {
  const length = bytesCount(frameLength(bytes, 0) - FRAME_HEADER_BYTES);
  const names = [hexByte(flags), ...flagNames(type, flags).filter((name) => !name.startsWith("0x"))];
  const reserved = (bytes[5] as number) >= 0x80 ? ", reserved bit set" : "";
  const children = [
    leaf("length", 0, 3, "length", length),
    leaf("header", 3, 4, "type", `${typeName(type)} (${type})`),
    leaf("header", 4, 5, "flags", names.join(" ")),
    leaf("header", 5, FRAME_HEADER_BYTES, "stream", `${streamId === 0 ? "0, the connection" : streamId}${reserved}`),
  ];
  return { kind: "header", start: 0, end: FRAME_HEADER_BYTES, label: "frame header", text: length, children };
}

/** What a frame is about, in a few words: `stream 1, END_HEADERS`. */
export function frameText({ type, flags, streamId }: Frame, ...more: readonly string[]): string {
  const of = streamId === 0 ? [] : [`stream ${streamId}`];
  return [...of, ...flagNames(type, flags), ...more.filter((text) => text !== "")].join(", ");
}
