import * as grpc from "@grpc/grpc-js";
import { constants, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { frameMessage } from "../../src/grpc/framing.ts";
import { RpcError } from "../../src/grpc/index.ts";
import { type LeanChannel } from "../../src/lean/index.ts";
import { classifyRpcError } from "../../src/services/errors/rpc-errors.ts";
import { Echo, Text } from "../support/echo-service.ts";
import { hex } from "../support/hex.ts";
import { rejection } from "../support/robots.ts";
import { startTlsPeer } from "../support/tls-peers.ts";
import { deferred } from "../tls/servers.ts";
import { answeredBy, GRPC, mintScene, open, respond, type Scene } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await mintScene();
});

/** A framed text. */
const framed = (text: string): Uint8Array => frameMessage(Text.encode(text));

/** What one unary call fails with. */
async function failure(channel: LeanChannel, options: object = {}): Promise<RpcError> {
  const error = await rejection(channel.unary(Echo.once, "hello", options));
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

/** What a call comes to that is answered so. */
const answer = async (onStream: (stream: ServerHttp2Stream) => void, options: object = {}): Promise<RpcError> =>
  failure(await answeredBy(scene, onStream), options);

describe("LeanChannel and a request", () => {
  it("sends what gRPC asks for, with the token and the call's own metadata", async () => {
    let seen: Record<string, unknown> = {};
    let body = Buffer.alloc(0);
    const peer = (stream: ServerHttp2Stream, headers: object): void => {
      seen = { ...headers };
      stream.on("data", (chunk: Buffer) => (body = Buffer.concat([body, chunk])));
      stream.on("end", () => respond(stream, framed("hi")));
    };
    const channel = await answeredBy(scene, peer, { token: "abc" });
    expect(await channel.unary(Echo.once, "hello", { timeoutMs: 5000, metadata: { "x-mark": "m" } })).toBe("hi");
    expect(seen).toMatchObject({
      ":path": "/spotwire.test.Echo/Once",
      ":authority": "id.spot.robot",
      ":method": "POST",
      ":scheme": "https",
      "content-type": "application/grpc",
      te: "trailers",
      "grpc-timeout": "5000m",
      authorization: "Bearer abc",
      "x-mark": "m",
    });
    expect(body).toEqual(Buffer.from(framed("hello")));
  });

  it("is refused with options that it cannot keep, before anything is sent", async () => {
    let calls = 0;
    const channel = await answeredBy(scene, () => calls++);
    for (const options of [{ compress: true }, { waitForReady: true }, { observe: () => undefined }]) {
      expect(await rejection(channel.unary(Echo.once, "hello", options))).toBeInstanceOf(TypeError);
    }
    expect(await rejection(channel.unary(Echo.once, "hello", { metadata: { te: "x" } }))).toBeInstanceOf(TypeError);
    expect(await rejection(channel.unary(Echo.once, "hello", { timeoutMs: Number.NaN }))).toBeInstanceOf(RangeError);
    expect(calls).toBe(0);
  });

  it("fails where the headers are more than HTTP/2 sends, and the channel goes on", async () => {
    const channel = await answeredBy(scene, (stream) => respond(stream, framed("hi")));
    const error = await failure(channel, { metadata: { "x-long": "y".repeat(100_000) } });
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", origin: "client" });
    expect(await channel.unary(Echo.once, "hello")).toBe("hi");
  });
});

describe("LeanChannel and a response", () => {
  it("tells of metadata before and after", async () => {
    const channel = await answeredBy(scene, (stream) => {
      respond(stream, framed("hi"), { "grpc-status": "0", "x-tail": "t" }, { ...GRPC, "x-head": "h" });
    });
    const heard: (string | undefined)[] = [];
    await channel.unary(Echo.once, "hello", {
      onHeaders: (metadata) => heard.push(metadata.get("x-head")),
      onTrailers: (metadata) => heard.push(metadata.get("x-tail")),
    });
    expect(heard).toEqual(["h", "t"]);
  });

  it("ends the call where the caller's callback throws", async () => {
    const oops = (): never => {
      throw new Error("oops");
    };
    const respondHi = (stream: ServerHttp2Stream): void => respond(stream, framed("hi"));
    for (const options of [{ onHeaders: oops }, { onTrailers: oops }]) {
      expect(await answer(respondHi, options)).toMatchObject({ status: "CANCELLED", cause: { message: "oops" } });
    }
  });

  it("reads a message cut anywhere, and one that is empty", async () => {
    const channel = await answeredBy(scene, (stream, { "x-cut": cut }) => {
      stream.respond(GRPC, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const bytes = cut === undefined ? framed("") : framed("hello");
      for (let at = 0; at < bytes.length; at += Number(cut ?? 5))
        stream.write(bytes.subarray(at, at + Number(cut ?? 5)));
      stream.end();
    });
    for (const cut of [1, 2, 3, 4, 6]) {
      expect(await channel.unary(Echo.once, "", { metadata: { "x-cut": String(cut) } })).toBe("hello");
    }
    expect(await channel.unary(Echo.once, "")).toBe("");
  });

  it("reads the status of trailers, percent-decoded", async () => {
    const error = await answer((stream) =>
      respond(stream, new Uint8Array(0), { "grpc-status": "5", "grpc-message": "no %C3%9C", "x-why": "w" }),
    );
    expect(error).toMatchObject({ status: "NOT_FOUND", detail: "no Ü", origin: "server", method: Echo.once.path });
    expect(error.metadata.get("x-why")).toBe("w");
  });

  it("reads a response of trailers only", async () => {
    const error = await answer((stream) => {
      stream.respond({ ...GRPC, "grpc-status": "16", "grpc-message": "log in" }, { endStream: true });
    });
    expect(error).toMatchObject({ status: "UNAUTHENTICATED", detail: "log in", origin: "server" });
  });

  for (const [httpStatus, status] of [
    [400, "INTERNAL"],
    [401, "UNAUTHENTICATED"],
    [403, "PERMISSION_DENIED"],
    [404, "UNIMPLEMENTED"],
    [429, "UNAVAILABLE"],
    [502, "UNAVAILABLE"],
    [503, "UNAVAILABLE"],
    [504, "UNAVAILABLE"],
    [418, "UNKNOWN"],
    [200, "UNKNOWN"],
  ] as const) {
    it(`takes an answer of HTTP ${httpStatus} for ${status}`, async () => {
      const error = await answer((stream) => {
        stream.respond({ ":status": httpStatus, "content-type": "text/html" });
        stream.end("<html>");
      });
      expect(error).toMatchObject({ status, httpStatus, origin: "server" });
    });
  }

  const whole = Buffer.from(framed("hello"));
  for (const [name, data, more, expected] of [
    ["a message cut short", whole.subarray(0, 7), {}, { status: "INTERNAL" }],
    ["a prefix cut short", whole.subarray(0, 3), {}, { status: "INTERNAL" }],
    ["two messages", Buffer.concat([whole, whole]), {}, { status: "INTERNAL" }],
    ["no message", Buffer.alloc(0), {}, { status: "INTERNAL" }],
    ["a message that does not decode", framed("undecodable"), {}, { status: "INTERNAL", cause: RangeError }],
    ["a flag that is none", hex("02 00 00 00 00"), {}, { status: "INTERNAL", cause: { code: "FRAMING_BAD_FLAG" } }],
    ["a compressed message without an encoding", hex("01 00 00 00 01 41"), {}, { status: "INTERNAL" }],
    ["an encoding that was not offered", whole, { "grpc-encoding": "gzip" }, { status: "INTERNAL" }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const error = await answer((stream) => respond(stream, data, { "grpc-status": "0" }, { ...GRPC, ...more }));
      if ("cause" in expected && typeof expected.cause === "function") {
        expect(error.cause).toBeInstanceOf(expected.cause);
        expect(error.status).toBe(expected.status);
      } else expect(error).toMatchObject({ ...expected, origin: "client" });
    });
  }

  it("refuses a message over the limit when its prefix is known, and takes one that just fits", async () => {
    const channel = await answeredBy(scene, (stream, { "x-cut": cut }) => {
      if (cut !== undefined) respond(stream, framed("12345678"));
      else {
        // Announced, and never sent
        stream.respond(GRPC);
        stream.write(hex("00 00 00 00 09"));
      }
    });
    const error = await failure(channel, { maxReceiveMessageBytes: 8 });
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", cause: { code: "FRAMING_TOO_LARGE" } });
    expect(classifyRpcError(error).code).toBe("RPC_RESPONSE_TOO_LARGE");
    const fits = { maxReceiveMessageBytes: 8, metadata: { "x-cut": "1" } };
    expect(await channel.unary(Echo.once, "", fits)).toBe("12345678");
  });

  it("refuses a response that ends without a status", async () => {
    const error = await answer((stream) => {
      stream.respond(GRPC);
      stream.end(whole);
    });
    expect(error).toMatchObject({ status: "UNKNOWN", origin: "client" });
    expect(error.message).toContain("no grpc-status");
  });

  it("reads an answer that comes before the request is sent, and gives up the rest", async () => {
    const ended = deferred<number>();
    const channel = await answeredBy(scene, (stream) => {
      stream.on("close", () => ended.resolve(stream.rstCode));
      respond(stream, new Uint8Array(0), { "grpc-status": "7" });
    });
    const error = await rejection(channel.unary(Echo.once, "x".repeat(4_000_000)));
    expect(error).toMatchObject({ status: "PERMISSION_DENIED" });
    await ended.promise;
  });

  it("takes more headers than it reads for a failure, not for memory", async () => {
    let calls = 0;
    const channel = await answeredBy(scene, (stream) => {
      const fields = Object.fromEntries(Array.from({ length: 40 }, (_, each) => [`x-${each}`, "y".repeat(1000)]));
      respond(stream, framed("hi"), { "grpc-status": "0" }, calls++ === 0 ? GRPC : { ...GRPC, ...fields });
    });
    await channel.unary(Echo.once, "our SETTINGS have come");
    const error = await failure(channel);
    expect(["INTERNAL", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "CANCELLED"]).toContain(error.status);
  });
});

describe("LeanChannel and a connection that fails", () => {
  for (const [code, status] of [
    [constants.NGHTTP2_REFUSED_STREAM, "UNAVAILABLE"],
    [constants.NGHTTP2_CANCEL, "CANCELLED"],
    [constants.NGHTTP2_ENHANCE_YOUR_CALM, "RESOURCE_EXHAUSTED"],
    [constants.NGHTTP2_INADEQUATE_SECURITY, "PERMISSION_DENIED"],
    [constants.NGHTTP2_INTERNAL_ERROR, "INTERNAL"],
    [constants.NGHTTP2_NO_ERROR, "INTERNAL"],
  ] as const) {
    it(`takes RST_STREAM with code ${code} for ${status}, and goes on`, async () => {
      let calls = 0;
      const channel = await answeredBy(scene, (stream) => {
        if (calls++ === 0) stream.close(code);
        else respond(stream, framed("hi"));
      });
      expect(await failure(channel)).toMatchObject({ status, origin: "server" });
      expect(await channel.unary(Echo.once, "hello")).toBe("hi");
    });
  }

  /** A peer of whole sessions. */
  async function withSession(
    onStream: (stream: ServerHttp2Stream, session: ServerHttp2Session) => void,
  ): Promise<LeanChannel> {
    return answeredBy(scene, (stream) => onStream(stream, stream.session as ServerHttp2Session));
  }

  it("fails every call once the peer has cut the connection, and says that it is lost", async () => {
    const channel = await withSession((_, session) => session.destroy());
    const errors = [failure(channel), failure(channel)];
    for (const error of [...(await Promise.all(errors)), await failure(channel)]) {
      expect(error).toMatchObject({ status: "UNAVAILABLE", retryable: true, cause: { code: "TRANSPORT_LOST" } });
      expect(classifyRpcError(error).code).toBe("RPC_CONNECTION_LOST");
    }
  });

  it("passes a GOAWAY with an error on to every call", async () => {
    const channel = await withSession((_, session) => session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM));
    for (const error of [await failure(channel), await failure(channel)]) {
      expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_GOAWAY", http2Code: 11 } });
    }
  });

  it("lets a running call finish after a GOAWAY without an error, and begins none", async () => {
    const channel = await withSession((stream, session) => {
      session.goaway(constants.NGHTTP2_NO_ERROR);
      setImmediate(() => respond(stream, framed("hi")));
    });
    expect(await channel.unary(Echo.once, "hello")).toBe("hi");
    expect(await failure(channel)).toMatchObject({ status: "UNAVAILABLE" });
  });

  it("says that a call was not looked at where the GOAWAY says so", async () => {
    const goaway = hex("00 00 00 04 00 00 00 00 00  00 00 08 07 00 00 00 00 00 00 00 00 00 00 00 00 00");
    const port = await startTlsPeer(scene.identity, (socket) => socket.once("data", () => socket.write(goaway)));
    const channel = await open(scene, port);
    expect(await failure(channel)).toMatchObject({ status: "UNAVAILABLE" });
  });

  it("says that the peer does not keep to HTTP/2", async () => {
    const port = await startTlsPeer(scene.identity, (socket) => {
      socket.resume().write("SSH-2.0-OpenSSH_9.2, and whatever else is no frame of HTTP/2\r\n");
    });
    const channel = await open(scene, port);
    expect(await failure(channel)).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_PROTOCOL" } });
    expect(await failure(channel)).toMatchObject({ status: "UNAVAILABLE" });
  });
});

describe("LeanChannel and the end of a call", () => {
  it("ends at its deadline, telling the peer", async () => {
    const code = deferred<number>();
    const channel = await answeredBy(scene, (stream) => stream.on("close", () => code.resolve(stream.rstCode)));
    const error = await failure(channel, { timeoutMs: 50 });
    expect(error).toMatchObject({ status: "DEADLINE_EXCEEDED", origin: "client" });
    expect(await code.promise).toBe(constants.NGHTTP2_CANCEL);
  });

  it("ends at its deadline where the peer speaks no HTTP/2 at all", async () => {
    const channel = await open(scene, await startTlsPeer(scene.identity, (socket) => socket.resume()));
    expect(await failure(channel, { timeoutMs: 50 })).toMatchObject({ status: "DEADLINE_EXCEEDED" });
  });

  it("does not begin without time, nor once aborted", async () => {
    let calls = 0;
    const channel = await answeredBy(scene, () => calls++);
    expect(await failure(channel, { timeoutMs: 0 })).toMatchObject({ status: "DEADLINE_EXCEEDED" });
    expect(await failure(channel, { signal: AbortSignal.abort("no") })).toMatchObject({
      status: "CANCELLED",
      cause: "no",
    });
    expect(calls).toBe(0);
  });

  it("is cancelled by the caller's signal, telling the peer", async () => {
    const controller = new AbortController();
    const code = deferred<number>();
    const channel = await answeredBy(scene, (stream) => {
      stream.on("close", () => code.resolve(stream.rstCode));
      controller.abort("enough");
    });
    const error = await failure(channel, { signal: controller.signal });
    expect(error).toMatchObject({ status: "CANCELLED", origin: "client", cause: "enough" });
    expect(await code.promise).toBe(constants.NGHTTP2_CANCEL);
  });

  it("is cancelled by close(), and calls after it fail", async () => {
    const begun = deferred<undefined>();
    const channel = await answeredBy(scene, () => begun.resolve(undefined));
    const failed = failure(channel);
    await begun.promise;
    await Promise.all([channel.close(), channel.close()]);
    expect(await failed).toMatchObject({ status: "CANCELLED", origin: "client" });
    expect(await failure(channel)).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_CLOSED" } });
  });

  it("closes within its grace where the peer takes no bytes", async () => {
    const channel = await open(scene, await startTlsPeer(scene.identity, (socket) => socket.pause()));
    void rejection(channel.unary(Echo.once, "x".repeat(8_000_000)));
    await channel.close();
  });

  it("leaves no timer, listener or socket behind", async () => {
    const resources = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP|TLS/.test(kind)).length;
    const { signal } = new AbortController();
    let listeners = 0;
    signal.addEventListener = (
      (add) =>
      (...args: Parameters<typeof add>) => {
        listeners++;
        add(...args);
      }
    )(signal.addEventListener.bind(signal));
    signal.removeEventListener = (
      (remove) =>
      (...args: Parameters<typeof remove>) => {
        listeners--;
        remove(...args);
      }
    )(signal.removeEventListener.bind(signal));
    const channel = await answeredBy(scene, (stream, { "x-cut": cut }) => {
      if (cut === undefined) respond(stream, framed("hi"));
    });
    await channel.unary(Echo.once, "warm");
    const before = resources();
    for (let call = 0; call < 20; call++) {
      await channel.unary(Echo.once, "hello", { signal });
      await failure(channel, { signal, timeoutMs: 5, metadata: { "x-cut": "1" } });
    }
    expect(listeners).toBe(0);
    expect(resources()).toBeLessThanOrEqual(before);
    await channel.close();
    await new Promise(setImmediate);
    expect(resources()).toBeLessThan(before);
  });
});

describe("LeanChannel and grpc-js", () => {
  it("understands an implementation that shares no code with it", async () => {
    const server = new grpc.Server();
    const definition = {
      path: Echo.once.path,
      requestStream: false,
      responseStream: false,
      requestSerialize: (text: string) => Buffer.from(text),
      requestDeserialize: String,
      responseSerialize: (text: string) => Buffer.from(text),
      responseDeserialize: String,
    };
    server.addService(
      { once: definition },
      {
        once(call: grpc.ServerUnaryCall<string, string>, callback: grpc.sendUnaryData<string>) {
          if (call.request === "fail") callback({ code: grpc.status.NOT_FOUND, details: "no Ünicode 100%" });
          else callback(null, `${call.request} ${String(call.metadata.get("authorization")[0])}`);
        },
      },
    );
    const { certificatePem, privateKeyPem } = scene.identity;
    const pair = { cert_chain: Buffer.from(certificatePem), private_key: Buffer.from(privateKeyPem) };
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createSsl(null, [pair]), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    onTestFinished(() => server.forceShutdown());
    const channel = await open(scene, port, { token: "abc" });
    expect(await channel.unary(Echo.once, "hello")).toBe("hello Bearer abc");
    expect(await channel.unary(Echo.once, "x".repeat(1_000_000))).toHaveLength(1_000_011);
    const error = await rejection(channel.unary(Echo.once, "fail"));
    expect(error).toMatchObject({ status: "NOT_FOUND", detail: "no Ünicode 100%", origin: "server" });
  });
});
