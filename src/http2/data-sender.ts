/** Shares the connection among the streams that have something to send, frame by frame in turn. */
import type { ByteSink } from "./byte-sink.ts";
import { DEFAULT_WINDOW_BYTES, SendWindow } from "./flow-window.ts";
import { MAX_PAYLOAD_BYTES } from "./frames/frame.ts";
import type { ClientStream } from "./stream.ts";

/** The streams in their order, and the window of the connection (RFC 9113 §6.9). */
export class DataSender {
  readonly window: SendWindow = new SendWindow(DEFAULT_WINDOW_BYTES);
  readonly #streams = new Set<ClientStream>();

  /** A stream has something to send, or a wider window for it. */
  add(stream: ClientStream): void {
    if (stream.id !== 0 && stream.outbox.hasOutput) this.#streams.add(stream);
  }

  remove(stream: ClientStream): void {
    this.#streams.delete(stream);
  }

  /**
   * Write frames until nothing more may be sent or enough is.
   * @param enoughBytes after so many, what is left waits for another turn
   * @param onSent told of each stream that has sent its END_STREAM
   * @returns whether there is more that could be sent at once
   */
  fill(out: ByteSink, enoughBytes: number, onSent: (stream: ClientStream) => void): boolean {
    const enough = out.length + enoughBytes;
    // A stream that has more goes to the end of the set, where this very loop finds it again.
    for (const stream of this.#streams) {
      if (out.length >= enough) return true;
      const { outbox, sendWindow } = stream;
      const allowed = Math.min(sendWindow.bytes, this.window.bytes, MAX_PAYLOAD_BYTES);
      const length = Math.max(0, Math.min(outbox.bytes, allowed));
      if (length === 0 && outbox.bytes > 0) {
        // It comes back with a wider window of its own; for the connection's it waits where it is.
        if (sendWindow.bytes <= 0) this.#streams.delete(stream);
        continue;
      }
      this.#streams.delete(stream);
      outbox.writeFrame(out, stream.id, length);
      sendWindow.take(length);
      this.window.take(length);
      this.add(stream);
      if (outbox.hasEnded) onSent(stream);
    }
    return false;
  }
}
