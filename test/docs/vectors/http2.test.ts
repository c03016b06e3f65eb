/** Vectors of whole connections: our inspector passes them, and so does node:http2 at the other end. */
import {
  type ClientHttp2Stream,
  connect as connectHttp2,
  createServer as createHttp2,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { encodeAnnotatedHex, inspectHttp2, schemaMessageReader, type Side } from "../../../src/inspect/index.ts";
import { apiSchema, DynamicCodecs, JsonWriter, SchemaRegistry } from "../../../src/reflect/index.ts";
import { concat, toHex } from "../../support/hex.ts";
import { faults } from "../../inspect/http2/reading.ts";
import { type Fields, vectorsOf } from "./manifest.ts";

interface Http2 {
  readonly side: Side;
  readonly frames: readonly {
    readonly type: string;
    readonly flags: number;
    readonly stream: number;
    readonly length: number;
    readonly fields?: Fields;
  }[];
  readonly messages: readonly { readonly stream: number; readonly message: string; readonly value: unknown }[];
}

const registry = new SchemaRegistry(apiSchema());
const codecs = new DynamicCodecs(registry);
const vectors = vectorsOf<Http2>("http2");

function vectorNamed(name: string): (typeof vectors)[number] {
  const found = vectors.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found;
}

describe("vectors of connections", () => {
  it.each(vectors)("$name", ({ json, bytes, text }) => {
    const path = json.side === "server" ? pathOf(json) : undefined;
    const reading = { messages: schemaMessageReader(registry), path };
    const { frames } = inspectHttp2(bytes, json.side, reading);
    expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
    const real = frames.filter(({ span }) => span.kind === "frame");
    expect(real.map(({ bytes: each, streamId }) => [each.length - 9, each[4], streamId])).toEqual(
      json.frames.map(({ length, flags, stream }) => [length, flags, stream]),
    );
    expect(real.map(({ span }) => span.label)).toEqual(json.frames.map(({ type }) => type));
    expect(real.map(({ headers }) => headers)).toEqual(json.frames.map(({ fields }) => fields));
    expect(toHex(encodeAnnotatedHex(text))).toBe(toHex(bytes));
    const values = frames.flatMap(({ streamId, messages }) =>
      messages.map(({ typeName = "", bytes: message }) => ({
        stream: streamId,
        message: typeName,
        value: new JsonWriter(registry, codecs).message(typeName, codecs.codec(typeName).decode(message.subarray(5))),
      })),
    );
    expect(values).toEqual(json.messages);
  });

  it("unary-client is a request to node:http2", async () => {
    const { bytes, json } = vectorNamed("http2/unary-client");
    const server = createHttp2();
    const heard = new Promise<{ raw: string[]; body: Uint8Array }>((resolve, reject) => {
      server.on("sessionError", reject);
      // Its types do not know of the fourth argument: the fields as they came.
      server.on("stream" as string, (stream: ServerHttp2Stream, _headers: unknown, _flags: unknown, raw: string[]) => {
        const chunks: Uint8Array[] = [];
        stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
        stream.on("end", () => resolve({ raw, body: concat(...chunks) }));
        stream.on("error", () => undefined);
      });
    });
    const socket = connect(await listening(server), "127.0.0.1").on("error", () => undefined);
    onTestFinished(() => {
      socket.destroy();
      server.close();
    });
    socket.write(bytes);
    const { raw, body } = await heard;
    expect(raw).toEqual(json.frames.flatMap(({ fields = [] }) => fields.flat()));
    expect(toHex(bytes).endsWith(toHex(body))).toBe(true);
  });

  it("three-calls-server is three answers to node:http2", async () => {
    const { bytes, json } = vectorNamed("http2/three-calls-server");
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      // Not before the last request is there: answers to streams that nobody opened are an error.
      let waitsFor = 3;
      socket.on("data", (chunk: Buffer) => {
        for (let at = 0; at + 9 <= chunk.length; at++) {
          if (chunk.toString("latin1", at, at + 24).startsWith("PRI * HTTP/2.0")) at += 24;
          if (chunk[at + 3] === 1) waitsFor--;
          at += 8 + chunk.readUIntBE(at, 3);
        }
        if (waitsFor === 0) socket.write(bytes);
      });
    });
    const session = connectHttp2(`http://127.0.0.1:${await listening(server)}`);
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    session.on("error", () => undefined);
    const calls = [1, 3, 5].map(() => session.request({ ":method": "POST", ":path": "/" }));
    const answers = await Promise.all(calls.map(answerOf));
    const expected = [1, 3, 5].map((stream) => json.frames.filter((each) => each.stream === stream));
    expect(answers.map(({ headers }) => headers)).toEqual(
      expected.map((frames) => Object.fromEntries(frames[0]?.fields ?? [])),
    );
    expect(answers.map(({ trailers }) => trailers)).toEqual(
      expected.map((frames) => Object.fromEntries(frames[2]?.fields ?? [])),
    );
    expect(answers.map(({ length }) => length)).toEqual(expected.map((frames) => frames[1]?.length ?? 0));
  });
});

interface Answer {
  readonly headers: Record<string, unknown>;
  readonly trailers: Record<string, unknown>;
  readonly length: number;
}

function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let [headers, trailers, length]: [object, object, number] = [{}, {}, 0];
    const plain = (fields: object): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(fields as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
      );
    stream.on("response", (fields: object) => (headers = fields));
    stream.on("trailers", (fields: object) => (trailers = fields));
    stream.on("data", (chunk: Uint8Array) => (length += chunk.length));
    stream.on("error", reject);
    stream.on("end", () => resolve({ headers: plain(headers), trailers: plain(trailers), length }));
  });
}

function listening(server: Server | ReturnType<typeof createHttp2>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Which method it is that answers are of. */
function pathOf({ messages }: Http2): string {
  const output = messages[0]?.message;
  const service = registry.services.find(({ methods }) => methods.some((method) => method.output === output));
  const method = service?.methods.find((each) => each.output === output);
  return `/${service?.typeName ?? ""}/${method?.name ?? ""}`;
}
