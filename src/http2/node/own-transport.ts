/**
 * A transport of our own HTTP/2 on a duplex that someone else has connected and verified. It never opens a socket of its
 * own.
 */
import { nextTick } from "node:process";
import type { Duplex } from "node:stream";
import { systemClock } from "../../grpc/clock.ts";
import { TransportError } from "../../grpc/errors.ts";
import type { NodeTransportOptions } from "../../grpc/h2/node-transport.ts";
import type { HeaderFields } from "../../grpc/header-fields.ts";
import type { LinkCounters, StreamListener, Transport, TransportStream } from "../../grpc/transport.ts";
import { receiveWindowBytes } from "../../grpc/receive-window.ts";
import { startTransport } from "../../grpc/h2/start-transport.ts";
import { Connection } from "../connection.ts";
import { parseOrigin } from "../request-fields.ts";

/** How long a peer that takes no more bytes may delay the end of a session: our GOAWAY is a courtesy. */
const GOAWAY_GRACE_MS = 500;

/** How a session is made: just as one of `node:http2` is. */
export type OwnTransportOptions = NodeTransportOptions;

/**
 * Begin HTTP/2 on a link and wait for the peer's SETTINGS, the first sign that it speaks HTTP/2 at all. In place of
 * `connectNodeTransport`, with the same options and the same session, but without `node:http2`.
 * @throws {TransportError} `TRANSPORT_PROTOCOL` it does not, or says nothing in time; `TRANSPORT_LOST` the link broke;
 *   `TRANSPORT_CLOSED` the signal was aborted. The link is destroyed in each case.
 * @throws {TypeError} `origin` is none
 * @throws {RangeError} `windowBytes` is none
 */
export function connectOwnTransport(options: OwnTransportOptions): Promise<Transport> {
  return startTransport(options, (start, onReady) => new OwnTransport(start, onReady));
}

class OwnTransport implements Transport {
  readonly address: string;
  readonly draining: Promise<void>;
  readonly closed: Promise<TransportError>;
  readonly #connection: Connection;
  readonly #link: Duplex;
  readonly #counters: () => LinkCounters;
  #failure: TransportError | undefined;

  constructor(options: OwnTransportOptions, onReady: () => void) {
    const { link, reads, address, origin, counters } = options;
    this.address = address;
    this.#link = link;
    this.#counters = counters ?? (() => duplexCounters(link));
    let onDraining: () => void = () => undefined;
    this.draining = new Promise((resolve) => (onDraining = resolve));
    const flush = (): void => this.#connection.flush();
    // After all that is ready to run: one write for what many calls have to say.
    const flushLater = (): void => nextTick(flush);
    this.#connection = new Connection({
      host: {
        schedule: () => queueMicrotask(flushLater),
        write: (bytes) => link.write(bytes),
        onReady,
        onDraining,
        onOver: (error, lastBytes) => {
          this.#failure = error;
          onDraining();
          this.#closeLink(lastBytes);
        },
      },
      address,
      origin: parseOrigin(origin),
      clock: systemClock,
      windowBytes: receiveWindowBytes(options),
    });
    link.on("error", (error) => this.#lose(`the connection broke: ${error.message}`, error));
    link.on("end", () => this.#lose("the peer closed the connection"));
    link.on("drain", () => this.#connection.drained());
    // As a plain array: views of a Node Buffer cost more to make, and its slices are no copies.
    link.on("data", ({ buffer, byteOffset, length }: Buffer) =>
      this.#connection.receive(new Uint8Array(buffer, byteOffset, length)),
    );
    reads?.take((bytes) => this.#connection.receive(bytes));
    link.resume(); // whoever made it may have paused it
    this.closed = new Promise((resolve) => {
      link.once("close", () => {
        this.#lose("the peer closed the connection");
        resolve(this.#failure as TransportError);
      });
    });
  }

  get isUsable(): boolean {
    return this.#connection.isUsable;
  }

  open(headers: HeaderFields, listener: StreamListener): TransportStream {
    return this.#connection.open(headers, listener);
  }

  ping(): Promise<number> {
    return this.#connection.ping();
  }

  counters(): LinkCounters {
    return this.#counters();
  }

  async close(): Promise<void> {
    this.destroy(new TransportError("TRANSPORT_CLOSED", this.address, "closed by this side"));
    await this.closed;
  }

  destroy(reason: TransportError): void {
    this.#connection.end(reason);
  }

  #lose(detail: string, cause?: Error): void {
    const before = this.#connection.isReady ? "" : " before HTTP/2 began";
    const options = cause && { cause };
    this.#connection.end(new TransportError("TRANSPORT_LOST", this.address, detail + before, options));
    this.#link.destroy();
  }

  #closeLink(lastBytes: Uint8Array): void {
    const link = this.#link;
    if (link.destroyed) return;
    const timer = setTimeout(() => link.destroy(), GOAWAY_GRACE_MS);
    link.once("close", () => clearTimeout(timer));
    link.end(lastBytes, () => link.destroy());
  }
}

function duplexCounters(link: Duplex): LinkCounters {
  const { bytesWritten, bytesRead } = link as { bytesWritten?: number; bytesRead?: number };
  return { bytesSent: bytesWritten ?? 0, bytesReceived: bytesRead ?? 0 };
}
