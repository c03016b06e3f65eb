/**
 * A reader that stops holds no more than one window and the message it would be given next, however long the stream.
 * The reader is a process with a heap of 64 MB. 1024 messages of 1 MiB by default; SPOTWIRE_BULK_MESSAGES sets another
 * number, for example 16384.
 */
import { describe, expect, it, vi } from "vitest";
import { openChannel, startServer } from "../support/channels.ts";
import { Bulk, MESSAGE_BYTES, READ_FIRST } from "../support/bulk-service.ts";
import { Echo } from "../support/echo-service.ts";
import { startProgram } from "../support/node-program.ts";
import type { MemoryFigures, ReaderReport } from "./programs/stalling-reader.ts";

const MESSAGES = Number(process.env["SPOTWIRE_BULK_MESSAGES"] ?? 1024);
const MIB = 1024 * 1024;
const PROGRAM = new URL("programs/stalling-reader.ts", import.meta.url);
const SMALL_HEAP = ["--max-old-space-size=64", "--expose-gc"];

/** One window on its way, one message that waits, one that is being put together, and the frame headers of all. */
const MOST_UNREAD = 3 * MIB + 64 * 1024;
/** Above it memory would grow with the stream: a tenth of it and less. */
const MOST_RSS_GROWTH = 100 * MIB;

type Stage<Name extends ReaderReport["stage"]> = Extract<ReaderReport, { stage: Name }>;

function print(what: string, begun: number, stopped: Stage<"stopped">, { bytes, peak }: Stage<"done">): void {
  const mib = (figure: number): string => (figure / MIB).toFixed(1);
  const grown = (name: keyof MemoryFigures, from: MemoryFigures): string =>
    `${name} +${mib(from[name] - stopped.before[name])}`;
  const all = (from: MemoryFigures): string =>
    (["rss", "heapUsed", "external", "arrayBuffers"] as const).map((name) => grown(name, from)).join(", ");
  process.stderr.write(
    `${what} of ${mib(bytes)} MiB in ${((performance.now() - begun) / 1000).toFixed(1)} s; in MiB, ` +
      `stopped: ${mib(stopped.unread)} unread, ${all(stopped.held)}; at most: ${all(peak)}\n`,
  );
}

function check(stopped: Stage<"stopped">, done: Stage<"done">): void {
  expect(done.bytes).toBe(MESSAGES * MESSAGE_BYTES);
  expect(stopped.unread).toBeLessThan(MOST_UNREAD);
  // Chunks of a socket's buffer count whole, and the messages already read may not be gone yet.
  expect(stopped.held.arrayBuffers - stopped.before.arrayBuffers).toBeLessThan(MOST_UNREAD + 2 * MIB);
  expect(done.peak.rss - stopped.before.rss).toBeLessThan(MOST_RSS_GROWTH);
}

describe("a reader that stops in the middle of a long stream", () => {
  it("of responses holds one window, and gets all of it later", { timeout: 600_000 }, async () => {
    let produced = 0;
    const message = new Uint8Array(MESSAGE_BYTES);
    const { port } = await startServer((server) =>
      server.handle(Bulk.download, function* (request) {
        for (const count = Number(new TextDecoder().decode(request)); produced < count; produced++) yield message;
      }),
    );
    const begun = performance.now();
    const client = startProgram(PROGRAM, ["client", port, MESSAGES], SMALL_HEAP);
    const stopped = await client.next<Stage<"stopped">>();
    // The sender waits too: what it has made is what was read, what waits there, and one in its own hands.
    expect(produced).toBeLessThanOrEqual(READ_FIRST + 5);
    client.send({});
    const done = await client.next<Stage<"done">>();
    print("download", begun, stopped, done);
    check(stopped, done);
  });

  it("of requests holds one window, and gets all of it later", { timeout: 600_000 }, async () => {
    const program = startProgram(PROGRAM, ["server", 0, MESSAGES], SMALL_HEAP);
    const { port } = await program.next<Stage<"listening">>();
    let produced = 0;
    const message = new Uint8Array(MESSAGE_BYTES);
    function* requests(): Generator<Uint8Array> {
      for (; produced < MESSAGES; produced++) yield message;
    }
    const begun = performance.now();
    const call = openChannel(port).clientStreaming(Bulk.upload, requests(), { timeoutMs: Infinity });
    const stopped = await program.next<Stage<"stopped">>();
    expect(produced).toBeLessThanOrEqual(READ_FIRST + 5);
    program.send({});
    const done = await program.next<Stage<"done">>();
    print("upload", begun, stopped, done);
    check(stopped, done);
    expect(await call).toHaveLength(0);
  });

  it("does not hold up the other calls of its connection", async () => {
    const message = new Uint8Array(MESSAGE_BYTES);
    const { port } = await startServer((server) =>
      server
        .handle(Bulk.download, function* () {
          for (;;) yield message;
        })
        .handle(Echo.once, (request) => request),
    );
    const channel = openChannel(port);
    const stopped = [1, 2, 3].map(() => channel.serverStreaming(Bulk.download, message, { timeoutMs: Infinity }));
    for (const responses of stopped) await responses.next();
    let received = -1;
    await vi.waitFor(() => {
      const before = received;
      received = channel.stats().bytesReceived;
      expect(received).toBe(before); // all windows are full
    });
    for (let n = 0; n < 20; n++) expect(await channel.unary(Echo.once, `call ${n}`)).toBe(`call ${n}`);
    expect(channel.stats().sessions).toBe(1);
    for (const responses of stopped) await responses.return();
  });
});
