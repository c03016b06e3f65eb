import { describe, expect, it } from "vitest";
import { leavesOf, type Span } from "../../../src/inspect/span.ts";
import { EXAMPLES } from "../../http2/hpack/rfc7541.ts";
import { concat, hex } from "../../support/hex.ts";
import { rawFrame } from "../../support/raw-client.ts";
import { expectEveryByte, faults, outline, readAfterBeginning, readAll, type Sent, BEGINNING } from "./reading.ts";

const HEADERS = 1;
const CONTINUATION = 9;
const END_STREAM = 0x01;
const END_HEADERS = 0x04;

function headers(streamId: number, block: Uint8Array): Sent {
  return { side: "client", bytes: rawFrame(HEADERS, END_HEADERS | END_STREAM, streamId, block) };
}

function blockOf(span: Span): Span {
  const found = span.children.find(({ label }) => label === "header block");
  if (found === undefined) throw new Error("there is no header block");
  return found;
}

/** The entries of blocks that one client sends, one after the other. */
function entries(...blocks: readonly Uint8Array[]): string[][] {
  const sent = [...BEGINNING, ...blocks.map((block, i) => headers(2 * i + 1, block))];
  const { frames } = readAll(sent);
  expectEveryByte(frames, sent);
  return frames.slice(3).map(({ span }) => blockOf(span).children.flatMap((child) => outline(child)));
}

describe("the entries of a header block", () => {
  it.each(EXAMPLES)("are the fields of RFC 7541 $name", ({ blocks, tableBytes }) => {
    const first = tableBytes === undefined ? [] : [hex("3f e1 01")];
    const sent = [
      ...BEGINNING,
      ...[...first, ...blocks.map(({ bytes }) => bytes)].map((each, i) => headers(2 * i + 1, each)),
    ];
    const { frames } = readAll(sent);
    expectEveryByte(frames, sent);
    const read = frames.slice(3 + first.length);
    expect(read.map((each) => each.headers?.map(([name, value]) => `${name}: ${value}`))).toEqual(
      blocks.map(({ lines }) => lines),
    );
    expect(read.map(({ span }) => blockOf(span).children.map(({ text }) => text))).toEqual(
      blocks.map(({ lines }) => lines),
    );
  });

  it("say where name and value come from, and how they are coded", () => {
    const { blocks = [] } = EXAMPLES.find(({ name }) => name.startsWith("C.4")) ?? {};
    const [first, second, third] = entries(...blocks.map(({ bytes }) => bytes));
    expect(first?.slice(6)).toEqual([
      "literal, added to the table, static name: :authority: www.example.com",
      "  index: 1, static: :authority",
      "  value length: 12 bytes, Huffman-coded",
      "  value: www.example.com",
    ]);
    expect(second?.slice(6, 8)).toEqual(["indexed, dynamic: :authority: www.example.com", "  index: 62, dynamic"]);
    expect(third?.slice(8)).toEqual([
      "literal, added to the table: custom-key: custom-value",
      "  index: 0, a name follows",
      "  name length: 8 bytes, Huffman-coded",
      "  name: custom-key",
      "  value length: 9 bytes, Huffman-coded",
      "  value: custom-value",
    ]);
  });

  it.each([
    ["without indexing", "04 01 78", "literal, not indexed, static name: :path: x"],
    ["never to be indexed", "14 01 78", "literal, never indexed, static name: :path: x"],
    ["that changes the table's size", "3f e1 01", "table size update: 256 bytes"],
  ])("name one %s", (_name, block, expected) => {
    expect(entries(hex(block))[0]?.[0]).toBe(expected);
  });

  it("escape what would move a terminal's cursor", () => {
    expect(entries(hex("00 01 61 03 1b 5b 41"))[0]?.[0]).toBe("literal, not indexed: a: \\u001b[A");
  });

  it("allow as large a table as the other side has announced", () => {
    const update = hex("3f e1 3f"); // 8192 bytes
    const announce = hex("000006 04 00 00000000 0001 00002000");
    const fault = /COMPRESSION_ERROR: a table size of 8192 bytes was never allowed/;
    expect(faults(readAfterBeginning([headers(1, update)]).frames[0]?.span as Span).join()).toMatch(fault);
    const { frames } = readAfterBeginning([{ side: "server", bytes: announce }, headers(1, update)]);
    expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
  });
});

describe("a header block with a fault", () => {
  it("is shown up to the fault, and later ones of its side as bytes with the reason", () => {
    const sent = [
      ...BEGINNING,
      headers(1, hex("83 c0 86")),
      headers(3, hex("83")),
      { side: "server", bytes: hex("000001 01 05 00000001 88") } as const,
    ];
    const { frames } = readAll(sent);
    expectEveryByte(frames, sent);
    const [damaged, later, other] = frames.slice(3);
    const fault = "COMPRESSION_ERROR: a header block names index 64, which is no field";
    expect(outline(blockOf(damaged?.span as Span))).toEqual([
      "header block: 1 field",
      "  indexed, static: :method: POST",
      "    index: 3, static",
      "  indexed, dynamic",
      "    index: 64, dynamic",
      `    unread: 1 byte !! ${fault}`,
    ]);
    expect(outline(blockOf(later?.span as Span))).toEqual([
      `header block: 1 byte !! not read: an earlier header block of this side was damaged or cut (${fault})`,
    ]);
    expect(other?.headers).toEqual([[":status", "200"]]);
  });

  it.each([
    [
      "a string longer than the block",
      "00 01 61 05 62",
      "  unread: 2 bytes !! COMPRESSION_ERROR: a header block is cut short",
    ],
    [
      "bad Huffman padding",
      "00 01 61 81 18",
      "  unread: 2 bytes !! COMPRESSION_ERROR: a Huffman-coded string is badly padded",
    ],
    [
      "a size update after a field",
      "82 20",
      "unread: 1 byte !! COMPRESSION_ERROR: a table size update in the middle of a header block",
    ],
  ])("has the place of %s", (_name, block, expected) => {
    expect(entries(hex(block))[0]?.at(-1)).toBe(expected);
  });

  it("is whole with a list of any length, of which the first fields are shown", () => {
    const block = concat(hex("40 01 61 7f e1 3c"), new Uint8Array(7904).fill(0x62), new Uint8Array(100).fill(0x82));
    const sent = [...BEGINNING, headers(1, block)];
    const { frames } = readAll(sent, { maxHeaderListBytes: 100 });
    expectEveryByte(frames, sent);
    expect(frames[3]?.headers).toEqual([]);
    expect(blockOf(frames[3]?.span as Span).children).toHaveLength(101);
    expect(blockOf(frames[3]?.span as Span).children[5]?.text).toBe("… (more header text than is shown)");
  });
});

describe("a header block in several frames", () => {
  const block = hex("83 04 05 2f 61 2f 62 63 86"); // POST, /a/bc, http

  it.each(Array.from({ length: block.length + 1 }, (_, i) => i))("is one tree, cut at byte %d", (cut) => {
    const sent: Sent[] = [
      ...BEGINNING,
      { side: "client", bytes: rawFrame(HEADERS, END_STREAM, 1, block.slice(0, cut)) },
      { side: "client", bytes: rawFrame(CONTINUATION, 0, 1) },
      { side: "client", bytes: rawFrame(CONTINUATION, END_HEADERS, 1, block.slice(cut)) },
    ];
    const { frames, inspector } = readAll(sent);
    expectEveryByte(frames, sent);
    const parts = frames.slice(3);
    expect(parts).toHaveLength(3);
    expect(parts.at(-1)?.headers).toEqual([
      [":method", "POST"],
      [":path", "/a/bc"],
      [":scheme", "http"],
    ]);
    expect(parts.flatMap(({ span }) => faults(span))).toEqual([]);
    const isCut = cut > 0 && cut < block.length;
    const cutBlocks = parts.filter(({ span }) => span.children[1]?.isPart === true);
    expect(cutBlocks).toHaveLength(isCut ? 2 : 0);
    const leaves = parts.flatMap(({ span }) => [...leavesOf(span)]).filter(({ text }) => text === "/a/bc");
    expect(leaves).toHaveLength(cut > 3 && cut < 8 ? 2 : 1);
    expect(inspector.calls.map(({ path, endedAtNanos }) => [path, endedAtNanos])).toEqual([["/a/bc", undefined]]);
  });

  it("says what is wrong where another frame comes between, and shows what there was", () => {
    const sent: Sent[] = [
      ...BEGINNING,
      { side: "client", bytes: rawFrame(HEADERS, END_STREAM, 1, block.slice(0, 5)) },
      { side: "client", bytes: hex("000008 06 00 00000000 0011223344556677") },
      headers(3, hex("83")),
    ];
    const { frames } = readAll(sent);
    expectEveryByte(frames, sent);
    const [cut, ping, later] = frames.slice(3);
    expect(ping?.span.fault).toBe("PROTOCOL_ERROR: a header block is not continued");
    expect(outline(cut?.span as Span)).toContain("      index: 3, static");
    expect(faults(cut?.span as Span).join()).toContain("a header block is not continued");
    expect(faults(later?.span as Span).join()).toContain("was damaged or cut");
  });

  it("is given up where it is longer than is kept", () => {
    const sent: Sent[] = [...BEGINNING, { side: "client", bytes: rawFrame(HEADERS, 0, 1, hex("82")) }];
    for (let i = 0; i < 10; i++) sent.push({ side: "client", bytes: rawFrame(CONTINUATION, 0, 1) });
    const { frames } = readAll(sent, { maxHeaderBlockBytes: 1024 });
    expectEveryByte(frames, sent);
    expect(faults(frames[3]?.span as Span)).toEqual([
      "header block: not read: a header block of more than 1024 bytes is not kept",
    ]);
  });
});
