/** A link on which someone listens: what a transport and its robot said to each other, TLS taken off. */
import { Duplex } from "node:stream";
import { type NodeTransportOptions } from "../../../src/grpc/h2/node-transport.ts";
import { connectOwnTransport } from "../../../src/http2/index.ts";
import type { Transport } from "../../../src/grpc/index.ts";
import type { Side } from "../../../src/inspect/index.ts";

/** Bytes as they passed. */
export interface Passed {
  readonly side: Side;
  readonly bytes: Uint8Array;
}

/** Begin our own HTTP/2 on a link, and keep what passes. @param keep gets bytes of its own, in the order in which they passed */
export function connectRecorded(options: NodeTransportOptions, keep: (passed: Passed) => void): Promise<Transport> {
  const { link } = options;
  const recorded = new Duplex({
    read: () => void link.resume(),
    write(chunk: Uint8Array, _encoding, done) {
      keep({ side: "client", bytes: Uint8Array.from(chunk) });
      link.write(chunk, (error) => done(error));
    },
    final: (done) => void link.end(done),
    destroy(error, done) {
      link.destroy();
      done(error);
    },
  });
  link.on("data", (chunk: Uint8Array) => {
    keep({ side: "server", bytes: Uint8Array.from(chunk) });
    recorded.push(chunk);
  });
  link.on("end", () => recorded.push(null));
  link.on("error", (error) => recorded.destroy(error));
  // Without the way past the stream: nobody listens there.
  return connectOwnTransport({ ...options, link: recorded, reads: undefined });
}
