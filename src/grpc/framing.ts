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
  /** Bytes of a message that is not whole. Made when a chunk ends in the middle of one, which few do. */
  #queue: ByteQueue | undefined;
  /** Of the message under way, once its prefix was read. */
  #pending: MessagePrefix | undefined;

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
    const used = this.#isBetweenMessages ? this.#takeWhole(chunk, messages) : 0;
    if (used < chunk.length) {
      this.#queue ??= new ByteQueue();
      this.#queue.append(used === 0 ? chunk : chunk.subarray(used));
      this.#takeQueued(this.#queue, messages);
    }
    return messages;
  }

  /** The stream ended. @throws {FramingError} `FRAMING_TRUNCATED` in the middle of a message */
  end(): void {
    if (this.#isBetweenMessages) return;
    const queued = this.#queue?.length ?? 0;
    const missing =
      this.#pending === undefined
        ? `${PREFIX_BYTES - queued} bytes of a prefix`
        : `${this.#pending.length - queued} of ${this.#pending.length} bytes`;
    throw new FramingError("FRAMING_TRUNCATED", "INTERNAL", `message cut short: ${missing} missing`);
  }

  get #isBetweenMessages(): boolean {
    return this.#pending === undefined && (this.#queue === undefined || this.#queue.length === 0);
  }

  /** Take the messages that lie whole in a chunk, from its start on. @returns bytes taken */
  #takeWhole(chunk: Uint8Array, messages: FramedMessage[]): number {
    let at = 0;
    while (chunk.length - at >= PREFIX_BYTES) {
      const { compressed, length } = this.#readPrefix(chunk, at);
      const start = at + PREFIX_BYTES;
      if (chunk.length - start < length) break;
      at = start + length;
      messages.push({ compressed, bytes: chunk.subarray(start, at) });
    }
    return at;
  }

  #takeQueued(queue: ByteQueue, messages: FramedMessage[]): void {
    for (;;) {
      if (this.#pending === undefined && queue.length >= PREFIX_BYTES) {
        this.#pending = this.#readPrefix(queue.take(PREFIX_BYTES), 0);
      }
      if (this.#pending === undefined || queue.length < this.#pending.length) return;
      const { compressed, length } = this.#pending;
      messages.push({ compressed, bytes: queue.take(length) });
      this.#pending = undefined;
    }
  }

  #readPrefix(bytes: Uint8Array, at: number): MessagePrefix {
    const flag = bytes[at];
    if (flag !== 0 && flag !== 1) {
      throw new FramingError("FRAMING_BAD_FLAG", "INTERNAL", `compressed flag is ${flag}, not 0 or 1`);
    }
    const [a, b, c, d] = [bytes[at + 1], bytes[at + 2], bytes[at + 3], bytes[at + 4]] as [
      number,
      number,
      number,
      number,
    ];
    const length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
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

interface MessagePrefix {
  readonly compressed: boolean;
  readonly length: number;
}
