/**
 * One end of a long stream of 1 MiB messages that reads a few, stops, and then reads to the end:
 * `stalling-reader.ts client PORT MESSAGES` reads responses, `stalling-reader.ts server 0 MESSAGES` reads requests. Run it
 * with a small heap. It says `stopped` and goes on when it is told to.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { GrpcChannel } from "../../../src/grpc/channel.ts";
import { listenNode } from "../../../src/grpc/h2/node-listener.ts";
import { GrpcServer } from "../../../src/grpc/server/server.ts";
import { MESSAGE_BYTES, READ_FIRST, Bulk } from "../../support/bulk-service.ts";
import { connectTransport } from "../../support/transport.ts";

/** Memory of the process, in bytes. */
export interface MemoryFigures {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
}

/** What it tells at each stage. */
export type ReaderReport =
  | { readonly stage: "listening"; readonly port: number }
  | { readonly stage: "stopped"; readonly before: MemoryFigures; readonly held: MemoryFigures; readonly unread: number }
  | { readonly stage: "done"; readonly bytes: number; readonly peak: MemoryFigures };

const [, , role, port, count] = process.argv;
const tell = (report: ReaderReport): void => void process.send?.(report);

function memory(): MemoryFigures {
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { rss, heapUsed, external, arrayBuffers };
}

/** What is held once the collector is done with the rest, which it frees a while after it has run. */
async function held(): Promise<MemoryFigures> {
  let least = memory();
  for (let n = 0; n < 20; n++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const now = memory();
    if (now.arrayBuffers < least.arrayBuffers) least = now;
  }
  return least;
}

/** Read, stop, and read on. */
async function readAll(messages: AsyncIterator<Uint8Array, undefined>, bytesReceived: () => number): Promise<void> {
  let bytes = 0;
  let peak: Record<keyof MemoryFigures, number> = memory();
  /** Take one message; false at the end. */
  const read = async (): Promise<boolean> => {
    const next: IteratorResult<Uint8Array, undefined> = await messages.next();
    if (next.value !== undefined) {
      if (next.value.length !== MESSAGE_BYTES) throw new Error(`a message of ${next.value.length} bytes`);
      bytes += next.value.length;
    }
    const now = memory();
    const figures = Object.entries(now) as [keyof MemoryFigures, number][];
    peak = Object.fromEntries(figures.map(([name, figure]) => [name, Math.max(figure, peak[name])])) as typeof peak;
    return next.done !== true;
  };
  gc?.();
  const before = memory();
  for (let n = 0; n < READ_FIRST; n++) await read();
  // Stopped once nothing has come for a while: the sender has nothing more that it may send.
  for (let received = -1; received !== bytesReceived();) {
    received = bytesReceived();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const goOn = once(process, "message");
  tell({ stage: "stopped", before, held: await held(), unread: bytesReceived() - bytes });
  await goOn;
  while (await read());
  tell({ stage: "done", bytes, peak });
}

if (role === "client") {
  const channel = new GrpcChannel({
    authority: "bulk.test",
    address: `127.0.0.1:${port ?? ""}`,
    scheme: "http",
    async connect({ signal }) {
      const link = connect(Number(port), "127.0.0.1");
      await once(link, "connect");
      return connectTransport({ link, address: "bulk", origin: "http://bulk.test", signal });
    },
  });
  const request = new TextEncoder().encode(count);
  const responses = channel.serverStreaming(Bulk.download, request, { timeoutMs: Infinity });
  await readAll(responses, () => channel.stats().bytesReceived);
  await channel.close();
} else {
  const server = new GrpcServer().handle(Bulk.upload, async (requests) => {
    await readAll(
      requests[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>,
      () => listener.counters().bytesReceived,
    );
    return new Uint8Array();
  });
  const listener = await listenNode(server.accept);
  tell({ stage: "listening", port: listener.port });
}
