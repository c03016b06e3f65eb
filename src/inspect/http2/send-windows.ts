/** What a side may still send, of each stream and of the connection, as both sides have said on the wire (RFC 9113 §6.9). */
import { DEFAULT_WINDOW_BYTES } from "../../http2/flow-window.ts";
import { MAX_31_BITS } from "../../http2/frames/frame.ts";

/** What was taken from and given to the window of one stream: it counts from the initial size, whatever that comes to be. */
export interface StreamWindow {
  delta: number;
}

/** The windows that one side sends into. */
export class SendWindows {
  #connection: number = DEFAULT_WINDOW_BYTES;
  #initial: number = DEFAULT_WINDOW_BYTES;

  /** Bytes that may be sent on all streams together. */
  get connection(): number {
    return this.#connection;
  }

  /** Bytes that may be sent on a stream. Below zero where windows were made smaller (§6.9.2). */
  of(stream: StreamWindow): number {
    return this.#initial + stream.delta;
  }

  /** The other side's SETTINGS_INITIAL_WINDOW_SIZE: every stream's window changes by the difference (§6.9.2). */
  resize(bytes: number): void {
    this.#initial = bytes;
  }

  /** DATA is sent, padding included. @returns whether it was allowed */
  take(stream: StreamWindow | undefined, bytes: number): boolean {
    this.#connection -= bytes;
    if (stream !== undefined) stream.delta -= bytes;
    return bytes === 0 || (this.#connection >= 0 && (stream === undefined || this.of(stream) >= 0));
  }

  /** More may be sent. @param stream `undefined` for the connection @returns whether it is not too much (§6.9.1) */
  widen(stream: StreamWindow | undefined, bytes: number): boolean {
    if (stream === undefined) this.#connection += bytes;
    else stream.delta += bytes;
    return (stream === undefined ? this.#connection : this.of(stream)) <= MAX_31_BITS;
  }
}
