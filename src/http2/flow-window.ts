/** Flow control (RFC 9113 §5.2, §6.9): how much may be sent, and how much we let the peer send. */
import { MAX_31_BITS } from "./frames/frame.ts";

/** Both sides' windows of a new connection, and of a new stream until SETTINGS say otherwise (§6.9.2). */
export const DEFAULT_WINDOW_BYTES = 65_535;

/** What we may send: of a stream, or of the connection. */
export class SendWindow {
  #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Bytes left. Below zero after the peer has made windows smaller (§6.9.2). */
  get bytes(): number {
    return this.#bytes;
  }

  /** Count what is sent. */
  take(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Widen or narrow. @returns `false`: the peer has let it grow beyond 2³¹−1 (§6.9.1) */
  change(bytes: number): boolean {
    this.#bytes += bytes;
    return this.#bytes <= MAX_31_BITS;
  }
}

/** What the peer may send us. */
export class ReceiveWindow {
  readonly #size: number;
  #bytes: number;
  #consumed = 0;

  /** @param size what it is filled up to */
  constructor(size: number) {
    this.#size = size;
    this.#bytes = size;
  }

  /** Bytes that the peer may send at this moment. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Count what came. @returns `false`: it was more than allowed */
  take(bytes: number): boolean {
    this.#bytes -= bytes;
    return this.#bytes >= 0;
  }

  /**
   * Count what was used up.
   * @returns by how much to widen the peer's window now; 0 until it is half the size, so that updates stay few
   */
  consume(bytes: number): number {
    this.#consumed += bytes;
    if (this.#consumed * 2 < this.#size) return 0;
    const increment = this.#consumed;
    this.#bytes += increment;
    this.#consumed = 0;
    return increment;
  }
}
