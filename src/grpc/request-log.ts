/**
 * What a call has sent. Requests go through here to the stream, and stay until the call is committed, so that another
 * attempt can send them again (gRFC A6, "Memory Management (Buffering)"). It knows one stream at a time.
 */
import type { CallObserver } from "./channel-observer.ts";
import type { TransportStream } from "./transport.ts";

/** Requests kept for another attempt; with more than this sent, the call is committed to the stream it has. */
const MAX_KEPT_BYTES = 256 * 1024;

/** Where the requests of a call go. */
export interface RequestSink {
  /** Send bytes. `false` means the peer takes no more for now: wait for `drained()`. */
  write(frame: Uint8Array): boolean;
  /** Resolve when more may be written, or when the call is over. Never rejects. */
  drained(): Promise<void>;
  /** Half-close, after one last frame if given. */
  end(frame?: Uint8Array): void;
}

/** The requests of one call, over all its attempts. */
export class RequestLog implements RequestSink {
  #kept: Uint8Array[] | undefined = [];
  #keptBytes = 0;
  #hasEnded = false;
  #stream: TransportStream | undefined;
  #isOver = false;
  #waiting: (() => void)[] | undefined;
  readonly #observer: CallObserver | undefined;

  constructor(observer?: CallObserver) {
    this.#observer = observer;
  }

  /** Whether everything sent so far can be sent again. */
  get canReplay(): boolean {
    return this.#kept !== undefined;
  }

  write(frame: Uint8Array): boolean {
    if (this.#isOver) return true;
    this.#keep(frame);
    return this.#stream?.write(frame) ?? false;
  }

  drained(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return this.#stream?.drained() ?? new Promise((resolve) => (this.#waiting ??= []).push(resolve));
  }

  end(frame?: Uint8Array): void {
    if (this.#isOver) return;
    if (frame !== undefined) this.#keep(frame);
    this.#hasEnded = true;
    this.#stream?.end(frame);
  }

  /** A stream for the next attempt: it gets all that was sent before, then what comes. */
  attach(stream: TransportStream): void {
    this.#stream = stream;
    const frames = this.#kept ?? [];
    const last = this.#hasEnded ? frames.length - 1 : frames.length;
    for (let i = 0; i < last; i++) stream.write(frames[i] as Uint8Array);
    if (this.#hasEnded) stream.end(frames[last]);
    this.#wake();
  }

  /** The attempt is over; what is written until the next one is kept for it. */
  detach(): void {
    this.#stream = undefined;
  }

  /** There will be no other attempt: let go of what was kept. */
  commit(): void {
    this.#kept = undefined;
  }

  /** The call is over: nobody waits any more. */
  close(): void {
    this.#isOver = true;
    this.#stream = undefined;
    this.#kept = undefined;
    this.#wake();
  }

  #keep(frame: Uint8Array): void {
    this.#observer?.message("sent", frame.length);
    if (this.#kept === undefined) return;
    this.#keptBytes += frame.length;
    // A single message is always kept: it is the caller's own memory, and unary calls are the ones worth repeating.
    if (this.#keptBytes > MAX_KEPT_BYTES && this.#kept.length > 0) this.#kept = undefined;
    else this.#kept.push(frame);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) for (const resolve of waiting) resolve();
  }
}
