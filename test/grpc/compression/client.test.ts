/**
 * Compressed messages at the client (gRPC, "Compression"): against @grpc/grpc-js, which decompresses requests; against a
 * bare node:http2 server with zlib's own functions, which compresses responses; and against our own server.
 */
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { deflate, gzip } from "../../../src/grpc/compression/index.ts";
import type { GrpcChannel } from "../../../src/grpc/channel.ts";
import { RpcError } from "../../../src/grpc/errors.ts";
import { frameMessage, MessageDeframer } from "../../../src/grpc/framing.ts";
import type { MessageEncoding } from "../../../src/grpc/message-encoding.ts";
import { openChannel, startServer } from "../../support/channels.ts";
import { collect } from "../../support/collect.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { startGrpcJsEcho } from "../../support/grpc-js-echo.ts";
import { concat } from "../../support/hex.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { ScriptedTransport, settle } from "../../support/scripted-transport.ts";

const MIB = 1024 * 1024;
const LONG = "words ".repeat(20_000);
const TEXTS = ["a", LONG, "", "b", LONG, "ü"];
const ALGORITHMS = [
  { name: "gzip", encoding: gzip(), pack: gzipSync, unpack: gunzipSync },
  { name: "deflate", encoding: deflate(), pack: deflateSync, unpack: inflateSync },
] as const;
type Algorithm = (typeof ALGORITHMS)[number];

interface ReceivedCall {
  readonly encoding: string | undefined;
  readonly acceptEncoding: string | undefined;
  /** Compressed-Flag and text of each request. */
  readonly requests: readonly (readonly [compressed: boolean, text: string])[];
}

/** Says what to answer, once the request has ended. */
type Answer = (call: ReceivedCall, stream: ServerHttp2Stream) => void;

/** A gRPC server on nothing but node:http2 and node:zlib. */
async function startBareServer({ unpack }: Pick<Algorithm, "unpack">, answer: Answer): Promise<number> {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    const chunks: Uint8Array[] = [];
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    stream.on("end", () => {
      const requests = new MessageDeframer(64 * MIB).push(concat(...chunks)).map(({ compressed, bytes }) => {
        return [compressed, new TextDecoder().decode(compressed ? unpack(bytes) : bytes)] as const;
      });
      const { "grpc-encoding": encoding, "grpc-accept-encoding": acceptEncoding } = headers;
      const first = (value: string | string[] | undefined): string | undefined => [value].flat()[0];
      answer({ encoding: first(encoding), acceptEncoding: first(acceptEncoding), requests }, stream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Respond with these frames and OK. */
function respond(stream: ServerHttp2Stream, encoding: string | undefined, frames: readonly Uint8Array[]): void {
  const headers = { ":status": 200, "content-type": "application/grpc" };
  stream.respond(encoding === undefined ? headers : { ...headers, "grpc-encoding": encoding }, {
    waitForTrailers: true,
  });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(concat(...frames));
}

const plain = (text: string): Uint8Array => frameMessage(new TextEncoder().encode(text));

/** The RpcError of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<RpcError> {
  const error: unknown = await call.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

/** One call of each kind that carries LONG both ways. */
async function callAllKinds(channel: GrpcChannel): Promise<void> {
  const options = { compress: true };
  expect(await channel.unary(Echo.once, LONG, options)).toBe(LONG);
  expect((await collect(channel.serverStreaming(Echo.split, "a bb ccc", options))).join(" ")).toBe("a bb ccc");
  expect(await channel.clientStreaming(Echo.join, TEXTS, options)).toBe(TEXTS.join(" "));
  expect(await collect(channel.bidiStreaming(Echo.each, TEXTS, options))).toEqual(TEXTS);
}

describe.each(ALGORITHMS)("a channel with $name", ({ name, encoding, pack, unpack }) => {
  it("calls all four kinds of grpc-js, every request compressed", async () => {
    const channel = openChannel(await startGrpcJsEcho(), { encodings: [encoding] });
    await callAllKinds(channel);
    // LONG went out four times, 120 kB each.
    expect(channel.stats().bytesSent).toBeLessThan(LONG.length / 4);
  });

  it("calls all four kinds of our server, both ways compressed", async () => {
    const { port } = await startServer(serveEcho, { encodings: [gzip(), deflate()], compressResponses: true });
    const channel = openChannel(port, { encodings: [encoding] });
    await callAllKinds(channel);
    expect(channel.stats().bytesSent).toBeLessThan(LONG.length / 4);
    expect(channel.stats().bytesReceived).toBeLessThan(LONG.length / 4);
  });

  it("sends what another zlib unpacks, and says what it accepts", async () => {
    let received: ReceivedCall | undefined;
    const port = await startBareServer({ unpack }, (call, stream) => {
      received = call;
      respond(stream, undefined, [plain("ok")]);
    });
    await openChannel(port, { encodings: [encoding] }).unary(Echo.once, LONG, { compress: true });
    expect(received).toEqual({ encoding: name, acceptEncoding: `identity,${name}`, requests: [[true, LONG]] });
  });

  it("keeps the order of responses that are compressed and plain in turn, to several readers at once", async () => {
    const port = await startBareServer({ unpack }, (_call, stream) => {
      const frames = TEXTS.map((text, i) =>
        i % 2 === 1 ? frameMessage(pack(new TextEncoder().encode(text)), true) : plain(text),
      );
      respond(stream, name, frames);
    });
    const channel = openChannel(port, { encodings: [encoding] });
    expect(await collect(channel.serverStreaming(Echo.split, "x"))).toEqual(TEXTS);
    const responses = channel.serverStreaming(Echo.split, "x");
    const reads = await Promise.all(TEXTS.map(() => responses.next()));
    expect(reads.map(({ value }) => value)).toEqual(TEXTS);
    expect((await responses.next()).done).toBe(true);
  });

  it("lets a function choose, request by request, in order", async () => {
    let received: ReceivedCall | undefined;
    const port = await startBareServer({ unpack }, (call, stream) => {
      received = call;
      respond(stream, undefined, [plain("ok")]);
    });
    const compress = (text: string): boolean => text.length > 10;
    await openChannel(port, { encodings: [encoding] }).clientStreaming(Echo.join, TEXTS, { compress });
    expect(received?.requests).toEqual(TEXTS.map((text) => [text.length > 10, text]));
    expect(received?.encoding).toBe(name);
  });

  it("takes a response that unpacks to its limit, and not one that is a byte longer", async () => {
    const port = await startBareServer({ unpack }, ({ requests }, stream) => {
      const length = Number(requests[0]?.[1]);
      respond(stream, name, [frameMessage(pack(Buffer.alloc(length, "x")), true)]);
    });
    const channel = openChannel(port, { encodings: [encoding], maxReceiveMessageBytes: 100_000 });
    expect(await channel.unary(Echo.once, "100000")).toHaveLength(100_000);
    const error = await failure(channel.unary(Echo.once, "100001"));
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", retryable: false });
    expect(error.detail).toContain("Received message larger than max (100001 or more vs. 100000)");
    expect(await channel.unary(Echo.once, "100001", { maxReceiveMessageBytes: 100_001 })).toHaveLength(100_001);
  });

  it("never holds a bomb in memory", async () => {
    const bomb = pack(Buffer.alloc(256 * MIB));
    const port = await startBareServer({ unpack }, (_call, stream) => {
      respond(stream, name, [frameMessage(bomb, true)]);
    });
    const channel = openChannel(port, { encodings: [encoding] });
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)), 1);
    const error = await failure(collect(channel.serverStreaming(Echo.split, "x")));
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    clearInterval(watch);
    process.stderr.write(
      `${name} bomb of 256 MiB in ${bomb.length} bytes: ${(peak / MIB).toFixed(1)} MiB held at most\n`,
    );
    expect(error.status).toBe("RESOURCE_EXHAUSTED");
    // The limit is 4 MiB; zlib may hold it in pieces and put together.
    expect(peak).toBeLessThan(16 * MIB);
  });

  it("ends the call when a response does not unpack, or only in part", async () => {
    const port = await startBareServer({ unpack }, ({ requests }, stream) => {
      const whole = pack(LONG);
      const damaged = requests[0]?.[1] === "cut" ? whole.subarray(0, -9) : new TextEncoder().encode("not compressed");
      respond(stream, name, [plain("first"), frameMessage(damaged, true), plain("after")]);
    });
    const channel = openChannel(port, { encodings: [encoding] });
    for (const how of ["cut", "garbage"]) {
      const responses = channel.serverStreaming(Echo.split, how);
      expect((await responses.next()).value).toBe("first");
      expect(await failure(responses.next())).toMatchObject({ status: "INTERNAL", cause: { code: "FRAMING_DAMAGED" } });
      expect((await responses.next()).done).toBe(true);
    }
  });
});

describe("a response in an encoding", () => {
  const answers =
    (encoding: string | undefined, compressed: boolean): Answer =>
    (_call, stream) =>
      respond(stream, encoding, [frameMessage(gzipSync("x"), compressed)]);

  it("that was not offered ends with INTERNAL that names it", async () => {
    const channel = openChannel(await startBareServer({ unpack: gunzipSync }, answers("br", true)), {
      encodings: [gzip()],
    });
    const error = await failure(channel.unary(Echo.once, "x"));
    expect(error).toMatchObject({
      status: "INTERNAL",
      detail: 'the peer answers in grpc-encoding "br", which was not offered',
    });
  });

  it("ends with INTERNAL on a channel that offers none", async () => {
    const channel = openChannel(await startBareServer({ unpack: gunzipSync }, answers("gzip", true)));
    expect((await failure(channel.unary(Echo.once, "x"))).status).toBe("INTERNAL");
  });

  it("that its headers do not name ends with INTERNAL", async () => {
    const channel = openChannel(await startBareServer({ unpack: gunzipSync }, answers(undefined, true)), {
      encodings: [gzip()],
    });
    expect((await failure(channel.unary(Echo.once, "x"))).status).toBe("INTERNAL");
  });
});

describe("compress", () => {
  it("on a channel without encodings is a TypeError of each kind, and sends nothing", async () => {
    const { port } = await startServer(serveEcho);
    const channel = openChannel(port);
    const options = { compress: true };
    await expect(channel.unary(Echo.once, "x", options)).rejects.toThrow(TypeError);
    await expect(collect(channel.serverStreaming(Echo.split, "x", options))).rejects.toThrow(TypeError);
    await expect(channel.clientStreaming(Echo.join, ["x"], options)).rejects.toThrow(TypeError);
    await expect(collect(channel.bidiStreaming(Echo.each, ["x"], options))).rejects.toThrow(TypeError);
    expect(channel.stats()).toMatchObject({ calls: 0, sessions: 0 });
  });

  it("to a server that has no encoding ends with UNIMPLEMENTED", async () => {
    const { port } = await startServer(serveEcho);
    const channel = openChannel(port, { encodings: [gzip()] });
    expect((await failure(channel.unary(Echo.once, "x", { compress: true }))).status).toBe("UNIMPLEMENTED");
    expect(await channel.unary(Echo.once, "x")).toBe("x");
  });

  describe("with an encoding that fails", () => {
    const broken: MessageEncoding = {
      name: "broken",
      compress: () => Promise.reject(new Error("out of paper")),
      decompress: (bytes) => Promise.resolve(bytes),
    };

    it("ends the call, and the process lives on, whether there is a session or not", async () => {
      const unhandled: unknown[] = [];
      const listener = (error: unknown): void => void unhandled.push(error);
      process.on("unhandledRejection", listener);
      onTestFinished(() => void process.off("unhandledRejection", listener));
      const clock = new ManualClock();
      let connected: ((session: ScriptedTransport) => void) | undefined;
      const channel = openChannel(0, {
        clock,
        encodings: [broken],
        connect: () => new Promise((resolve) => (connected = resolve)),
      });
      const unary = failure(channel.unary(Echo.once, "x", { compress: true }));
      const streaming = channel.serverStreaming(Echo.split, "x", { compress: true }); // never read
      for (let n = 0; n < 3; n++) await settle();
      expect(unhandled).toEqual([]);
      connected?.(new ScriptedTransport());
      const expected = { status: "INTERNAL", detail: "the request could not be compressed" };
      expect(await unary).toMatchObject(expected);
      expect(await failure(streaming.next())).toMatchObject(expected);
      const options = { compress: true };
      expect(await failure(channel.clientStreaming(Echo.join, ["x"], options))).toMatchObject(expected);
    });
  });
});
