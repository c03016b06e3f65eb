/** Shares the connection among the streams that have something to send, frame by frame in turn. */
import type { ByteSink } from "./byte-sink.ts";
import { DEFAULT_WINDOW_BYTES, SendWindow } from "./flow-window.ts";
import { MAX_PAYLOAD_BYTES } from "./frames/frame.ts";
import type { ClientStream } from "./stream.ts";

/** The streams in their order, and the window of the connection (RFC 9113 §6.9). */
export class DataSender {
  readonly window: SendWindow = new SendWindow(DEFAULT_WINDOW_BYTES);
  /** Each at most once: `isQueued` says which. */
  readonly #queue: ClientStream[] = [];

  /** Whether no stream has anything to send. */
  get isIdle(): boolean {
    return this.#queue.length === 0;
  }

  /** A stream has something to send, or a wider window for it. */
  add(stream: ClientStream): void {
    if (stream.isQueued || stream.id === 0 || !stream.outbox.hasOutput) return;
    stream.isQueued = true;
    this.#queue.push(stream);
  }

  remove(stream: ClientStream): void {
    if (!stream.isQueued) return;
    stream.isQueued = false;
    this.#queue.splice(this.#queue.indexOf(stream), 1);
  }

  /**
   * Write frames until nothing more may be sent or enough is.
   * @param enoughBytes after so many, what is left waits for another turn
   * @param onSent told of each stream that has sent its END_STREAM
   * @returns whether there is more that could be sent at once
   */
  fill(out: ByteSink, enoughBytes: number, onSent: (stream: ClientStream) => void): boolean {
    const enough = out.length + enoughBytes;
    const queue = this.#queue;
    let taken = 0;
    /** Of those taken, how many wait on for the window of the connection: they stand at the front. */
    let kept = 0;
    // A stream that has more goes to the end of the queue, where this very loop finds it again.
    while (taken < queue.length && out.length < enough) {
      const stream = queue[taken++] as ClientStream;
      const { outbox, sendWindow } = stream;
      const allowed = Math.min(sendWindow.bytes, this.window.bytes, MAX_PAYLOAD_BYTES);
      const length = Math.max(0, Math.min(outbox.bytes, allowed));
      if (length === 0 && outbox.bytes > 0) {
        // With no window of its own left it comes back with a wider one.
        if (sendWindow.bytes <= 0) stream.isQueued = false;
        else queue[kept++] = stream;
        continue;
      }
      stream.isQueued = false;
      outbox.writeFrame(out, stream.id, length);
      sendWindow.take(length);
      this.window.take(length);
      this.add(stream);
      if (outbox.hasEnded) onSent(stream);
    }
    const hasMore = taken < queue.length;
    queue.splice(kept, taken - kept);
    return hasMore;
  }
}
