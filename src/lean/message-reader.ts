/** DATA chunks, cut anywhere → whole messages. Memory grows with what has come, not with what was announced. */
import { PREFIX_BYTES, readPrefix } from "../grpc/framing.ts";

/** Takes the messages of one response apart. */
export class MessageReader {
  readonly #limit: number;
  readonly #onMessage: (bytes: Uint8Array, isCompressed: boolean) => void;
  #bytes = new Uint8Array(PREFIX_BYTES);
  #filled = 0;
  #wanted = PREFIX_BYTES;
  #isCompressed = false;

  /** @param limit longest message accepted, in bytes, checked when its prefix is known */
  constructor(limit: number, onMessage: (bytes: Uint8Array, isCompressed: boolean) => void) {
    this.#limit = limit;
    this.#onMessage = onMessage;
  }

  /** Whether a message has begun, and is not yet whole. */
  get isInside(): boolean {
    return this.#filled > 0;
  }

  /** Accept one chunk. @throws {FramingError} `FRAMING_BAD_FLAG`, `FRAMING_TOO_LARGE` */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + this.#wanted - this.#filled);
      this.#add(part);
      at += part.length;
      if (this.#filled === PREFIX_BYTES && this.#wanted === PREFIX_BYTES) {
        const { compressed, length } = readPrefix(this.#bytes, 0, this.#limit);
        this.#isCompressed = compressed;
        this.#wanted += length;
      }
      if (this.#filled === this.#wanted) this.#end();
    }
  }

  #add(part: Uint8Array): void {
    const filled = this.#filled + part.length;
    if (filled > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#wanted, Math.max(filled, 2 * this.#bytes.length)));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(part, this.#filled);
    this.#filled = filled;
  }

  #end(): void {
    const message = this.#bytes.subarray(PREFIX_BYTES, this.#filled);
    this.#bytes = new Uint8Array(PREFIX_BYTES);
    this.#filled = 0;
    this.#wanted = PREFIX_BYTES;
    this.#onMessage(message, this.#isCompressed);
  }
}
