/** Vectors of HPACK: our decoder passes them, and so does node:http2, which is nghttp2, where they are whole requests. */
import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ByteSink } from "../../../src/http2/byte-sink.ts";
import { BlockReader } from "../../../src/http2/hpack/block-reader.ts";
import { HeaderDecoder } from "../../../src/http2/hpack/decoder.ts";
import { readInteger, writeInteger } from "../../../src/http2/hpack/integer.ts";
import { readString } from "../../../src/http2/hpack/string-literal.ts";
import { concat, hex, toHex } from "../../support/hex.ts";
import { Flag, frame } from "../../support/scripted-peer.ts";
import { casesOf, type Fields, vectorsOf } from "./manifest.ts";

const MAX_LIST_BYTES = 16 * 1024;
const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

interface Blocks {
  readonly tableBytes: number;
  readonly blocks: readonly { readonly hex: string; readonly fields: Fields }[];
}

const vectors = vectorsOf<Blocks>("hpack-blocks");
const isRequest = ({ json }: { json: Blocks }): boolean =>
  json.blocks.every(({ fields }) => fields.some(([name]) => name === ":method") && fields.length > 1);

/** What node:http2 reads: each block as a request of its own on one connection. */
async function nodeReads({ blocks }: Blocks): Promise<string[][]> {
  const server: Http2Server = createServer();
  const all = new Promise<string[][]>((resolve, reject) => {
    const read: string[][] = [];
    // Its types do not know of the fourth argument: the fields as they came.
    server.on("stream" as string, (stream: ServerHttp2Stream, _headers: unknown, _flags: unknown, raw: string[]) => {
      stream.on("error", () => undefined);
      read.push(raw);
      if (read.length === blocks.length) resolve(read);
    });
    server.on("sessionError", reject);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => undefined);
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  const frames = blocks.map(({ hex: text }, i) =>
    frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, 2 * i + 1, hex(text)),
  );
  socket.write(concat(PREFACE, frame("SETTINGS", Flag.NONE, 0), ...frames));
  return all;
}

describe("vectors of header blocks", () => {
  it.each(vectors)("$name", ({ json: { tableBytes, blocks } }) => {
    const decoder = new HeaderDecoder(MAX_LIST_BYTES);
    const size = new ByteSink();
    if (tableBytes !== 4096) writeInteger(size, 5, 0x20, tableBytes);
    decoder.decode(size.take());
    for (const block of blocks) {
      const read = decoder.decode(hex(block.hex))?.map(({ name, value }) => [name, value]);
      expect(read).toEqual(block.fields);
    }
  });

  it("are requests in more than one of them", () => {
    expect(vectors.filter(isRequest).map(({ name }) => name)).toEqual([
      "hpack/by-hand",
      "hpack/client-blocks",
      "hpack/rfc7541-c-3",
      "hpack/rfc7541-c-4",
    ]);
  });

  it.each(vectors.filter(isRequest))("$name, as node:http2 reads it", async ({ json }) => {
    expect(await nodeReads(json)).toEqual(json.blocks.map(({ fields }) => fields.flat()));
  });

  it.each(casesOf<{ hex: string; description: string; error: string }>("hpack-bad"))("refuse $description", (each) => {
    expect(each.error).toBe("COMPRESSION_ERROR");
    expect(() => new HeaderDecoder(MAX_LIST_BYTES).decode(hex(each.hex))).toThrow(
      expect.objectContaining({ http2Code: 9 }) as Error,
    );
  });
});

describe("vectors of HPACK's integers", () => {
  it.each(casesOf<{ bits: number; value: number; hex: string }>("hpack-integers"))("$value in $bits bits", (each) => {
    const sink = new ByteSink();
    writeInteger(sink, each.bits, 0, each.value);
    expect(toHex(sink.take())).toBe(each.hex);
    expect(readInteger(new BlockReader(hex(each.hex)), each.bits)).toBe(each.value);
  });
});

describe("vectors of HPACK's tables", () => {
  it("have the Huffman code, which no code begins with another of, and which our decoder reads", () => {
    const [vector] = vectorsOf<{ codes: readonly string[] }>("hpack-huffman");
    const codes = vector?.json.codes ?? [];
    expect(codes).toHaveLength(257);
    // Kraft's sum of a code that leaves nothing out is 1.
    expect(codes.reduce((sum, { length }) => sum + 2 ** -length, 0)).toBe(1);
    const sorted = [...codes].sort();
    for (const [i, code] of sorted.entries()) expect(sorted[i + 1]?.startsWith(code) ?? false).toBe(false);
    for (const [octet, code] of codes.slice(0, 256).entries()) {
      const bits = code.padEnd(Math.ceil(code.length / 8) * 8, "1");
      const bytes = (bits.match(/.{8}/g) ?? []).map((each) => Number.parseInt(each, 2));
      const literal = Uint8Array.from([0x80 | bytes.length, ...bytes]);
      expect(readString(new BlockReader(literal), undefined)).toBe(String.fromCharCode(octet));
    }
  });

  it("have the Huffman code as node:http2 reads it, for all that a header value may hold", async () => {
    const [vector] = vectorsOf<{ codes: readonly string[] }>("hpack-huffman");
    const codes = vector?.json.codes ?? [];
    const text = String.fromCharCode(...Array.from({ length: 0x7f - 0x21 }, (_, i) => 0x21 + i), 0x80, 0xff);
    const bits = Array.from(text, (character) => codes[character.charCodeAt(0)] ?? "").join("");
    const bytes = (bits.padEnd(Math.ceil(bits.length / 8) * 8, "1").match(/.{8}/g) ?? []).map((each) =>
      Number.parseInt(each, 2),
    );
    const length = new ByteSink();
    writeInteger(length, 7, 0x80, bytes.length);
    const request = hex("82 86 84 41 01 61  00 01 78");
    const block = concat(request, length.take(), Uint8Array.from(bytes));
    const [read] = await nodeReads({ tableBytes: 4096, blocks: [{ hex: toHex(block), fields: [] }] });
    expect(read?.slice(-2)).toEqual(["x", text]);
  });

  it("have the static table as node:http2 reads it", async () => {
    const [vector] = vectorsOf<{ fields: Fields }>("hpack-static-table");
    const fields = vector?.json.fields ?? [];
    expect(fields).toHaveLength(61);
    const request = "82 86 84 41 01 61";
    // Pseudo-header fields belong to messages of either kind; the others are each sent by their indices, with a value of its own.
    const others = fields.map(([name], i) => [name, i + 1] as const).filter(([name]) => !name.startsWith(":"));
    const sendable = others.filter(([name]) => !["transfer-encoding", "content-length", "host"].includes(name));
    const blocks = sendable.map(([, index]) => {
      const sink = new ByteSink();
      writeInteger(sink, 4, 0x00, index);
      return { hex: `${request} ${toHex(sink.take())} 01 30`, fields: [] };
    });
    const read = await nodeReads({ tableBytes: 4096, blocks });
    expect(read.map((raw) => raw.slice(-2))).toEqual(sendable.map(([name]) => [name, "0"]));
    const pseudo = fields.slice(0, 14).map(([name, value]) => `${name} ${value}`.trim());
    expect(pseudo).toEqual([
      ...[":authority", ":method GET", ":method POST", ":path /", ":path /index.html", ":scheme http", ":scheme https"],
      ...["200", "204", "206", "304", "400", "404", "500"].map((status) => `:status ${status}`),
    ]);
    expect(fields[15]).toEqual(["accept-encoding", "gzip, deflate"]);
  });
});
