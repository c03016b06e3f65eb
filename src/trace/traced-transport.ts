/** Transports whose links are watched: what passes becomes records, as a recording has them. */
import { hrtime } from "node:process";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { connectNodeTransport, type NodeTransportOptions } from "../grpc/index.ts";
import type { ConnectionRecord, OpenedRecord } from "../recording/index.ts";
import { WatchedLink } from "./watched-link.ts";

/** Takes what happens on connections, in order. Bytes are valid until it returns. It must not throw. */
export type TraceObserver = (record: ConnectionRecord) => void;

/** Whose transport is begun, and where: what a transport is begun with. */
export type TracedStart = Pick<NodeTransportOptions, "link" | "address" | "origin">;

/** Numbers connections and tells the time since its own beginning. One for each observer. */
export class LinkTracer {
  readonly #observe: TraceObserver;
  readonly #nanos: () => bigint;
  #connections = 0;

  /** @param nanos a clock that never steps back, zero at the trace's beginning */
  constructor(observe: TraceObserver, nanos: () => bigint = sinceNow()) {
    this.#observe = observe;
    this.#nanos = nanos;
  }

  /** Watch a link from here on. @returns the link to use in its place */
  watch({ link, address, origin }: TracedStart): Duplex {
    const connection = ++this.#connections;
    const at = (): { connection: number; atNanos: bigint } => ({ connection, atNanos: this.#nanos() });
    this.#observe({ kind: "opened", ...at(), ...factsOf(link), serverName: hostOf(origin), robot: address });
    return new WatchedLink(link, {
      onBytes: (side, bytes) => this.#observe({ kind: "bytes", ...at(), side, bytes }),
      onEnd: (side) => this.#observe({ kind: "ended", ...at(), side }),
      onClose: (error) => this.#observe({ kind: "closed", ...at(), reason: error?.message ?? "done" }),
    });
  }
}

/**
 * A transport that tells of all that passes on it, TLS taken off: for the `transport` option of `connect`, and of whatever
 * else takes one. Reading past the stream (`reads`) is given up for it: a connection that is watched is slower.
 * @example
 * ```ts
 * const printer = new TracePrinter({ write: (text) => process.stderr.write(text) });
 * const robot = await connect("192.168.80.3", { roots, transport: tracedTransport((record) => printer.take(record)) });
 * ```
 */
export function tracedTransport(
  observe: TraceObserver,
  transport: typeof connectNodeTransport = connectNodeTransport,
): typeof connectNodeTransport {
  const tracer = new LinkTracer(observe);
  return (options) => transport({ ...options, link: tracer.watch(options), reads: undefined });
}

/** What the socket itself knows, where it is one. */
function factsOf(link: Duplex): Pick<OpenedRecord, "client" | "protocol" | "clientTls" | "robotTls" | "chain"> {
  const { localAddress, localPort, getProtocol } = link as Partial<TLSSocket>;
  return {
    client: localAddress === undefined ? "" : `${localAddress}:${localPort ?? 0}`,
    protocol: "h2",
    clientTls: "",
    robotTls: getProtocol?.call(link) ?? "",
    chain: "",
  };
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, "");
}

function sinceNow(): () => bigint {
  const start = hrtime.bigint();
  return () => hrtime.bigint() - start;
}
