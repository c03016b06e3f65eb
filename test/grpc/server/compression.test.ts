/** Compressed messages at the server (gRPC, "Compression"). */
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { deflate, gzip } from "../../../src/grpc/compression/index.ts";
import { frameMessage, MessageDeframer } from "../../../src/grpc/framing.ts";
import { GrpcServer, type GrpcServerOptions } from "../../../src/grpc/server/server.ts";
import type { ServerContext } from "../../../src/grpc/server/context.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { concat } from "../../support/hex.ts";
import { goodHeaders, openCall, type ScriptedClientCall } from "../../support/scripted-incoming.ts";
import { settle, textFrame } from "../../support/scripted-transport.ts";

const encodings = [gzip(), deflate()];

function echoServer(options: GrpcServerOptions = {}): GrpcServer {
  const server = new GrpcServer({ encodings, ...options });
  serveEcho(server);
  return server;
}

/** A text as a compressed message. */
function gzipFrame(text: string): Uint8Array {
  const framed = Uint8Array.from(frameMessage(gzipSync(text)));
  framed[0] = 1;
  return framed;
}

const gzipped = (path?: string): Record<string, string> => ({
  ...(goodHeaders(path) as Record<string, string>),
  "grpc-encoding": "gzip",
});

async function finish(call: ScriptedClientCall): Promise<ScriptedClientCall> {
  call.end();
  await call.answered;
  return call;
}

/** What a call was answered with: flag and text of each message. */
function answers(call: ScriptedClientCall): [boolean, string][] {
  const messages = new MessageDeframer(1_000_000).push(concat(...call.stream.written));
  return messages.map(({ compressed, bytes }) => [
    compressed,
    new TextDecoder().decode(compressed ? gunzipSync(bytes) : bytes),
  ]);
}

const LONG = "words ".repeat(100);

describe("a compressed request", () => {
  it("is decompressed", async () => {
    const call = openCall(echoServer(), gzipped());
    call.stream.listener.onData(gzipFrame(LONG));
    await finish(call);
    expect(call.status.code).toBe("0");
    expect(answers(call)).toEqual([[false, LONG]]);
  });

  it("keeps its place among others, compressed or not", async () => {
    const call = openCall(echoServer(), gzipped(Echo.join.path));
    const texts = Array.from({ length: 50 }, (_, n) => `${n}${"x".repeat((n * 7919) % 5000)}`);
    for (const [n, text] of texts.entries())
      call.stream.listener.onData(n % 3 === 0 ? textFrame(text) : gzipFrame(text));
    await finish(call);
    expect(answers(call)).toEqual([[false, texts.join(" ")]]);
  });

  it("is cut anywhere", async () => {
    const bytes = gzipFrame("hello");
    for (let cut = 1; cut < bytes.length; cut++) {
      const call = openCall(echoServer(), gzipped());
      call.stream.listener.onData(bytes.slice(0, cut));
      call.stream.listener.onData(bytes.slice(cut));
      await finish(call);
      expect(answers(call)).toEqual([[false, "hello"]]);
    }
  });

  it("that unpacks to more than the limit ends with RESOURCE_EXHAUSTED", async () => {
    const call = openCall(echoServer({ maxReceiveMessageBytes: 1000 }), gzipped());
    call.stream.listener.onData(gzipFrame("x".repeat(1001)));
    await finish(call);
    expect(call.status).toEqual({ code: "8", message: "Received message larger than max (1001 or more vs. 1000)" });
  });

  it("that does not unpack ends with INTERNAL", async () => {
    const call = openCall(echoServer(), gzipped());
    const damaged = gzipFrame("hello");
    damaged[20] = (damaged[20] ?? 0) ^ 0xff;
    call.stream.listener.onData(damaged);
    await finish(call);
    expect(call.status.code).toBe("13");
    expect(call.status.message).toContain("the message is not gzip");
  });

  it.each([undefined, "identity"])("under grpc-encoding %s ends with INTERNAL", async (name) => {
    const call = openCall(echoServer(), { ...goodHeaders(), "grpc-encoding": name });
    call.stream.listener.onData(gzipFrame("hello"));
    await call.answered;
    expect(call.status).toEqual({ code: "13", message: "the request is compressed, but names no encoding" });
  });

  it("in an encoding that the server lacks is UNIMPLEMENTED, with those that it has", () => {
    const call = openCall(echoServer(), { ...goodHeaders(), "grpc-encoding": "snappy" });
    expect(call.status).toEqual({ code: "12", message: "grpc-encoding snappy is not supported" });
    expect(call.stream.response?.["grpc-accept-encoding"]).toBe("identity,gzip,deflate");
  });

  it("waits as it came, and makes the client wait, while the handler does not read", async () => {
    let go: () => void = () => undefined;
    const server = new GrpcServer({ encodings }).handle(Echo.join, async (requests) => {
      await new Promise<void>((resolve) => (go = resolve));
      let count = 0;
      for await (const text of requests) count += text.length;
      return String(count);
    });
    const call = openCall(server, gzipped(Echo.join.path));
    for (let n = 0; n < 257; n++) call.stream.listener.onData(gzipFrame("x".repeat(1000)));
    expect(call.stream.isPaused).toBe(true);
    await settle();
    go();
    await finish(call);
    expect(call.stream.isPaused).toBe(false);
    expect(answers(call)).toEqual([[false, "257000"]]);
  });
});

describe("a compressed response", () => {
  const accepting = (path?: string): Record<string, string> => ({
    ...(goodHeaders(path) as Record<string, string>),
    "grpc-accept-encoding": "identity, deflate, gzip",
  });

  async function answerOf(
    handler: (request: string, context: ServerContext) => string[],
    options: GrpcServerOptions = {},
    headers = accepting(Echo.split.path),
  ): Promise<ScriptedClientCall> {
    const call = openCall(new GrpcServer({ encodings, ...options }).handle(Echo.split, handler), headers);
    call.send("x");
    return finish(call);
  }

  it("goes out where the handler wants it and the client accepts it", async () => {
    const call = await answerOf((_request, context) => {
      context.compress = true;
      return [LONG, LONG];
    });
    expect(call.stream.response).toMatchObject({
      "grpc-encoding": "gzip",
      "grpc-accept-encoding": "identity,gzip,deflate",
    });
    expect(answers(call)).toEqual([
      [true, LONG],
      [true, LONG],
    ]);
    expect(call.status.code).toBe("0");
  });

  it("goes out by default where the server says so", async () => {
    expect(answers(await answerOf(() => [LONG], { compressResponses: true }))).toEqual([[true, LONG]]);
  });

  it("is not sent by default, but what the server accepts is announced", async () => {
    const call = await answerOf(() => [LONG]);
    expect(answers(call)).toEqual([[false, LONG]]);
    expect(call.stream.response).toMatchObject({ "grpc-accept-encoding": "identity,gzip,deflate" });
    expect(call.stream.response).not.toHaveProperty("grpc-encoding");
  });

  it("is not sent to a client that does not accept it", async () => {
    const call = await answerOf(() => [LONG], { compressResponses: true }, goodHeaders(Echo.split.path) as never);
    expect(answers(call)).toEqual([[false, LONG]]);
    expect(call.stream.response).not.toHaveProperty("grpc-encoding");
  });

  it("may be chosen message by message", async () => {
    const call = await answerOf(() => [LONG, `secret ${LONG}`], {
      compressResponses: (message) => !(message as string).startsWith("secret"),
    });
    expect(answers(call).map(([compressed]) => compressed)).toEqual([true, false]);
  });

  it("is sent as it is where compression would make it longer", async () => {
    expect(answers(await answerOf(() => ["x"], { compressResponses: true }))).toEqual([[false, "x"]]);
  });

  it("is not written to a call that has ended meanwhile", async () => {
    let compressing: () => void = () => undefined;
    const slow = {
      ...gzip(),
      compress: (bytes: Uint8Array) =>
        new Promise<Uint8Array>((resolve) => (compressing = () => resolve(bytes.slice(1)))),
    };
    const server = new GrpcServer({ encodings: [slow], compressResponses: true }).handle(Echo.once, () => LONG);
    const call = openCall(server, accepting());
    call.send("x");
    call.end();
    await settle();
    call.cancel();
    compressing();
    await server.settled();
    expect(call.stream.written).toEqual([]);
    expect(call.stream.response).toBeUndefined();
  });
});

it("a server refuses encodings that it cannot tell apart", () => {
  expect(() => new GrpcServer({ encodings: [gzip(), gzip()] })).toThrow(TypeError);
});
