/**
 * Length-prefixed messages (gRPC over HTTP/2, "Length-Prefixed-Message"): one flag byte, four length bytes, the
 * message. No I/O here; a declared length is checked before a byte of its message is kept.
 */
import { FramingError } from "./errors.ts";
import { unfilledBytes } from "./unfilled-bytes.ts";

/** Compressed-Flag (1 byte) and Message-Length (4 bytes, big-endian). */
export const PREFIX_BYTES = 5;

/** gRPC's usual limit for a received message on a channel that says nothing else: 4 MiB. */
export const DEFAULT_MAX_MESSAGE_BYTES: number = 4 * 1024 * 1024;

/**
 * Memory for a message before its bytes have come; it grows with them. What is announced and never sent takes none: the
 * system gives pages that nobody has written to to nobody.
 */
const FIRST_BYTES = 8 * 1024 * 1024;

/** One message taken off the wire. */
export interface FramedMessage {
  /** Whether the sender compressed it with the stream's `grpc-encoding`. */
  readonly compressed: boolean;
  /** Memory of its own: no chunk is kept alive by the small message in it. */
  readonly bytes: Uint8Array;
}

/**
 * Put the five-byte prefix before a message.
 * @param compressed whether the message was compressed with the stream's `grpc-encoding`. Default false
 */
export function frameMessage(message: Uint8Array, compressed = false): Uint8Array {
  const framed = new Uint8Array(PREFIX_BYTES + message.length);
  framed[0] = Number(compressed);
  writeLength(framed, message.length);
  framed.set(message, PREFIX_BYTES);
  return framed;
}

/** Write the length of a message into the prefix that stands at the start of a frame. */
export function writeLength(frame: Uint8Array, length: number): void {
  for (let at = PREFIX_BYTES - 1; at > 0; at--, length >>>= 8) frame[at] = length;
}

/** Turns DATA chunks, cut anywhere, back into whole messages. One per direction of a stream. */
export class MessageDeframer {
  readonly #maxMessageBytes: number;
  /** A prefix that a chunk has cut, as far as it has come. */
  #prefix: number[] = [];
  /** The message under way: its bytes so far lie at the front of memory that is there for it. */
  #message: MessageUnderWay | undefined;

  /** @param maxMessageBytes longest message accepted, in bytes, prefix not counted */
  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /**
   * Accept one chunk; return every message it completes, oldest first.
   * @throws {FramingError} `FRAMING_BAD_FLAG`, `FRAMING_TOO_LARGE`; the stream is then beyond repair
   */
  push(chunk: Uint8Array): FramedMessage[] {
    const messages: FramedMessage[] = [];
    for (let at = 0; at < chunk.length;) {
      at =
        this.#message === undefined ? this.#begin(chunk, at, messages) : this.#add(this.#message, chunk, at, messages);
    }
    return messages;
  }

  /** The stream ended. @throws {FramingError} `FRAMING_TRUNCATED` in the middle of a message */
  end(): void {
    const { length: have } = this.#prefix;
    if (have === 0 && this.#message === undefined) return;
    const missing =
      this.#message === undefined
        ? `${PREFIX_BYTES - have} bytes of a prefix`
        : `${this.#message.length - this.#message.filled} of ${this.#message.length} bytes`;
    throw new FramingError("FRAMING_TRUNCATED", "INTERNAL", `message cut short: ${missing} missing`);
  }

  /** Read the prefix that begins or goes on here; a message that the chunk holds whole is taken as it lies there. */
  #begin(chunk: Uint8Array, at: number, messages: FramedMessage[]): number {
    if (this.#prefix.length > 0 || chunk.length - at < PREFIX_BYTES) {
      this.#prefix.push(chunk[at] as number);
      if (this.#prefix.length === PREFIX_BYTES) {
        this.#start(readPrefix(this.#prefix, 0, this.#maxMessageBytes), messages);
        this.#prefix = [];
      }
      return at + 1;
    }
    const header = readPrefix(chunk, at, this.#maxMessageBytes);
    const start = at + PREFIX_BYTES;
    const end = start + header.length;
    if (end > chunk.length) {
      this.#start(header, messages);
      return start;
    }
    messages.push({ compressed: header.compressed, bytes: copyOf(chunk, start, end) });
    return end;
  }

  #start({ compressed, length }: MessagePrefix, messages: FramedMessage[]): void {
    if (length === 0) messages.push({ compressed, bytes: new Uint8Array(0) });
    else {
      const bytes = unfilledBytes(Math.min(length, FIRST_BYTES));
      this.#message = { compressed, length, bytes, filled: 0 };
    }
  }

  #add(message: MessageUnderWay, chunk: Uint8Array, at: number, messages: FramedMessage[]): number {
    const end = Math.min(chunk.length, at + message.length - message.filled);
    const filled = message.filled + end - at;
    if (filled > message.bytes.length) {
      const grown = unfilledBytes(Math.min(message.length, Math.max(filled, 2 * message.bytes.length)));
      grown.set(message.bytes);
      message.bytes = grown;
    }
    // While it is still warm: in the caches of the processor, where it has just been decrypted.
    message.bytes.set(chunk.subarray(at, end), message.filled);
    message.filled = filled;
    if (filled === message.length) {
      messages.push({ compressed: message.compressed, bytes: message.bytes });
      this.#message = undefined;
    }
    return end;
  }
}

/**
 * Read the five bytes before a message.
 * @param maxMessageBytes longest message accepted, in bytes, prefix not counted
 * @throws {FramingError} `FRAMING_BAD_FLAG`, `FRAMING_TOO_LARGE`
 */
export function readPrefix(bytes: ArrayLike<number>, at: number, maxMessageBytes: number): MessagePrefix {
  const flag = bytes[at];
  if (flag !== 0 && flag !== 1) {
    throw new FramingError("FRAMING_BAD_FLAG", "INTERNAL", `compressed flag is ${flag}, not 0 or 1`);
  }
  let length = 0;
  for (let i = at + 1; i < at + PREFIX_BYTES; i++) length = length * 256 + (bytes[i] as number);
  if (length > maxMessageBytes) {
    throw new FramingError(
      "FRAMING_TOO_LARGE",
      "RESOURCE_EXHAUSTED",
      `Received message larger than max (${length} vs. ${maxMessageBytes})`,
    );
  }
  return { compressed: flag === 1, length };
}

/** A copy even of a part of a Node Buffer, whose own `slice` is a view. */
function copyOf(chunk: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(chunk, start, end);
}

/** What a prefix says. */
export interface MessagePrefix {
  /** Whether the sender compressed it with the stream's `grpc-encoding`. */
  readonly compressed: boolean;
  /** Bytes of the message that follows. */
  readonly length: number;
}

interface MessageUnderWay extends MessagePrefix {
  bytes: Uint8Array;
  filled: number;
}
