import * as grpc from "@grpc/grpc-js";
import fc from "fast-check";
import { connect as connectSocket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GrpcChannel } from "../../../src/grpc/channel.ts";
import { Metadata } from "../../../src/grpc/metadata.ts";
import { ConnectionInspector } from "../../../src/inspect/connection.ts";
import { inspectHttp2 } from "../../../src/inspect/http2/inspect-http2.ts";
import type { InspectedCall, InspectedFrame } from "../../../src/inspect/inspected.ts";
import { openChannel, startServer } from "../../support/channels.ts";
import { collect } from "../../support/collect.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { echoDefinition, startGrpcJsEcho } from "../../support/grpc-js-echo.ts";
import { rejection } from "../../support/robots.ts";
import { type Passed, startTee } from "../../support/tee.ts";
import { transportNamed } from "../../support/transport.ts";
import { expectEveryByte, faults, readAll, textReader } from "./reading.ts";

/** More than one frame, and more than the window of a stream was at first. */
const LONG = "long ".repeat(16_000);

/** Calls of each kind, through a connection that is read along. */
async function record(transport: "node" | "own", serve: () => Promise<number>): Promise<Passed[]> {
  const { port, passed } = await startTee(await serve());
  const channel: GrpcChannel = openChannel(port, {
    connect: async ({ signal }) => {
      const link = connectSocket(port, "127.0.0.1");
      await new Promise<void>((resolve) => link.once("connect", resolve));
      return transportNamed(transport)({ link, address: "tee", origin: "http://echo.test", signal });
    },
  });
  const metadata = new Metadata();
  metadata.set("x-mark", "a");
  expect(await channel.unary(Echo.once, "hello", { metadata })).toBe("hello");
  expect(await channel.unary(Echo.once, "hello again")).toBe("hello again");
  expect(await collect(channel.serverStreaming(Echo.split, "one two three"))).toEqual(["one", "two", "three"]);
  expect(await channel.unary(Echo.once, LONG)).toBe(LONG);
  await channel.close();
  return passed;
}

async function ownEcho(): Promise<number> {
  return (await startServer(serveEcho)).port;
}

function summary({ path, authority, sent, received, sentBytes, receivedBytes, status }: InspectedCall): unknown[] {
  return [path, authority, sent, received, sentBytes, receivedBytes, status];
}

const LONG_BYTES = LONG.length + 5;
const CALLS = [
  [Echo.once.path, "echo.test", 1, 1, 10, 10, 0],
  [Echo.once.path, "echo.test", 1, 1, 16, 16, 0],
  [Echo.split.path, "echo.test", 1, 3, 18, 26, 0],
  [Echo.once.path, "echo.test", 1, 1, LONG_BYTES, LONG_BYTES, 0],
];

/** What there is to compare of frames: trees are large, so they are one text. */
function comparable(frames: readonly InspectedFrame[]): string[] {
  return frames.map((each) =>
    JSON.stringify(each, (_key, value: unknown) => {
      if (typeof value === "bigint") return value.toString();
      return value instanceof Uint8Array ? value.length : value;
    }),
  );
}

describe.each([
  ["node:http2", "our server", "node", ownEcho],
  ["our own HTTP/2", "our server", "own", ownEcho],
  ["our own HTTP/2", "a server of grpc-js", "own", startGrpcJsEcho],
] as const)("a recorded connection of %s with %s", (_client, _server, transport, serve) => {
  it("is read whole: every byte, call, header field and message", async () => {
    const passed = await record(transport, serve);
    const { frames, inspector } = readAll(passed);
    expectEveryByte(frames, passed);
    expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
    expect(inspector.isLate).toBe(false);
    expect(inspector.calls.map(summary)).toEqual(CALLS);
    for (const call of inspector.calls) {
      expect(call.endedAtNanos).toBeGreaterThan(call.beganAtNanos);
      expect(call.headersAtNanos).toBeGreaterThan(call.beganAtNanos);
    }
    const heads = frames.filter(({ side, headers }) => side === "client" && headers !== undefined);
    expect(heads.map(({ headers = [] }) => Object.fromEntries(headers))).toMatchObject(
      CALLS.map(([path], i) => ({ ":path": path, te: "trailers", ...(i === 0 ? { "x-mark": "a" } : {}) })),
    );
    const messages = frames.flatMap((each) => each.messages);
    expect(messages.map(({ bytes }) => new TextDecoder().decode(bytes.subarray(5)))).toEqual([
      ...["hello", "hello", "hello again", "hello again", "one two three", "one", "two", "three", LONG, LONG],
    ]);
    expect(messages.map(({ side, typeName }) => `${side} ${typeName}`).slice(0, 2)).toEqual([
      `client ${Echo.once.path}Request`,
      `server ${Echo.once.path}Response`,
    ]);
  });

  it("is read the same, however its bytes are cut", async () => {
    const passed = (await record(transport, serve)).map((each, i) => ({ ...each, at: BigInt(i) }));
    const read = (sizes: readonly number[]): string[] => {
      const inspector = new ConnectionInspector({ messages: textReader });
      const frames: InspectedFrame[] = [];
      let turn = 0;
      for (const { side, bytes, at } of passed) {
        for (let from = 0; from < bytes.length;) {
          const size = sizes[turn++ % sizes.length] ?? 1;
          frames.push(...inspector.push(side, bytes.subarray(from, from + size), at));
          from += size;
        }
      }
      for (const side of ["client", "server"] as const) frames.push(...inspector.end(side, 0n));
      return comparable(frames);
    };
    const whole = read([Infinity]);
    expect(read([1])).toEqual(whole);
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40_000 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(sizes, (some) => {
        expect(read(some)).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  it("leaves windows that its sides have announced", async () => {
    const passed = await record(transport, serve);
    const { frames } = readAll(passed);
    for (const side of ["client", "server"] as const) {
      const other = side === "client" ? "server" : "client";
      let connection = 65_535;
      const streams = new Map<number, number>();
      let initial = 65_535;
      for (const each of frames.toSorted((a, b) => Number(a.atNanos - b.atNanos))) {
        const view = new DataView(each.bytes.buffer, each.bytes.byteOffset);
        const [type, flags] = [each.bytes[3], each.bytes[4]];
        if (each.side === other && each.span.kind === "frame") {
          if (type === 4 && flags === 0) {
            for (let at = 9; at < each.bytes.length; at += 6)
              if (view.getUint16(at) === 4) initial = view.getUint32(at + 2);
          }
          if (type === 8 && each.streamId === 0) connection += view.getUint32(9);
          if (type === 8) streams.set(each.streamId, (streams.get(each.streamId) ?? 0) + view.getUint32(9));
        }
        if (each.side !== side || type !== 0 || each.span.kind !== "frame") continue;
        connection -= each.bytes.length - 9;
        streams.set(each.streamId, (streams.get(each.streamId) ?? 0) - (each.bytes.length - 9));
        expect(each.windows).toEqual({ connection, stream: initial + (streams.get(each.streamId) ?? 0) });
      }
    }
  });

  it("is read in one shot, a side at a time", async () => {
    const passed = await record(transport, serve);
    for (const side of ["client", "server"] as const) {
      const own = passed.filter((each) => each.side === side);
      const bytes = new Uint8Array(own.flatMap((each) => [...each.bytes]));
      const { frames, calls } = inspectHttp2(bytes, side, { messages: textReader, path: Echo.once.path });
      expectEveryByte(frames, own);
      expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
      expect(frames.every(({ windows }) => windows === undefined)).toBe(true);
      expect(calls.map(({ sent, received }) => sent + received)).toEqual(
        side === "client" ? [1, 1, 1, 1] : [1, 1, 3, 1],
      );
      const [message] = frames.flatMap((each) => each.messages);
      expect(message?.typeName).toBe(`${Echo.once.path}${side === "client" ? "Request" : "Response"}`);
    }
  });
});

describe("a recorded connection of grpc-js with our server", () => {
  it("is read whole, with its status", async () => {
    const { port, passed } = await startTee(await startGrpcJsEcho());
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    onTestFinished(() => client.close());
    const { path, requestSerialize, responseDeserialize } = echoDefinition.once;
    const call = (text: string): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, text, (error, value) => {
          if (error === null) resolve(value);
          else reject(error);
        });
      });
    expect(await call("hello")).toBe("hello");
    expect(await rejection(call("fail"))).toMatchObject({ code: 5 });
    const { frames, inspector } = readAll(passed);
    expectEveryByte(frames, passed);
    expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
    expect(inspector.calls).toMatchObject([
      { path, sent: 1, received: 1, status: 0 },
      { path, sent: 1, received: 0, status: 5, statusMessage: "no Ünicode 100%" },
    ]);
    const trailers = frames.filter(({ headers }) => headers?.some(([name]) => name === "x-tail")).at(-1);
    expect(trailers?.headers).toContainEqual(["x-tail", "t"]);
  });
});
