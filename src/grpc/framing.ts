/**
 * Length-prefixed messages (gRPC over HTTP/2, "Length-Prefixed-Message"): one flag byte, four length bytes, the
 * message. No I/O here; a declared length is checked before a byte of its message is kept.
 */
import { ByteQueue } from "./byte-queue.ts";
import { FramingError } from "./errors.ts";

/** Compressed-Flag (1 byte) and Message-Length (4 bytes, big-endian). */
export const PREFIX_BYTES = 5;

/** gRPC's usual limit for a received message on a channel that says nothing else: 4 MiB. */
export const DEFAULT_MAX_MESSAGE_BYTES: number = 4 * 1024 * 1024;

/** One message taken off the wire. */
export interface FramedMessage {
  /** Whether the sender compressed it with the stream's `grpc-encoding`. */
  readonly compressed: boolean;
  /** A view on the received chunk where one chunk held the whole message. */
  readonly bytes: Uint8Array;
}

/**
 * Put the five-byte prefix before a message.
 * @param compressed whether the message was compressed with the stream's `grpc-encoding`. Default false
 */
export function frameMessage(message: Uint8Array, compressed = false): Uint8Array {
  const framed = new Uint8Array(PREFIX_BYTES + message.length);
  framed[0] = Number(compressed);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, PREFIX_BYTES);
  return framed;
}

/** Turns DATA chunks, cut anywhere, back into whole messages. One per direction of a stream. */
export class MessageDeframer {
  readonly #maxMessageBytes: number;
  readonly #queue = new ByteQueue();
  #pending: { compressed: boolean; length: number } | undefined;

  /** @param maxMessageBytes longest message accepted, in bytes, prefix not counted */
  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /**
   * Accept one chunk; return every message it completes, oldest first.
   * @throws {FramingError} `FRAMING_BAD_FLAG`, `FRAMING_TOO_LARGE`; the stream is then beyond repair
   */
  push(chunk: Uint8Array): FramedMessage[] {
    this.#queue.append(chunk);
    const messages: FramedMessage[] = [];
    for (;;) {
      this.#pending ??= this.#readPrefix();
      if (this.#pending === undefined || this.#queue.length < this.#pending.length) return messages;
      const { compressed, length } = this.#pending;
      messages.push({ compressed, bytes: this.#queue.take(length) });
      this.#pending = undefined;
    }
  }

  /** The stream ended. @throws {FramingError} `FRAMING_TRUNCATED` in the middle of a message */
  end(): void {
    if (this.#pending === undefined && this.#queue.length === 0) return;
    const missing =
      this.#pending === undefined
        ? `${PREFIX_BYTES - this.#queue.length} bytes of a prefix`
        : `${this.#pending.length - this.#queue.length} of ${this.#pending.length} bytes`;
    throw new FramingError("FRAMING_TRUNCATED", "INTERNAL", `message cut short: ${missing} missing`);
  }

  #readPrefix(): { compressed: boolean; length: number } | undefined {
    if (this.#queue.length < PREFIX_BYTES) return undefined;
    const prefix = this.#queue.take(PREFIX_BYTES);
    const flag = prefix[0];
    if (flag !== 0 && flag !== 1) {
      throw new FramingError("FRAMING_BAD_FLAG", "INTERNAL", `compressed flag is ${flag}, not 0 or 1`);
    }
    const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(1);
    if (length > this.#maxMessageBytes) {
      throw new FramingError(
        "FRAMING_TOO_LARGE",
        "RESOURCE_EXHAUSTED",
        `Received message larger than max (${length} vs. ${this.#maxMessageBytes})`,
      );
    }
    return { compressed: flag === 1, length };
  }
}
