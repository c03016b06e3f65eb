/**
 * Length-prefixed messages as trees (gRPC over HTTP/2, "Length-Prefixed-Message"): one flag byte, four length bytes, the
 * message. The deframer of real calls judges every prefix; nothing is decompressed here.
 */
import { MessageDeframer, PREFIX_BYTES } from "../grpc/framing.ts";
import type { MessageReader } from "./inspected.ts";
import { faultText, leaf, placed } from "./parts.ts";
import { bytesCount } from "./plain-text.ts";
import type { Span } from "./span.ts";

/** The most that a prefix can say. */
const MAX_LENGTH = 0xffff_ffff;
/** One more byte than a complete message, and the deframer has begun another. */
const FLAG_BYTES = 1;

/** How to read length-prefixed messages. */
export interface GrpcMessageOptions {
  /** Reads what is in them. */
  readonly reader: MessageReader;
  /** Full protobuf name of their type; `undefined` where nobody knows it. */
  readonly typeName?: string | undefined;
  /** A longer message has a fault, and is read nonetheless. Default: the most that a prefix can say, 4 294 967 295. */
  readonly maxMessageBytes?: number;
}

/**
 * Inspect one length-prefixed message.
 * @param bytes its prefix and what there is of the message; what is behind it is left unread, with a fault
 * @returns a span over all of the bytes
 */
export function inspectGrpcMessage(bytes: Uint8Array, options: GrpcMessageOptions): Span {
  const span = messageAt(bytes, 0, options);
  if (span.end === bytes.length) return span;
  const text = bytesCount(bytes.length - span.end);
  const rest = leaf("unread", span.end, bytes.length, "unread", text, "more bytes than the message has");
  return { ...span, end: bytes.length, children: [...span.children, rest] };
}

/**
 * Inspect a stream of length-prefixed messages, as one side of a call sends it.
 * @returns a span over all of the bytes, with a child for each message; after a flag that is neither 0 nor 1, which
 * nothing can be trusted behind, the rest is unread
 */
export function inspectGrpcMessages(bytes: Uint8Array, options: GrpcMessageOptions): Span {
  const children: Span[] = [];
  for (let at = 0; at < bytes.length;) {
    const message = messageAt(bytes, at, options);
    children.push(message);
    at = message.end;
  }
  const label = children.length === 1 ? "1 message" : `${children.length} messages`;
  return { kind: "message", start: 0, end: bytes.length, label, text: "", children };
}

function messageAt(bytes: Uint8Array, start: number, options: GrpcMessageOptions): Span {
  const { reader, typeName, maxMessageBytes = MAX_LENGTH } = options;
  const whole = (end: number, text: string, children: readonly Span[]): Span => {
    return { kind: "message", start, end, label: "gRPC message", text, children, typeName };
  };
  const rest = (end: number, fault: string | undefined): Span =>
    leaf("unread", start, end, "unread", bytesCount(end - start), fault);
  const messageStart = start + PREFIX_BYTES;
  const prefix = bytes.subarray(start, messageStart);
  const fault = prefixFault(prefix, maxMessageBytes);
  const flag = prefix[0] ?? 0;
  // Nothing that follows such a flag means anything: a page of a web server, most likely.
  if (flag > 1) return whole(bytes.length, "", [rest(bytes.length, fault)]);
  const flagText = flag === 1 ? "compressed" : "not compressed";
  if (prefix.length < PREFIX_BYTES) {
    const text = `${prefix.length} of ${PREFIX_BYTES} bytes of a prefix`;
    return whole(bytes.length, "", [leaf("unread", start, bytes.length, "prefix", text, fault)]);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(FLAG_BYTES);
  const end = Math.min(bytes.length, messageStart + length);
  const head = [
    leaf("header", start, start + FLAG_BYTES, "flag", flagText),
    leaf(
      "length",
      start + FLAG_BYTES,
      messageStart,
      "length",
      bytesCount(length),
      fault ?? shortFault(bytes, start, end),
    ),
  ];
  const message = bytes.subarray(messageStart, end);
  if (flag === 0) return whole(end, flagText, [...head, placed(reader.readMessage(message, typeName), messageStart)]);
  if (length === 0) return whole(end, flagText, head);
  const text = `${bytesCount(message.length)}, compressed`;
  return whole(end, flagText, [...head, leaf("value", messageStart, end, "message", text)]);
}

/** What the deframer of a call has against a prefix, or a part of one. */
function prefixFault(prefix: Uint8Array, maxMessageBytes: number): string | undefined {
  return deframerFault(maxMessageBytes, prefix, prefix.length < PREFIX_BYTES);
}

/** What it has against a message that is cut short. */
function shortFault(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = new DataView(bytes.buffer, bytes.byteOffset + start).getUint32(FLAG_BYTES);
  if (end - start === PREFIX_BYTES + length) return undefined;
  return deframerFault(MAX_LENGTH, bytes.subarray(start, end), true);
}

function deframerFault(maxMessageBytes: number, bytes: Uint8Array, isEnd: boolean): string | undefined {
  const deframer = new MessageDeframer(maxMessageBytes);
  try {
    deframer.push(bytes);
    if (isEnd) deframer.end();
    return undefined;
  } catch (error) {
    return faultText(error);
  }
}
