/** What of a frame's tree is in its bytes, and so need not be kept: its header, and the parts of the simplest payloads. */
import { bytesCount } from "../../inspect/plain-text.ts";
import { PREFIX_BYTES, readPrefix } from "../../grpc/framing.ts";
import type { InspectedFrame, Side, Span } from "../../inspect/index.ts";
import { contentOf } from "../../inspect/http2/content.ts";
import { frameText, headerSpan, readFrame } from "../../inspect/http2/frame-header.ts";
import { readPayload } from "../../inspect/http2/payload.ts";
import { isMessagePiece } from "./message-walk.ts";

const DATA = 0;
const PING = 6;
const WINDOW_UPDATE = 8;
const PADDED = 0x08;
const HEADER_BYTES = 9;

/** Where the content of a DATA frame begins. */
export function dataStart(bytes: Uint8Array): number {
  return HEADER_BYTES + (((bytes[4] as number) & PADDED) === 0 ? 0 : 1);
}

/** Whether a frame is DATA, by its header. */
export function isData({ kind }: Pick<Span, "kind">, bytes: Uint8Array): boolean {
  return kind === "frame" && bytes[3] === DATA;
}

/** A frame that is no more than its bytes, as a tree. @param left what a WINDOW_UPDATE leaves to the other side, in words */
export function bareTree(bytes: Uint8Array, side: Side, left: string): Span {
  const frame = readFrame(bytes);
  const { parts, text } = readPayload(frame, side);
  const label = frame.type === PING ? "PING" : "WINDOW_UPDATE";
  const children = [headerSpan(bytes, frame), ...parts];
  return { kind: "frame", start: 0, end: bytes.length, label, text: frameText(frame, text, left), children };
}

/** What the text of a WINDOW_UPDATE says of its effect. */
const LEFT = /the (?:client|server) may send (-?\d+)$/;
/** The first frame of a side may say more than what is in it. */
const MORE_SAID = ")";

/** That text again. @param side who sent the frame */
export function leftText(side: Side, left: number): string {
  return `the ${side === "client" ? "server" : "client"} may send ${left}`;
}

/**
 * What there is to keep of a frame that is little more than its bytes.
 * @returns `left` of a WINDOW_UPDATE; `undefined` if there is more to the frame than that
 */
export function bareRest({ span, bytes }: InspectedFrame): { readonly left: number | undefined } | undefined {
  const type = bytes[3];
  if (span.kind !== "frame" || span.fault !== undefined || span.isPart === true) return undefined;
  if ((type !== PING && type !== WINDOW_UPDATE) || span.text.endsWith(MORE_SAID)) return undefined;
  const left = type === PING ? undefined : LEFT.exec(span.text)?.[1];
  return { left: left === undefined ? undefined : Number(left) };
}

/** Whether a DATA frame is whole messages and parts of them, of one type, and nothing is wrong with it. */
export function isPlainData({ span, bytes }: InspectedFrame): boolean {
  if (!isData(span, bytes) || span.fault !== undefined || span.isPart === true) return false;
  let typeName: string | undefined;
  let isFirst = true;
  for (const [i, child] of span.children.entries()) {
    if (i === 0 || child.kind === "padding" || child.kind === "length") continue;
    const isSound = child.fault === undefined && child.children.every(({ fault }) => fault === undefined);
    if (!isMessagePiece(child) || !isSound || (!isFirst && child.typeName !== typeName)) return false;
    ({ typeName } = child);
    isFirst = false;
  }
  return !span.text.endsWith(MORE_SAID);
}

/** What a DATA frame says of itself. @param content bytes without padding */
export function dataText(bytes: Uint8Array, content: number): string {
  return frameText(readFrame(bytes), content === bytes.length - HEADER_BYTES ? "" : bytesCount(content));
}

/** A part of a message in a frame. */
export interface MessagePiece {
  readonly start: number;
  readonly end: number;
  /** Whether bytes of the message are missing behind it, or before it. */
  readonly isPart: boolean;
}

/** A DATA frame without what is in its messages. */
export interface DataOutline {
  readonly before: readonly Span[];
  readonly pieces: readonly MessagePiece[];
  readonly after: readonly Span[];
  readonly text: string;
}

/** Find the messages in a DATA frame that is nothing else. @param carry bytes of a message that began before it */
export function dataOutline(bytes: Uint8Array, carry: number): DataOutline {
  const frame = readFrame(bytes);
  const { before, start, end, after } = contentOf(frame, false);
  const pieces: MessagePiece[] = [];
  if (carry > 0) pieces.push({ start, end: start + carry, isPart: true });
  for (let at = start + carry; at < end;) {
    const isPrefix = end - at >= PREFIX_BYTES;
    const whole = isPrefix ? at + PREFIX_BYTES + readPrefix(bytes, at, Infinity).length : Infinity;
    pieces.push({ start: at, end: Math.min(end, whole), isPart: whole > end });
    at = whole;
  }
  return { before: [headerSpan(bytes, frame), ...before], pieces, after, text: dataText(bytes, end - start) };
}
