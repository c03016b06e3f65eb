/** Limits on what is sent and received, metadata that is too much for the peer, and call credentials, over real sockets. */
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GrpcChannel } from "../../src/grpc/channel.ts";
import { RpcError } from "../../src/grpc/errors.ts";
import { frameMessage } from "../../src/grpc/framing.ts";
import { retryPolicy } from "../../src/grpc/retry-policy.ts";
import type { CallToBe, GrpcChannelOptions } from "../../src/grpc/unary-channel.ts";
import { openChannel, startServer } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { serveEcho } from "../support/echo-server.ts";
import { Echo } from "../support/echo-service.ts";
import { startGrpcJsEcho } from "../support/grpc-js-echo.ts";

/** A hang shows as DEADLINE_EXCEEDED. */
const TIMEOUT_MS = 5000;

async function failure(call: Promise<unknown>): Promise<RpcError> {
  const error: unknown = await call.then(
    () => new Error("the call succeeded"),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

/** A channel to our own echo server. */
async function echoChannel(options: Partial<GrpcChannelOptions> = {}): Promise<GrpcChannel> {
  const { port } = await startServer(serveEcho);
  return openChannel(port, options);
}

describe("maxSendMessageBytes", () => {
  it("refuses a longer request of each kind, and the channel goes on", async () => {
    const channel = await echoChannel({ maxSendMessageBytes: 10 });
    const long = "x".repeat(11);
    const expected = {
      status: "RESOURCE_EXHAUSTED",
      origin: "client",
      detail: "Sent message larger than max (11 vs. 10)",
    };
    expect(await failure(channel.unary(Echo.once, long))).toMatchObject(expected);
    expect(() => channel.serverStreaming(Echo.split, long)).toThrow(expect.objectContaining(expected) as RpcError);
    expect(await failure(channel.clientStreaming(Echo.join, ["a", long, "b"]))).toMatchObject(expected);
    const responses = channel.bidiStreaming(Echo.each, ["a", long, "b"]);
    expect(await failure(collect(responses))).toMatchObject(expected);
    expect(await channel.unary(Echo.once, "x".repeat(10))).toHaveLength(10);
  });
});

describe("maxReceiveMessageBytes", () => {
  it("of a call is its own, above or below the channel's", async () => {
    const channel = await echoChannel({ maxReceiveMessageBytes: 10 });
    const text = "x".repeat(20);
    expect((await failure(channel.unary(Echo.once, text))).detail).toContain("(20 vs. 10)");
    expect(await channel.unary(Echo.once, text, { maxReceiveMessageBytes: 20 })).toBe(text);
    const small = channel.serverStreaming(Echo.split, "ab abc", { maxReceiveMessageBytes: 2 });
    expect((await small.next()).value).toBe("ab");
    expect(await failure(small.next())).toMatchObject({ status: "RESOURCE_EXHAUSTED" });
  });

  it("of 4 MiB holds where nothing is said", async () => {
    const channel = await echoChannel();
    const most = 4 * 1024 * 1024;
    expect(await channel.unary(Echo.once, "x".repeat(most))).toHaveLength(most);
    // The server's own limit is the same: the words are the peer's.
    expect(await failure(channel.unary(Echo.once, "x".repeat(most + 1)))).toMatchObject({
      status: "RESOURCE_EXHAUSTED",
      origin: "server",
    });
  });
});

describe("metadata that is too much for the peer", () => {
  const metadata = (bytes: number): { "x-large": string } => ({ "x-large": "y".repeat(bytes) });

  it("in a request of 9 kB is answered by our server with RESOURCE_EXHAUSTED", async () => {
    const channel = await echoChannel();
    const options = { timeoutMs: TIMEOUT_MS };
    const error = await failure(channel.unary(Echo.once, "x", { ...options, metadata: metadata(9000) }));
    process.stderr.write(`9 kB of metadata to our server: ${error.message}\n`);
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", origin: "server" });
    expect(await channel.unary(Echo.once, "x", options)).toBe("x");
    expect(channel.stats().sessions).toBe(1);
  });

  // Ours announces 16 KiB; nghttp2 sends no more than 64 KiB to anyone.
  it.each([20_000, 60_000, 100_000])("in a request of %d bytes is not sent, and the session lives", async (bytes) => {
    const channel = await echoChannel({ retry: retryPolicy({ statuses: ["UNAVAILABLE", "RESOURCE_EXHAUSTED"] }) });
    const options = { timeoutMs: TIMEOUT_MS };
    await channel.unary(Echo.once, "x", options);
    const { bytesSent } = channel.stats();
    const call = channel.unary(Echo.once, "x", { ...options, metadata: metadata(bytes) });
    const error = await failure(call);
    process.stderr.write(`${bytes} bytes of metadata to our server: ${error.message}\n`);
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", origin: "client" });
    expect(error.detail).toMatch(/^to-be-sent initial metadata size exceeds peer limit \(\d+ vs\. 16384\)$/);
    expect(channel.stats().bytesSent - bytesSent).toBeLessThan(1000);
    expect(await channel.unary(Echo.once, "x", options)).toBe("x");
    expect(channel.stats().sessions).toBe(1);
  });

  it.each([9000, 20_000])("in a request of %d bytes to grpc-js ends, or is taken", async (bytes) => {
    const channel = openChannel(await startGrpcJsEcho());
    const call = channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS, metadata: metadata(bytes) });
    const outcome = await call.then(
      () => "OK",
      (error: unknown) => (error as RpcError).status,
    );
    process.stderr.write(`${bytes} bytes of metadata to grpc-js: ${outcome}\n`);
    expect(["OK", "RESOURCE_EXHAUSTED"]).toContain(outcome);
  });

  it("because it announced a limit of its own (MAX_HEADER_LIST_SIZE) ends the call with its own error", async () => {
    const server = createServer({ settings: { maxHeaderListSize: 1000 } });
    server.on("stream", (stream) => {
      stream.on("error", () => undefined).resume();
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(frameMessage(new TextEncoder().encode("ok")));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const channel = openChannel((server.address() as AddressInfo).port);
    const options = { timeoutMs: TIMEOUT_MS };
    expect(await channel.unary(Echo.once, "x", options)).toBe("ok");
    const error = await failure(channel.unary(Echo.once, "x", { ...options, metadata: metadata(2000) }));
    process.stderr.write(`2 kB of metadata to a peer that takes 1000 bytes: ${error.message}\n`);
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", origin: "client" });
    expect(error.detail).toContain("vs. 1000)");
    expect(await channel.unary(Echo.once, "x", options)).toBe("ok");
    expect(channel.stats().sessions).toBe(1);
  });

  it("of more than 64 KiB is not sent to a peer without a limit either", async () => {
    const channel = openChannel(await startGrpcJsEcho());
    const call = channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS, metadata: metadata(66_000) });
    expect(await failure(call)).toMatchObject({ status: "RESOURCE_EXHAUSTED", origin: "client" });
    expect(await channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS })).toBe("x");
  });

  it("of ours in a response of 9 kB is taken, of 20 kB ends the call with RESOURCE_EXHAUSTED", async () => {
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (request, context) => {
        if (request !== "x") context.setTrailers(metadata(Number(request)));
        return "ok";
      }),
    );
    const channel = openChannel(port);
    const options = { timeoutMs: TIMEOUT_MS };
    expect(await channel.unary(Echo.once, "x", options)).toBe("ok");
    let bytes = 0;
    const onTrailers = (trailers: { get(key: string): string | undefined }): void =>
      void (bytes = trailers.get("x-large")?.length ?? 0);
    expect(await channel.unary(Echo.once, "9000", { ...options, onTrailers })).toBe("ok");
    expect(bytes).toBe(9000);
    const error = await failure(channel.unary(Echo.once, "20000", options));
    process.stderr.write(`20 kB of trailers from our server: ${error.message}\n`);
    expect(error.status).toBe("RESOURCE_EXHAUSTED");
    expect(await channel.unary(Echo.once, "x", options)).toBe("ok");
  });
});

it("metadata may set the priority of RFC 9218", async () => {
  const { port } = await startServer((server) =>
    server.handle(Echo.once, (_request, context) => context.metadata.get("priority") ?? "none"),
  );
  expect(await openChannel(port).unary(Echo.once, "x", { metadata: { priority: "u=0" } })).toBe("u=0");
});

describe("callMetadata", () => {
  /** A server that answers each call with the token it came with; `stale` is UNAVAILABLE. */
  async function tokenServer(): Promise<{ port: number; tokens: string[] }> {
    const tokens: string[] = [];
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (_request, { metadata, path }) => {
        const token = metadata.get("authorization") ?? "none";
        tokens.push(token);
        if (token.startsWith("stale")) throw new RpcError("UNAVAILABLE", path, "try again");
        return token;
      }),
    );
    return { port, tokens };
  }

  it("may be a promise, with a session and without", async () => {
    const { port } = await tokenServer();
    const asked: CallToBe[] = [];
    const channel = openChannel(port, {
      callMetadata: async (call) => {
        asked.push(call);
        return { authorization: `token ${asked.length}` };
      },
    });
    expect(await channel.unary(Echo.once, "x")).toBe("token 1");
    expect(await channel.unary(Echo.once, "x")).toBe("token 2");
    expect(asked[0]).toEqual({ path: Echo.once.path, authority: "echo.test" });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("the keyring is locked");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the keyring is locked"))],
  ])("that %s ends the call with UNAUTHENTICATED and its cause, and nothing is sent", async (_how, callMetadata) => {
    const { port, tokens } = await tokenServer();
    const channel = openChannel(port, { callMetadata });
    for (const isConnected of [false, true]) {
      if (isConnected) await channel.connect();
      const error = await failure(channel.unary(Echo.once, "x"));
      expect(error).toMatchObject({ status: "UNAUTHENTICATED", origin: "client" });
      expect(error.detail).toBe("the call's credentials could not be had: the keyring is locked");
      expect(error.cause).toMatchObject({ message: "the keyring is locked" });
    }
    expect(tokens).toEqual([]);
    const streamed = await failure(collect(channel.serverStreaming(Echo.split, "x")));
    expect(streamed.status).toBe("UNAUTHENTICATED");
  });

  it("that fails with an RpcError ends the call with that very one", async () => {
    const { port } = await tokenServer();
    const error = new RpcError("PERMISSION_DENIED", "/login", "not today");
    const sync = openChannel(port, {
      callMetadata: () => {
        throw error;
      },
    });
    expect(await failure(sync.unary(Echo.once, "x"))).toBe(error);
    const late = openChannel(port, { callMetadata: () => Promise.reject(error) });
    expect(await failure(late.unary(Echo.once, "x"))).toBe(error);
  });

  it("that is no metadata fails the call without repeating the token", async () => {
    const { port } = await tokenServer();
    const channel = openChannel(port, { callMetadata: () => ({ authorization: "secret\nsecret" }) });
    for (const call of [channel.unary(Echo.once, "x"), channel.unary(Echo.once, "x")]) {
      const error = await failure(call);
      expect(error.message).toContain("authorization");
      expect(error.message).not.toContain("secret");
    }
  });

  it("is asked once for each attempt, so that a refreshed token is used by the next", async () => {
    const { port, tokens } = await tokenServer();
    const known = ["stale 1", "stale 2", "fresh", "unused"];
    const channel = openChannel(port, {
      retry: retryPolicy({ initialBackoffMs: 1, maxTokens: 100 }),
      callMetadata: () => ({ authorization: known.shift() ?? "" }),
    });
    await channel.connect();
    expect(await channel.unary(Echo.once, "x")).toBe("fresh");
    expect(tokens).toEqual(["stale 1", "stale 2", "fresh"]);
    expect(known).toEqual(["unused"]);
  });

  it("that is slow does not hold a call beyond its deadline, nor send it afterwards", async () => {
    const { port, tokens } = await tokenServer();
    let give: ((metadata: { authorization: string }) => void) | undefined;
    const channel = openChannel(port, { callMetadata: () => new Promise((resolve) => (give = resolve)) });
    await channel.connect();
    expect((await failure(channel.unary(Echo.once, "x", { timeoutMs: 20 }))).status).toBe("DEADLINE_EXCEEDED");
    give?.({ authorization: "late" });
    await channel.ping();
    expect(tokens).toEqual([]);
  });
});
