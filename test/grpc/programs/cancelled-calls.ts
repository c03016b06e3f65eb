/**
 * Begins bidi calls and ends each at one point of its life in one way, then tells what was left behind. Run with
 * `--expose-gc`: `cancelled-calls.ts CALLS`. The peers are bare node:http2 and node:net, so that they count for themselves.
 */
import { getEventListeners, once } from "node:events";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { ResponseStream } from "../../../src/grpc/call-streaming.ts";
import { GrpcChannel } from "../../../src/grpc/channel.ts";
import { RpcError } from "../../../src/grpc/errors.ts";
import { frameMessage } from "../../../src/grpc/framing.ts";
import { keepalive } from "../../../src/grpc/keepalive.ts";
import { retryPolicy } from "../../../src/grpc/retry-policy.ts";
import { Echo } from "../../support/echo-service.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { connectTransport } from "../../support/transport.ts";

/** How far a call has come when it is ended. */
const POINTS = [
  "before a session",
  "while connecting",
  "before headers",
  "mid-response",
  "source waiting",
  "source mid-write",
] as const;
const WAYS = ["signal", "deadline", "break", "close"] as const;
type Point = (typeof POINTS)[number];
type Way = (typeof WAYS)[number];

/** What the test looks at. */
export interface LeakReport {
  readonly calls: number;
  /** How calls ended, by status; `left` for those whose reader left. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Sources that were begun, and those that were told of the end. */
  readonly sourcesBegun: number;
  readonly sourcesTold: number;
  readonly serverStreamsSeen: number;
  /** Streams open when the calls of a round had ended and their connection had not, summed over all rounds. */
  readonly streamsLeft: number;
  readonly serverStreamsOpen: number;
  readonly socketsOpen: number;
  readonly clockTimers: number;
  readonly signalListeners: number;
  readonly resourcesBefore: readonly string[];
  readonly resourcesAfter: readonly string[];
  /** The heap before the calls and after each third of them. */
  readonly heapBytes: readonly number[];
}

const TIMEOUT_MS = 1000;
const CHUNK = "x".repeat(64 * 1024);

let serverStreamsSeen = 0;
let serverStreamsOpen = 0;
let mutedSockets = 0;
const sockets = new Set<Socket>();

/** Counts the sockets of a server. */
function counted(server: Server, port = 0): Promise<number> {
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  return new Promise((resolve) =>
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

const grpcServer = createHttp2Server();
grpcServer.on("session", (session) => session.on("error", () => undefined));
grpcServer.on("stream", (stream: ServerHttp2Stream, headers) => {
  serverStreamsSeen++;
  serverStreamsOpen++;
  stream.once("close", () => serverStreamsOpen--);
  stream.on("error", () => undefined);
  const behaviour = headers["x-behaviour"];
  // A stream that is never read keeps the client's requests waiting.
  if (behaviour !== "deaf") stream.resume();
  if (behaviour === "answer") {
    stream.respond({ ":status": 200, "content-type": "application/grpc" });
    stream.write(frameMessage(new TextEncoder().encode("first")));
  }
});
const mute = createServer((socket) => {
  mutedSockets++;
  socket.resume();
});
const grpcPort = await counted(grpcServer);
const mutePort = await counted(mute);

/** Yields some requests, then waits; knows what it was asked and told. */
class Source implements AsyncIterable<string>, AsyncIterator<string> {
  static begun = 0;
  static told = 0;
  pulled = 0;
  readonly #chunk: string;
  readonly #count: number;

  constructor(chunk: string, count: number) {
    this.#chunk = chunk;
    this.#count = count;
  }

  [Symbol.asyncIterator](): this {
    Source.begun++;
    return this;
  }

  next(): Promise<IteratorResult<string>> {
    this.pulled++;
    if (this.pulled > this.#count) return new Promise(() => undefined);
    return Promise.resolve({ done: false, value: this.#chunk });
  }

  return(): Promise<IteratorResult<string>> {
    Source.told++;
    return Promise.resolve({ done: true, value: undefined });
  }
}

function openChannel(port: number, clock: ManualClock): GrpcChannel {
  return new GrpcChannel({
    authority: "echo.test",
    address: `127.0.0.1:${port}`,
    scheme: "http",
    clock,
    keepalive: keepalive({ intervalMs: 60_000 }),
    idleTimeoutMs: 60_000,
    retry: retryPolicy(),
    async connect({ signal }) {
      const link = connect(port, "127.0.0.1");
      await once(link, "connect");
      return connectTransport({ link, address: "peer", origin: "http://echo.test", signal });
    },
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Turns of the event loop in which all that is on its way arrives. */
async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}

const BEHAVIOUR: Readonly<Partial<Record<Point, string>>> = { "mid-response": "answer", "source mid-write": "deaf" };
const REQUESTS: Readonly<Partial<Record<Point, number>>> = { "source mid-write": Infinity };

/** A read that waits, kept in an object because an await would wait for it. */
interface Arrival {
  readonly reading: Promise<unknown>;
}

/** Bring a call to a point of its life. */
async function arrive(point: Point, source: Source, responses: ResponseStream<string>): Promise<Arrival> {
  const before = { serverStreamsSeen, mutedSockets };
  const reading = responses.next();
  switch (point) {
    case "before a session":
      break;
    case "while connecting":
      await until(() => mutedSockets > before.mutedSockets);
      break;
    case "before headers":
      await until(() => serverStreamsSeen > before.serverStreamsSeen);
      break;
    case "mid-response":
      await reading;
      return { reading: responses.next() };
    case "source waiting":
      await until(() => source.pulled === 2);
      break;
    case "source mid-write":
      // A request is longer than the peer's window, so that the first of them is never written whole.
      await until(() => serverStreamsSeen > before.serverStreamsSeen);
      await turns(3);
  }
  return { reading };
}

const shared = new AbortController();
let signalListeners = 0;

/** One call, from its beginning to its end. */
async function call(point: Point, way: Way, channel: GrpcChannel, clock: ManualClock): Promise<string> {
  const abort = way === "signal" ? new AbortController() : shared;
  const source = new Source(point === "source mid-write" ? CHUNK : "x", REQUESTS[point] ?? 1);
  const responses = channel.bidiStreaming(Echo.each, source, {
    timeoutMs: TIMEOUT_MS,
    signal: abort.signal,
    metadata: { "x-behaviour": BEHAVIOUR[point] ?? "silent" },
  });
  const { reading } = await arrive(point, source, responses);
  const ending = reading.then(
    () => "left",
    (error: unknown) => (error instanceof RpcError ? error.status : String(error)),
  );
  if (way === "signal") abort.abort();
  else if (way === "deadline") clock.advance(TIMEOUT_MS);
  else if (way === "break") await responses.return();
  else await channel.close();
  const outcome = await ending;
  signalListeners += getEventListeners(abort.signal, "abort").length;
  return outcome;
}

const outcomes: Record<string, number> = {};
let clockTimers = 0;
let streamsLeft = 0;

async function round(): Promise<number> {
  let calls = 0;
  const clock = new ManualClock();
  const lasting = openChannel(grpcPort, clock);
  await lasting.connect();
  for (const point of POINTS) {
    for (const way of WAYS) {
      const needsOwn = way === "close" || point === "before a session" || point === "while connecting";
      const ownClock = needsOwn ? new ManualClock() : clock;
      const port = point === "while connecting" ? mutePort : grpcPort;
      const channel = needsOwn ? openChannel(port, ownClock) : lasting;
      if (needsOwn && point !== "before a session" && point !== "while connecting") await channel.connect();
      const outcome = `${way}: ${await call(point, way, channel, ownClock)}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (needsOwn) {
        await channel.close();
        clockTimers += ownClock.pending;
      }
      calls++;
    }
  }
  // While the connection is still there: closing it would end every stream.
  const patience = performance.now() + 500;
  await until(() => serverStreamsOpen === 0 || performance.now() > patience);
  streamsLeft += serverStreamsOpen;
  await lasting.close();
  clockTimers += clock.pending;
  return calls;
}

async function collected(): Promise<number> {
  for (let n = 0; n < 4; n++) {
    await turns(5);
    gc?.();
  }
  return process.memoryUsage().heapUsed;
}

async function quiet(): Promise<void> {
  const deadline = performance.now() + 2000;
  await until(() => (serverStreamsOpen === 0 && sockets.size === 0) || performance.now() > deadline);
  await turns(5);
}

const wanted = Number(process.argv[2] ?? 1000);
// The first rounds compile code and fill caches: they are not what is measured.
for (let n = 0; n < 6; n++) await round();
await quiet();
for (const name of Object.keys(outcomes)) outcomes[name] = 0;
Source.begun = Source.told = serverStreamsSeen = 0;
const heapBytes = [await collected()];
const resourcesBefore = process.getActiveResourcesInfo().sort();
let calls = 0;
for (let third = 1; third <= 3; third++) {
  while (calls < (wanted * third) / 3) calls += await round();
  await quiet();
  heapBytes.push(await collected());
}
const report: LeakReport = {
  calls,
  outcomes,
  sourcesBegun: Source.begun,
  sourcesTold: Source.told,
  serverStreamsSeen,
  streamsLeft,
  serverStreamsOpen,
  socketsOpen: sockets.size,
  clockTimers,
  signalListeners: signalListeners + getEventListeners(shared.signal, "abort").length,
  resourcesBefore,
  resourcesAfter: process.getActiveResourcesInfo().sort(),
  heapBytes,
};
process.send?.(report);
if (process.send === undefined) process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
grpcServer.close();
mute.close();
if (process.send !== undefined) process.disconnect();
