/** What the first bytes of a side are: HTTP/2 from its start, HTTP/2 from somewhere in the middle, or another protocol. */
import { Flag, FRAME_HEADER_BYTES, FrameType, MAX_PAYLOAD_BYTES, uint32 } from "../../http2/frames/frame.ts";
import type { Side } from "../inspected.ts";

/** What a client begins with (RFC 9113 §3.4). */
export const PREFACE: Uint8Array = /* @__PURE__ */ new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** What a side's first bytes turn out to be. */
export type Beginning =
  | { readonly is: "preface" }
  /** Frames. @see isLate */
  | { readonly is: "frames"; readonly isLate: boolean }
  /** No frame begins here; one may later. */
  | { readonly is: "unknown" }
  /** Another protocol: nothing of HTTP/2 is to come. */
  | { readonly is: "foreign"; readonly reason: string };

/**
 * Judge what came first.
 * @param isAll whether nothing more is to come
 * @returns `undefined`: not until there is more
 */
export function beginningOf(side: Side, bytes: Uint8Array, isAll: boolean): Beginning | undefined {
  if (side === "client") {
    let same = 0;
    while (same < PREFACE.length && bytes[same] === PREFACE[same]) same++;
    if (same === PREFACE.length) return { is: "preface" };
    if (same === bytes.length && !isAll) return undefined;
    // "PRI" and no more is its length, and would make a frame of 5 MB.
    if (same >= FRAME_HEADER_BYTES || same === bytes.length) {
      return { is: "foreign", reason: "not HTTP/2: a client's preface that is cut short or damaged" };
    }
  }
  if (bytes.length < FRAME_HEADER_BYTES && !isAll) return undefined;
  const reason = otherProtocol(bytes);
  if (reason !== undefined) return { is: "foreign", reason };
  if (!mayBeFrame(bytes, 0)) return { is: "unknown" };
  const isSettings = bytes[3] === FrameType.SETTINGS && ((bytes[4] as number) & Flag.ACK) === 0;
  return { is: "frames", isLate: side === "client" || !isSettings };
}

/** Ten letters and signs or more are no frame: they would make one of 2 MB or more, of an unknown type. */
const HTTP1 = /^(?:HTTP\/[01]|(?:GET|PUT|POST|HEAD|PATCH|TRACE|DELETE|OPTIONS|CONNECT) )/;
/** Records of TLS by their first octet (RFC 8446 §5.1). */
const TLS_RECORDS: ReadonlyMap<number | undefined, string> = /* @__PURE__ */ new Map([
  [20, "change_cipher_spec"],
  [21, "alert"],
  [22, "handshake"],
  [23, "application_data"],
]);

function otherProtocol(bytes: Uint8Array): string | undefined {
  if (HTTP1.test(String.fromCharCode(...bytes.subarray(0, 10)))) return "not HTTP/2: HTTP/1 text";
  const record = TLS_RECORDS.get(bytes[0]);
  if (record !== undefined && bytes[1] === 3 && (bytes[2] ?? 5) <= 4) {
    return `not HTTP/2: a TLS record (${record}), still encrypted`;
  }
  return undefined;
}

/** For each type: flags that it may have, its lengths, and whether it is of a stream, of the connection, or either. */
const SHAPES: readonly (readonly [
  flags: number,
  fits: (length: number) => boolean,
  of: "stream" | "connection" | "either",
])[] = [
  [0x09, () => true, "stream"],
  [0x2d, (length) => length > 0, "stream"],
  [0x00, (length) => length === 5, "stream"],
  [0x00, (length) => length === 4, "stream"],
  [0x01, (length) => length % 6 === 0 && length <= 600, "connection"],
  [0x0c, (length) => length > 4, "stream"],
  [0x01, (length) => length === 8, "connection"],
  [0x00, (length) => length >= 8, "connection"],
  [0x00, (length) => length === 4, "either"],
  [0x04, () => true, "stream"],
];

/** Whether a frame that keeps to the rules may begin here; one of a type that the RFC does not have is not believed. */
export function mayBeFrame(bytes: Uint8Array, at: number): boolean {
  if (at + FRAME_HEADER_BYTES > bytes.length) return false;
  const shape = SHAPES[bytes[at + 3] as number];
  const streamId = uint32(bytes, at + 5);
  if (shape === undefined || streamId >= 2 ** 31) return false;
  const [flags, fits, of] = shape;
  const length = frameLength(bytes, at) - FRAME_HEADER_BYTES;
  if (((bytes[at + 4] as number) & ~flags) !== 0 || length > MAX_PAYLOAD_BYTES || !fits(length)) return false;
  return of === "either" || (of === "stream") === streamId > 0;
}

/** The length of the frame that begins here, its header included; the header has to be there. */
export function frameLength(bytes: Uint8Array, at: number): number {
  const [high, middle, low] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
  return FRAME_HEADER_BYTES + ((high << 16) | (middle << 8) | low);
}
