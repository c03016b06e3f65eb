/** All four call kinds between our stack and @grpc/grpc-js, each side as client and as server. */
import * as grpc from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { RpcError } from "../../src/grpc/errors.ts";
import type { Metadata } from "../../src/grpc/metadata.ts";
import { collect } from "../support/collect.ts";
import { openChannel, startServer } from "../support/channels.ts";
import { serveEcho } from "../support/echo-server.ts";
import { Echo } from "../support/echo-service.ts";
import { echoDefinition, openGrpcJsClient, startGrpcJsEcho } from "../support/grpc-js-echo.ts";

describe("our client against a grpc-js server", () => {
  it("calls a unary method and sees metadata both ways", async () => {
    const channel = openChannel(await startGrpcJsEcho());
    const seen: (string | undefined)[] = [];
    let tail: Metadata | undefined;
    const answer = await channel.unary(Echo.once, "hello", {
      metadata: { "x-mark": "m" },
      onHeaders: (metadata) => seen.push(metadata.get("x-seen")),
      onTrailers: (metadata) => (tail = metadata),
    });
    expect(answer).toBe("hello");
    expect(seen).toEqual(["m"]);
    expect(tail?.get("x-tail")).toBe("t");
    expect(tail?.getBytes("x-tail-bin")).toEqual(Uint8Array.of(0, 1, 255));
  });

  it("sees status, message and trailers of a failed call", async () => {
    const channel = openChannel(await startGrpcJsEcho());
    const error = await channel.unary(Echo.once, "fail").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({
      status: "NOT_FOUND",
      detail: "no Ünicode 100%",
      origin: "server",
      method: Echo.once.path,
    });
    expect((error as RpcError).metadata.get("x-tail")).toBe("t");
  });

  it("calls the three streaming kinds", async () => {
    const channel = openChannel(await startGrpcJsEcho());
    expect(await collect(channel.serverStreaming(Echo.split, "a b c"))).toEqual(["a", "b", "c"]);
    expect(await channel.clientStreaming(Echo.join, ["a", "b", "c"])).toBe("a b c");
    expect(await collect(channel.bidiStreaming(Echo.each, ["a", "b", "c"]))).toEqual(["a", "b", "c"]);
  });

  it("carries a message larger than both windows", async () => {
    const channel = openChannel(await startGrpcJsEcho(), { maxReceiveMessageBytes: 16 * 1024 * 1024 });
    const large = "x".repeat(3_500_000);
    expect(await channel.unary(Echo.once, large)).toBe(large);
  });

  it("shares one session between calls at the same time", async () => {
    const channel = openChannel(await startGrpcJsEcho());
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => channel.unary(Echo.once, `call ${i}`)));
    expect(answers[49]).toBe("call 49");
    expect(channel.stats()).toMatchObject({ calls: 50, failedCalls: 0, sessions: 1 });
  });

  it("reports a method the server does not have", async () => {
    const channel = openChannel(await startGrpcJsEcho());
    const missing = { ...Echo.once, path: "/spotwire.test.Echo/Missing" };
    await expect(channel.unary(missing, "x")).rejects.toMatchObject({
      status: "UNIMPLEMENTED",
      origin: "server",
    });
  });
});

describe("a grpc-js client against our server", () => {
  const { once, split, join, each } = echoDefinition;

  it("calls all four kinds", async () => {
    const { port } = await startServer(serveEcho);
    const client = openGrpcJsClient(port);
    const unary = await new Promise((resolve, reject) => {
      client.makeUnaryRequest(once.path, once.requestSerialize, once.responseDeserialize, "hello", (error, answer) =>
        error === null ? resolve(answer) : reject(error),
      );
    });
    expect(unary).toBe("hello");
    const words = client.makeServerStreamRequest(
      split.path,
      split.requestSerialize,
      split.responseDeserialize,
      "a b c",
    );
    expect(await collect(words)).toEqual(["a", "b", "c"]);
    const joined = new Promise((resolve, reject) => {
      const call = client.makeClientStreamRequest(
        join.path,
        join.requestSerialize,
        join.responseDeserialize,
        (error, answer) => (error === null ? resolve(answer) : reject(error)),
      );
      for (const word of ["a", "b", "c"]) call.write(word);
      call.end();
    });
    expect(await joined).toBe("a b c");
    const duplex = client.makeBidiStreamRequest(each.path, each.requestSerialize, each.responseDeserialize);
    for (const word of ["a", "b", "c"]) duplex.write(word);
    duplex.end();
    expect(await collect(duplex)).toEqual(["a", "b", "c"]);
  });

  it("sees our status, message and trailers", async () => {
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (_request, context) => {
        context.setTrailers({ "x-tail-bin": Uint8Array.of(7) });
        throw new RpcError("PERMISSION_DENIED", context.path, "not for Ünknown 100%");
      }),
    );
    const client = openGrpcJsClient(port);
    const error = await new Promise<grpc.ServiceError | null>((resolve) => {
      client.makeUnaryRequest(once.path, once.requestSerialize, once.responseDeserialize, "x", (failure) =>
        resolve(failure),
      );
    });
    expect(error?.code).toBe(grpc.status.PERMISSION_DENIED);
    expect(error?.details).toBe("not for Ünknown 100%");
    expect(error?.metadata.get("x-tail-bin")).toEqual([Buffer.from([7])]);
  });

  it("sees UNIMPLEMENTED for a method we do not serve", async () => {
    const { port } = await startServer(() => undefined);
    const client = openGrpcJsClient(port);
    const error = await new Promise<grpc.ServiceError | null>((resolve) => {
      client.makeUnaryRequest(once.path, once.requestSerialize, once.responseDeserialize, "x", (failure) =>
        resolve(failure),
      );
    });
    expect(error?.code).toBe(grpc.status.UNIMPLEMENTED);
  });

  it("cancels a stream, and our handler's generator is closed", async () => {
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const { port } = await startServer((server) =>
      server.handle(Echo.split, async function* (_request, context) {
        try {
          for (let i = 0; !context.signal.aborted; i++) {
            yield String(i);
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          closed();
        }
      }),
    );
    const client = openGrpcJsClient(port);
    const call = client.makeServerStreamRequest(split.path, split.requestSerialize, split.responseDeserialize, "x");
    call.on("error", () => undefined);
    call.once("data", () => call.cancel());
    await isClosed;
  });
});
