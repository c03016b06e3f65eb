import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConnectionInspectorOptions } from "../../../src/inspect/connection.ts";
import type { InspectedFrame } from "../../../src/inspect/inspected.ts";
import type { Span } from "../../../src/inspect/span.ts";
import { Echo } from "../../support/echo-service.ts";
import { concat, hex } from "../../support/hex.ts";
import { rawFrame, requestFields } from "../../support/raw-client.ts";
import { Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { BEGINNING, expectEveryByte, faults, outline, readAll, type Sent } from "./reading.ts";

const DATA = 0;
const END_STREAM = 0x01;
const PADDED = 0x08;

const OPENING: readonly Sent[] = [
  ...BEGINNING,
  { side: "client", bytes: frame("HEADERS", Flag.END_HEADERS, 1, headerBlock(requestFields(Echo.once.path))) },
];

function framed(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return concat(hex("00 00 00 00"), Uint8Array.of(bytes.length), bytes);
}

function data(payload: Uint8Array, flags = 0): Sent {
  return { side: "client", bytes: rawFrame(DATA, flags, 1, payload) };
}

/** The frames of a request's DATA, in the order of their bytes. */
function readData(sent: readonly Sent[], options: Partial<ConnectionInspectorOptions> = {}): InspectedFrame[] {
  const all = [...OPENING, ...sent];
  const { frames } = readAll(all, options);
  expectEveryByte(frames, all);
  return frames.filter(({ span }) => span.label === "DATA").sort((a, b) => a.offset - b.offset);
}

describe("messages in DATA", () => {
  it("are shown down to their parts, with the type that the path gives them", () => {
    const [only] = readData([data(framed("abcd"), END_STREAM)]);
    expect(outline(only?.span as Span).slice(6)).toEqual([
      "  gRPC message: not compressed",
      "    flag: not compressed",
      "    length: 4 bytes",
      "    text: abcd",
      "      letters: abc",
      "      letters: d",
    ]);
    expect(only?.messages).toMatchObject([
      { index: 0, side: "client", typeName: `${Echo.once.path}Request`, atNanos: 4n },
    ]);
    expect(only?.call).toMatchObject({ sent: 1, sentBytes: 9, received: 0 });
  });

  it("may be several in a frame, and empty", () => {
    const [only] = readData([data(concat(framed("a"), framed(""), framed("b")))]);
    expect(only?.messages.map(({ index, bytes, span }) => [index, bytes.length, span.end])).toEqual([
      [0, 6, 6],
      [1, 5, 5],
      [2, 6, 6],
    ]);
  });

  it("are cut as their bytes are, by any DATA frames, padded or not", () => {
    const texts = fc.array(fc.string({ maxLength: 12, unit: fc.constantFrom("a", "b", "c") }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (words, sizes, isPadded) => {
          const all = concat(...words.map(framed));
          const sent: Sent[] = [];
          for (let [at, i] = [0, 0]; at < all.length; i++) {
            const size = Math.max(sizes[i % sizes.length] ?? 1, i > 100 ? 1 : 0);
            const piece = all.slice(at, at + size);
            at += size;
            const last = at >= all.length ? END_STREAM : 0;
            sent.push(isPadded ? data(concat(hex("02"), piece, hex("0000")), last | PADDED) : data(piece, last));
          }
          const frames = readData(sent);
          expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
          const messages = frames.flatMap((each) => each.messages);
          expect(messages.map(({ bytes }) => bytes)).toEqual(words.map(framed));
          // What is within a frame as a whole is the same span there as in the message, but for its place.
          const texts = frames.flatMap(({ span }) => span.children.filter(({ label }) => label === "gRPC message"));
          expect(texts.filter(({ isPart }) => isPart !== true).length).toBeLessThanOrEqual(words.length);
          expect(texts.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(all.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("hold back no frames but their own", () => {
    const ping: Sent = { side: "client", bytes: hex("000008 06 00 00000000 0011223344556677") };
    const all = [...OPENING, data(framed("abc").slice(0, 6)), ping, data(framed("abc").slice(6), END_STREAM)];
    const { frames } = readAll(all);
    expect(frames.slice(4).map(({ span, atNanos }) => `${span.label} ${atNanos}`)).toEqual([
      "PING 5",
      "DATA 4",
      "DATA 6",
    ]);
  });

  it.each([
    ["END_STREAM", [data(framed("abcdef").slice(0, 9), END_STREAM)], "not whole: its side ended before"],
    ["the end of the bytes", [data(framed("abcdef").slice(0, 9))], "not whole: its side ended before"],
    [
      "RST_STREAM of the other side",
      [data(framed("abcdef").slice(0, 9)), { side: "server", bytes: hex("000004 03 00 00000001 00000008") }],
      "not whole: the stream was reset",
    ],
  ] as const)("are shown as far as they came before %s", (_name, sent, fault) => {
    const [only] = readData(sent);
    expect(only?.messages).toEqual([]);
    const message = only?.span.children[1] as Span;
    expect(message.fault).toBe(fault);
    expect(outline(message).slice(1)).toEqual([
      "  flag: not compressed",
      "  length: 6 bytes !! FRAMING_TRUNCATED: message cut short: 2 of 6 bytes missing",
      "  text: abcd",
      "    letters: abc",
      "    letters: d",
    ]);
  });

  it("are not looked for any more behind a flag that is none", () => {
    const frames = readData([data(hex("00 00 00 00 00 3c 68 74 6d 6c 3e")), data(framed("abc"))]);
    expect(faults(frames[0]?.span as Span).join()).toContain("FRAMING_BAD_FLAG");
    expect(outline(frames[1]?.span as Span).at(-1)).toBe(
      "  data: 8 bytes !! not read: it follows what is no gRPC message",
    );
  });

  it("are passed over where they are longer than is kept; the next one is read", () => {
    const frames = readData(
      [data(framed("too long").slice(0, 8)), data(concat(framed("too long").slice(8), framed("short")))],
      {
        maxMessageBytes: 6,
      },
    );
    expect(frames.flatMap((each) => each.messages.map(({ span }) => span.children[2]?.text))).toEqual(["short"]);
    expect(faults(frames[1]?.span as Span)).toEqual(["message: of a message of 8 bytes, which is longer than is kept"]);
  });

  it("are shown as far as they came where too much would wait for them", () => {
    const long = concat(hex("00 00 00 10 00"), new Uint8Array(4096).fill(97));
    const sent = Array.from({ length: 5 }, (_, i) => data(long.slice(i * 1000, (i + 1) * 1000)));
    const frames = readData([...sent, data(framed("next"))], { maxHeldBytes: 3000 });
    expect(faults(frames[0]?.span as Span)[0]).toContain("not whole: more than 3000 bytes would wait for it");
    expect(frames.flatMap((each) => each.messages.map(({ span }) => span.children[2]?.text))).toEqual(["next"]);
  });

  it("are named, not read, where they are compressed", () => {
    const [only] = readData([data(hex("01 00 00 00 02 1f 8b"))]);
    expect(outline(only?.span as Span).at(-1)).toMatch(/message: 2 bytes, compressed$/);
  });

  it("are not looked for in what is no gRPC", () => {
    const html: Sent = {
      side: "server",
      bytes: concat(
        frame("HEADERS", Flag.END_HEADERS, 1, headerBlock({ ":status": "502", "content-type": "text/html" })),
        rawFrame(DATA, END_STREAM, 1, new TextEncoder().encode("<html>")),
      ),
    };
    const [only] = readData([html]);
    expect(outline(only?.span as Span).at(-1)).toBe("  data: 6 bytes !! no gRPC, but text/html");
  });
});
