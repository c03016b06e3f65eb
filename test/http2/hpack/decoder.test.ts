import { describe, expect, it } from "vitest";
import { ByteSink } from "../../../src/http2/byte-sink.ts";
import type { BlockRecorder } from "../../../src/http2/hpack/block-recorder.ts";
import { HeaderDecoder } from "../../../src/http2/hpack/decoder.ts";
import { writeInteger } from "../../../src/http2/hpack/integer.ts";
import { concat, hex } from "../../support/hex.ts";
import { EXAMPLES } from "./rfc7541.ts";

const MAX_LIST_BYTES = 16 * 1024;

function lines(decoder: HeaderDecoder, block: Uint8Array): string[] | undefined {
  return decoder.decode(block)?.map(({ name, value }) => `${name}: ${value}`);
}

/** The update that gives the table another size (§6.3). */
function sizeUpdate(bytes: number): Uint8Array {
  const out = new ByteSink();
  writeInteger(out, 5, 0x20, bytes);
  return out.take();
}

describe("HeaderDecoder", () => {
  it.each(EXAMPLES)("reads RFC 7541 $name", ({ blocks, tableBytes }) => {
    const decoder = new HeaderDecoder(MAX_LIST_BYTES);
    if (tableBytes !== undefined) expect(lines(decoder, sizeUpdate(tableBytes))).toEqual([]);
    for (const { bytes, lines: expected } of blocks) expect(lines(decoder, bytes)).toEqual(expected);
  });

  it.each(EXAMPLES)("refuses every prefix of RFC 7541 $name that ends within a field", ({ blocks, tableBytes }) => {
    const first = tableBytes === undefined ? new Uint8Array() : sizeUpdate(tableBytes);
    for (const [i, { bytes, lines: expected }] of blocks.entries()) {
      for (let end = 0; end < bytes.length; end++) {
        const decoder = new HeaderDecoder(MAX_LIST_BYTES);
        decoder.decode(first);
        for (const before of blocks.slice(0, i)) decoder.decode(before.bytes);
        let read: string[] | undefined;
        try {
          read = lines(decoder, bytes.slice(0, end));
        } catch (error) {
          expect(error).toMatchObject({ code: "TRANSPORT_VIOLATION", http2Code: 9 });
          continue;
        }
        expect(read).toEqual(expected.slice(0, read?.length));
        expect(read?.length).toBeLessThan(expected.length);
      }
    }
  });

  it.each([
    ["index 0", "80"],
    ["an index beyond both tables", "be"],
    ["a name beyond both tables", "7e 00"],
    ["an integer of five more octets", "ff 80 80 80 80 00"],
    ["an integer without end", "ff ff ff ff ff ff ff"],
    ["a string longer than the block", "00 01 61 05 62"],
    ["a name that is missing", "00"],
    ["a size update after a field", "82 20"],
    ["a table larger than we allow", "3f e2 1f"],
    ["Huffman padding of zeros", "00 01 61 81 18"],
    ["Huffman padding of a whole octet", "00 01 61 82 1f ff"],
    ["EOS in a Huffman string", "00 01 61 84 ff ff ff ff"],
  ])("refuses %s", (_name, bytes) => {
    expect(() => new HeaderDecoder(MAX_LIST_BYTES).decode(hex(bytes))).toThrow(
      expect.objectContaining({ http2Code: 9 }) as Error,
    );
  });

  it("takes several size updates at the start of a block, down to nothing", () => {
    const decoder = new HeaderDecoder(MAX_LIST_BYTES);
    const entry = hex("40 01 61 01 62");
    expect(lines(decoder, concat(entry, hex("be")))).toEqual(["a: b", "a: b"]);
    expect(lines(decoder, concat(hex("20"), sizeUpdate(4096), entry))).toEqual(["a: b"]);
    expect(lines(decoder, hex("be"))).toEqual(["a: b"]);
    expect(() => decoder.decode(hex("bf"))).toThrow(/index 63/);
    expect(lines(decoder, concat(hex("20"), entry))).toEqual(["a: b"]);
    expect(() => decoder.decode(hex("be"))).toThrow(/index 62/);
  });

  it("reads a list over the limit to its end, and keeps the table right", () => {
    const decoder = new HeaderDecoder(100);
    const many = concat(...Array.from({ length: 10 }, () => hex("00 01 61 01 62")), hex("40 01 63 01 64"));
    expect(decoder.decode(many)).toBeUndefined();
    expect(lines(decoder, hex("be"))).toEqual(["c: d"]);
  });

  it("keeps no fields of a block that refers to one large entry again and again", () => {
    const decoder = new HeaderDecoder(MAX_LIST_BYTES);
    const value = new Uint8Array(4000).fill(0x61);
    const out = new ByteSink();
    out.append(hex("40 01 62"));
    writeInteger(out, 7, 0, value.length);
    out.append(value);
    expect(decoder.decode(concat(out.take(), new Uint8Array(60_000).fill(0xbe)))).toBeUndefined();
  });

  it("tells a recorder of every part, those before a fault included", () => {
    const told: unknown[] = [];
    const recorder: BlockRecorder = {
      begin: (kind, start) => told.push(["begin", kind, start]),
      integer: (value, end) => told.push(["integer", value, end]),
      string: (literal) => told.push(["string", literal]),
      end: (field, end) => told.push(["end", field?.name, end]),
    };
    const block = hex("20 82 40 01 61 81 1f 14 01 78 04 02 79"); // resize, :method, a: a, :path never indexed, :path cut short
    expect(() => new HeaderDecoder(MAX_LIST_BYTES).decode(block, recorder)).toThrow(/cut short/);
    expect(told).toEqual([
      ["begin", "size-update", 0],
      ["integer", 0, 1],
      ["end", undefined, 1],
      ["begin", "indexed", 1],
      ["integer", 2, 2],
      ["end", ":method", 2],
      ["begin", "incremental", 2],
      ["integer", 0, 3],
      ["string", { text: "a", isHuffman: false, lengthEnd: 4, end: 5 }],
      ["string", { text: "a", isHuffman: true, lengthEnd: 6, end: 7 }],
      ["end", "a", 7],
      ["begin", "never-indexed", 7],
      ["integer", 4, 8],
      ["string", { text: "x", isHuffman: false, lengthEnd: 9, end: 10 }],
      ["end", ":path", 10],
      ["begin", "without-indexing", 10],
      ["integer", 4, 11],
    ]);
  });

  it("allows a larger table where that was announced", () => {
    const decoder = new HeaderDecoder(MAX_LIST_BYTES);
    decoder.limitTable(8192);
    expect(lines(decoder, sizeUpdate(8192))).toEqual([]);
    expect(() => decoder.decode(sizeUpdate(8193))).toThrow(/8193 bytes was never allowed/);
  });

  it("takes another's word for entries that were not seen, but not for index 0", () => {
    const decoder = new HeaderDecoder(MAX_LIST_BYTES, { unseen: (index) => ({ name: `entry ${index}`, value: "?" }) });
    expect(lines(decoder, hex("bf 40 01 61 01 62 be bf"))).toEqual(["entry 63: ?", "a: b", "a: b", "entry 63: ?"]);
    expect(() => decoder.decode(hex("80"))).toThrow(/index 0/);
  });
});
