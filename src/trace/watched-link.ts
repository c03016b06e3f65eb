/** A link that somebody looks at: bytes go through it untouched, and are told of on their way. */
import { Duplex } from "node:stream";

/** Hears what passes. None of it may throw. */
export interface LinkWatcher {
  /** Called before the bytes go on. They are not to be changed, and are the link's own after it returns. */
  onBytes(side: "client" | "server", bytes: Uint8Array): void;
  /** A side has ended in order. */
  onEnd(side: "client" | "server"): void;
  /** It is over. @param error what broke it, if something did */
  onClose(error: Error | undefined): void;
}

/** Stands in for a connected link. It owns it: whoever destroys one destroys both, and an error of one is the other's. */
export class WatchedLink extends Duplex {
  readonly #inner: Duplex;
  readonly #watcher: LinkWatcher;
  /** The inner link's reading side has, in order. */
  #hasEnded = false;

  /** @param inner connected, and nobody else's to read or write */
  constructor(inner: Duplex, watcher: LinkWatcher) {
    super();
    this.#inner = inner;
    this.#watcher = watcher;
    inner.on("data", (chunk: Uint8Array) => {
      watcher.onBytes("server", chunk);
      if (!this.push(chunk)) inner.pause();
    });
    inner.on("end", () => {
      this.#hasEnded = true;
      watcher.onEnd("server");
      this.push(null);
    });
    inner.on("error", (error) => this.destroy(error));
    inner.on("close", () => this.#afterLast());
    inner.pause(); // until somebody reads
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#watcher.onBytes("client", chunk);
    this.#inner.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#watcher.onEnd("client");
    this.#inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#watcher.onClose(error ?? undefined);
    this.#inner.destroy();
    done(error);
  }

  /** The inner link is gone. What it gave before its end is still to be read. */
  #afterLast(): void {
    if (this.#hasEnded && !this.readableEnded) this.once("end", () => this.destroy());
    else this.destroy();
  }
}
