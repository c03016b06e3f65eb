/** Limits of a server on single calls, with the statuses and words of gRPC C-core. */
import { describe, expect, it } from "vitest";
import { RpcError } from "../../../src/grpc/errors.ts";
import { Metadata } from "../../../src/grpc/metadata.ts";
import { decodeStatusMessage } from "../../../src/grpc/percent-encoding.ts";
import { GrpcServer } from "../../../src/grpc/server/server.ts";
import { openChannel, startServer } from "../../support/channels.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { connectRaw, rawFrame, RawFrameType, requestFields } from "../../support/raw-client.ts";
import { goodHeaders, openCall } from "../../support/scripted-incoming.ts";
import { Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { settle } from "../../support/scripted-transport.ts";

describe("metadata", () => {
  it("of 9 kB is RESOURCE_EXHAUSTED over a real connection, and the connection lives on", async () => {
    const { port } = await startServer(serveEcho);
    const channel = openChannel(port);
    const large = channel.unary(Echo.once, "x", { metadata: { "x-large": "y".repeat(9000) } });
    await expect(large).rejects.toMatchObject({ status: "RESOURCE_EXHAUSTED" });
    await expect(large).rejects.toThrow(/received initial metadata size exceeds limit \(9\d\d\d vs\. 8192\)/);
    expect(await channel.unary(Echo.once, "x", { metadata: { "x-large": "y".repeat(7500) } })).toBe("x");
    expect(channel.stats().sessions).toBe(1);
  });

  it("of 20 kB is RESOURCE_EXHAUSTED by a reset, and the connection lives on", async () => {
    const { port } = await startServer(serveEcho);
    const client = await connectRaw(port);
    client.begin();
    await client.ping();
    const block = headerBlock({ ...requestFields(Echo.once.path), "x-large": "y".repeat(20_000) });
    client.send(
      frame("HEADERS", Flag.NONE, 1, block.slice(0, 16_000)),
      rawFrame(RawFrameType.CONTINUATION, Flag.END_HEADERS, 1, block.slice(16_000)),
    );
    expect((await client.receive("RST_STREAM")).payload[3]).toBe(11);
    await client.ping(2);
  });

  it("is counted with 32 bytes for each field", () => {
    const server = new GrpcServer({ maxMetadataBytes: 400 });
    serveEcho(server);
    const headers = { ":path": Echo.once.path, ":method": "POST", "content-type": "application/grpc", te: "trailers" };
    const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0);
    const fill = 400 - bytes - 2 * 33;
    const small = openCall(server, { ...headers, a: ["x".repeat(fill), ""] });
    expect(small.status.code).toBeUndefined();
    small.cancel();
    const large = openCall(server, { ...headers, a: ["x".repeat(fill), "x"] });
    expect(large.status).toEqual({ code: "8", message: "received initial metadata size exceeds limit (401 vs. 400)" });
  });
});

describe("maxSendMessageBytes", () => {
  it("ends a call whose response is longer with RESOURCE_EXHAUSTED", async () => {
    const server = new GrpcServer({ maxSendMessageBytes: 5 });
    serveEcho(server);
    const call = openCall(server, goodHeaders(Echo.each.path));
    call.send("12345", "123456");
    call.end();
    await call.answered;
    expect(call.stream.sent).toEqual(["12345"]);
    expect(call.status).toEqual({ code: "8", message: "Sent message larger than max (6 vs. 5)" });
  });
});

describe("requestTimeoutMs", () => {
  it.each([Echo.once.path, Echo.split.path])("ends a call of %s whose request does not come", async (path) => {
    const clock = new ManualClock();
    const server = new GrpcServer({ clock, requestTimeoutMs: 5000 });
    serveEcho(server);
    const call = openCall(server, goodHeaders(path));
    clock.advance(4999);
    expect(call.status.code).toBeUndefined();
    clock.advance(1);
    expect(call.status).toEqual({ code: "4", message: "the request was not complete within 5000 ms" });
    await server.settled();
    expect(clock.pending).toBe(0);
  });

  it.each([Echo.join.path, Echo.each.path])("does not count for the stream of %s", async (path) => {
    const clock = new ManualClock();
    const server = new GrpcServer({ clock, requestTimeoutMs: 5000 });
    serveEcho(server);
    const call = openCall(server, goodHeaders(path));
    clock.advance(50_000);
    call.send("x");
    call.end();
    await call.answered;
    expect(call.status.code).toBe("0");
  });

  it("counts no more once the request is complete", async () => {
    const clock = new ManualClock();
    const answers: ((text: string) => void)[] = [];
    const server = new GrpcServer({ clock }).handle(Echo.once, () => new Promise((resolve) => answers.push(resolve)));
    const call = openCall(server);
    call.send("x");
    call.end();
    await settle();
    clock.advance(1_000_000);
    answers[0]?.("slow");
    await call.answered;
    expect(call.stream.sent).toEqual(["slow"]);
  });
});

describe("maxRunningCalls", () => {
  it("refuses one more, and counts handlers that outlive their clients", async () => {
    const answers: (() => void)[] = [];
    const wait = (): Promise<string> => new Promise((resolve) => answers.push(() => resolve("x")));
    const server = new GrpcServer({ maxRunningCalls: 2 }).handle(Echo.once, wait);
    const first = [openCall(server), openCall(server)];
    for (const call of first) {
      call.send("x");
      call.end();
      await settle();
      call.cancel();
    }
    expect(openCall(server).status).toEqual({ code: "8", message: "the server runs as many calls as it may" });
    for (const answer of answers) answer();
    await server.settled();
    expect(openCall(server).status.code).toBeUndefined();
  });
});

describe("grpc-status-details-bin", () => {
  it("thrown by a handler arrives at the client", async () => {
    const details = Uint8Array.of(8, 5, 0xff, 0);
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (_request, { path }) => {
        const metadata = new Metadata({ "grpc-status-details-bin": details });
        throw new RpcError("NOT_FOUND", path, "größer", { metadata });
      }),
    );
    const error: unknown = await openChannel(port)
      .unary(Echo.once, "x")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: "NOT_FOUND", detail: "größer" });
    expect((error as RpcError).metadata.getBytes("grpc-status-details-bin")).toEqual(details);
  });
});

it('messages of statuses are percent-encoded (gRPC over HTTP/2, "Responses")', async () => {
  const server = new GrpcServer().handle(Echo.once, (_request, { path }) => {
    throw new RpcError("ABORTED", path, "50 % größer");
  });
  const call = openCall(server);
  call.send("x");
  call.end();
  await call.answered;
  expect(call.status.message).toBe("50 %25 gr%C3%B6%C3%9Fer");
  expect(decodeStatusMessage(call.status.message ?? "")).toBe("50 % größer");
});
