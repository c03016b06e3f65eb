/**
 * Reading a TLS socket out of one buffer that Node fills again and again (`onread` of `tls.connect`). Each record that
 * comes as an event of a stream costs memory of its own and the work of the stream: about half of what it takes to
 * receive. Until somebody takes the bytes in place the socket is a stream like any other.
 */
import type { Duplex } from "node:stream";

/** A TLS record holds no more (RFC 8446 §5.1), and Node hands them over one by one. */
const RECORD_BYTES = 16 * 1024;

/** What `tls.connect` takes as `onread`. */
export interface OnRead {
  readonly buffer: Uint8Array;
  /** `false` stops the reading until the stream is read again. */
  callback(bytesRead: number, buffer: Uint8Array): boolean;
}

/** The bytes of one socket. */
export class InPlaceReads {
  #stream: Duplex | undefined;
  #take: ((bytes: Uint8Array) => void) | undefined;

  /** For the making of the socket, which `of` names afterwards. */
  readonly onread: OnRead = {
    buffer: new Uint8Array(RECORD_BYTES),
    callback: (bytesRead, { buffer }) => {
      const take = this.#take;
      // What the stream holds from before goes first.
      if (take === undefined || this.#stream?.readableLength !== 0) {
        return this.#stream?.push(Buffer.from(new Uint8Array(buffer, 0, bytesRead))) ?? false;
      }
      take(new Uint8Array(buffer, 0, bytesRead));
      return true;
    },
  };

  /** Whose bytes they are. */
  of(stream: Duplex): void {
    this.#stream = stream;
  }

  /**
   * Take what comes from now on, past the stream. What the stream holds already, and what a runtime without `onread`
   * gives, still comes as `data`: whoever takes must listen to both.
   * @param take gets views that hold their bytes only until it returns; it must not throw
   */
  take(take: (bytes: Uint8Array) => void): void {
    this.#take = take;
  }
}
