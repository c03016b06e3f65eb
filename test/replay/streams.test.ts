import { connect as connectSocket } from "node:net";
import { once } from "node:events";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { GrpcChannel } from "../../src/grpc/index.ts";
import { ConnectionInspector } from "../../src/inspect/connection.ts";
import { schemaMessageReader } from "../../src/inspect/index.ts";
import type { ConnectionRecord } from "../../src/recording/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { type RecordedCall, readCalls, startReplay } from "../../src/replay/index.ts";
import { connectTls, TrustStore } from "../../src/tls/index.ts";
import { tracedTransport } from "../../src/trace/index.ts";
import { startServer } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { serveEcho } from "../support/echo-server.ts";
import { Echo } from "../support/echo-service.ts";
import { rejection } from "../support/robots.ts";
import { connectTransport } from "../support/transport.ts";

const registry = new SchemaRegistry(apiSchema());
const messages = schemaMessageReader(registry);
const newReader = (): ConnectionInspector => new ConnectionInspector({ messages });

async function* each(...words: readonly string[]): AsyncGenerator<string, void, void> {
  for (const word of words) yield word;
}

/** Say one word after the other, each when the answer to the one before has come. */
async function talk(channel: GrpcChannel, words: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  let wake: () => void = () => undefined;
  async function* questions(): AsyncGenerator<string, void, void> {
    for (const [i, word] of words.entries()) {
      while (answers.length < i) await new Promise<void>((resolve) => (wake = resolve));
      yield word;
    }
  }
  for await (const answer of channel.bidiStreaming(Echo.each, questions())) {
    answers.push(answer);
    wake();
  }
  return answers;
}

let calls: readonly RecordedCall[];
beforeEach(async () => {
  const records: ConnectionRecord[] = [];
  const { port } = await startServer(serveEcho);
  const transport = tracedTransport((record) => {
    records.push(record.kind === "bytes" ? { ...record, bytes: Uint8Array.from(record.bytes) } : record);
  }, connectTransport);
  const channel = new GrpcChannel({
    authority: "echo.test",
    address: "echo",
    scheme: "http",
    connect: async ({ signal }) => {
      const link = connectSocket(port, "127.0.0.1");
      await once(link, "connect");
      return transport({ link, address: "echo", origin: "http://echo.test", signal });
    },
  });
  expect(await channel.clientStreaming(Echo.join, each("one", "two", "three"))).toBe("one two three");
  expect(await talk(channel, ["hello", "robot", ""])).toEqual(["hello", "robot", ""]);
  expect(await collect(channel.serverStreaming(Echo.split, "a b c"))).toEqual(["a", "b", "c"]);
  await channel.close();
  calls = await readCalls(records, newReader);
});

async function replayed(): Promise<{ channel: GrpcChannel; reports: string[] }> {
  const reports: string[] = [];
  const replay = await startReplay({ calls, registry, onReport: (text) => reports.push(text) });
  onTestFinished(() => replay.close());
  const trustStore = TrustStore.fromPem(replay.rootPem);
  const channel = new GrpcChannel({
    authority: "echo.test",
    address: "replay",
    connect: async ({ signal }) => {
      const { socket, reads } = await connectTls({
        host: "127.0.0.1",
        port: replay.port,
        serverName: "id.spot.robot",
        trustStore,
        signal,
      });
      return connectTransport({ link: socket, reads, address: "replay", origin: "https://echo.test", signal });
    },
  });
  onTestFinished(() => channel.close());
  return { channel, reports };
}

describe("a replay of streams", () => {
  it("knows after how many requests each answer came", () => {
    expect(
      calls.map(({ path, requests, responses }) => [
        path.replace(/^.*\//, ""),
        requests.length,
        responses.map(({ afterRequests }) => afterRequests),
      ]),
    ).toEqual([
      ["Join", 3, [3]],
      ["Each", 3, [1, 2, 3]],
      ["Split", 1, [1, 1, 1]],
    ]);
  });

  it("answers a client that streams when all its messages have come", async () => {
    const { channel, reports } = await replayed();
    expect(await channel.clientStreaming(Echo.join, each("one", "two", "three"))).toBe("one two three");
    expect(reports).toEqual([]);
  });

  it("answers in turn where both sides stream, and never before it is asked", async () => {
    const { channel, reports } = await replayed();
    expect(await talk(channel, ["hello", "robot", ""])).toEqual(["hello", "robot", ""]);
    expect(reports).toEqual([]);
  });

  it("answers a server's stream whole", async () => {
    const { channel } = await replayed();
    expect(await collect(channel.serverStreaming(Echo.split, "a b c"))).toEqual(["a", "b", "c"]);
  });

  it("leaves a conversation where it departs from the recorded one, after what was the same", async () => {
    const { channel, reports } = await replayed();
    const answers: string[] = [];
    const talking = (async () => {
      for await (const answer of channel.bidiStreaming(Echo.each, each("hello", "world"))) answers.push(answer);
    })();
    expect(await rejection(talking)).toMatchObject({ status: "FAILED_PRECONDITION" });
    expect(answers.length).toBeLessThanOrEqual(1);
    expect(reports).toEqual([expect.stringContaining("Each: not in the recording: the nearest recorded call of")]);
  });

  it("refuses a stream that ends too soon", async () => {
    const { channel, reports } = await replayed();
    const joined = channel.clientStreaming(Echo.join, each("one", "two"));
    expect(await rejection(joined)).toMatchObject({ status: "FAILED_PRECONDITION" });
    expect(reports).toEqual([expect.stringContaining("it has 2 request messages, and had 3")]);
  });
});
