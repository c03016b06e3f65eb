/** One record ⇄ its bytes. */
import { crc32 } from "./crc32.ts";
import { CHECK_OFFSET, MAX_BODY_BYTES, RECORD_HEADER_BYTES, RecordType, uint32At, viewOf } from "./format.ts";
import type { RecordedSide, RecordingRecord } from "./records.ts";

/** Texts are cut to this many bytes of UTF-8: their length takes two bytes. */
const MAX_TEXT_BYTES = 65_535;
/** Connection, time and side, before the bytes of one. */
const PIECE_HEADER_BYTES = 13;
/** The most bytes that one record carries. */
export const MAX_PIECE_BYTES: number = MAX_BODY_BYTES - PIECE_HEADER_BYTES;

const SIDES: readonly RecordedSide[] = ["client", "server"];
const ENCODER = /* @__PURE__ */ new TextEncoder();
const DECODER = /* @__PURE__ */ new TextDecoder();

/**
 * Write a record.
 * @throws {RangeError} a number does not fit, or there are more than `MAX_PIECE_BYTES` bytes
 */
export function encodeRecord(record: RecordingRecord): Uint8Array {
  const body = encodeBody(record);
  if (body.length > MAX_BODY_BYTES) throw new RangeError(`a record of ${body.length} bytes`);
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + body.length);
  const view = viewOf(bytes);
  view.setUint32(0, body.length);
  bytes[0] = RecordType[record.kind];
  bytes.set(body, RECORD_HEADER_BYTES);
  view.setUint32(CHECK_OFFSET, checkOf(bytes, body));
  return bytes;
}

/** The check over the first four bytes of a record's header, and its body. */
export function checkOf(header: Uint8Array, body: Uint8Array): number {
  return crc32(body, crc32(header.subarray(0, CHECK_OFFSET)));
}

/**
 * Read a record's body. What a later version has added behind it is left out of account.
 * @returns `undefined` for a type that this version does not know
 * @throws {RangeError} it is shorter than its type has it
 */
export function decodeBody(type: number, body: Uint8Array): RecordingRecord | undefined {
  const reader = new BodyReader(body);
  switch (type) {
    case RecordType.start:
      return { kind: "start", startedAtNanos: reader.u64(), maker: reader.text() };
    case RecordType.opened:
      return {
        kind: "opened",
        connection: reader.u32(),
        atNanos: reader.u64(),
        client: reader.text(),
        serverName: reader.text(),
        robot: reader.text(),
        protocol: reader.text(),
        clientTls: reader.text(),
        robotTls: reader.text(),
        chain: reader.text(),
      };
    case RecordType.bytes:
      return {
        kind: "bytes",
        connection: reader.u32(),
        atNanos: reader.u64(),
        side: reader.side(),
        bytes: reader.rest(),
      };
    case RecordType.ended:
      return { kind: "ended", connection: reader.u32(), atNanos: reader.u64(), side: reader.side() };
    case RecordType.closed:
      return { kind: "closed", connection: reader.u32(), atNanos: reader.u64(), reason: reader.text() };
    case RecordType.note:
      return { kind: "note", atNanos: reader.u64(), text: reader.text() };
    case RecordType.finished:
      return { kind: "finished", atNanos: reader.u64() };
    default:
      return undefined;
  }
}

function encodeBody(record: RecordingRecord): Uint8Array {
  switch (record.kind) {
    case "start":
      return join(u64(record.startedAtNanos), text(record.maker));
    case "opened": {
      const { client, serverName, robot, protocol, clientTls, robotTls, chain } = record;
      const texts = [client, serverName, robot, protocol, clientTls, robotTls, chain].map(text);
      return join(u32(record.connection), u64(record.atNanos), ...texts);
    }
    case "bytes":
      return join(u32(record.connection), u64(record.atNanos), side(record.side), record.bytes);
    case "ended":
      return join(u32(record.connection), u64(record.atNanos), side(record.side));
    case "closed":
      return join(u32(record.connection), u64(record.atNanos), text(record.reason));
    case "note":
      return join(u64(record.atNanos), text(record.text));
    case "finished":
      return u64(record.atNanos);
  }
}

function u32(value: number): Uint8Array {
  if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 32)) throw new RangeError(`${value} is no 32-bit number`);
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  if (value < 0n || value >= 2n ** 64n) throw new RangeError(`${value} is no 64-bit number`);
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, value);
  return bytes;
}

function side(value: RecordedSide): Uint8Array {
  return Uint8Array.of(SIDES.indexOf(value));
}

/** Length, then UTF-8; of a longer text, as many whole characters as fit. */
function text(value: string): Uint8Array {
  const bytes = new Uint8Array(2 + Math.min(MAX_TEXT_BYTES, value.length * 3));
  const { written } = ENCODER.encodeInto(value, bytes.subarray(2));
  viewOf(bytes).setUint16(0, written);
  return bytes.subarray(0, 2 + written);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Takes the parts of a body in order. */
class BodyReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  u32(): number {
    return uint32At(this.#bytes, this.#take(4));
  }

  u64(): bigint {
    const [high, low] = [this.u32(), this.u32()];
    // In plain arithmetic, where that is exact: up to a hundred days.
    return high < 2 ** 21 ? BigInt(high * 2 ** 32 + low) : (BigInt(high) << 32n) | BigInt(low);
  }

  side(): RecordedSide {
    const value = SIDES[this.#bytes[this.#take(1)] as number];
    if (value === undefined) throw new RangeError("there is no third side");
    return value;
  }

  text(): string {
    const place = this.#take(2);
    const length = (this.#bytes[place] as number) * 256 + (this.#bytes[place + 1] as number);
    const start = this.#take(length);
    return DECODER.decode(this.#bytes.subarray(start, start + length));
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  /** @returns where they begin @throws {RangeError} there are not so many */
  #take(count: number): number {
    const start = this.#at;
    if (start + count > this.#bytes.length) throw new RangeError("it ends early");
    this.#at += count;
    return start;
  }
}
