/** What a server may not do, and what it costs: the connection (GOAWAY), or the stream (RST_STREAM). */
import { describe, expect, it } from "vitest";
import { bigEndian, headerBlock } from "../support/scripted-peer.ts";
import { concat, hex } from "../support/hex.ts";
import { begun, Dialogue, say } from "./dialogue.ts";

const [PROTOCOL, FLOW_CONTROL, STREAM_CLOSED, FRAME_SIZE, COMPRESSION, CALM] = [1, 3, 5, 6, 9, 11];
const [DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];
const HEAD = headerBlock({ ":status": "200" });
const none = new Uint8Array();

type Rule = readonly [what: string, bytes: Uint8Array, code: number];

/** Stream 1 waits for its response; 3 has had its headers; 5 has ended in order; 7 we have reset. */
function scene(): { dialogue: Dialogue; entries: (n: 1 | 3) => string[] } {
  const dialogue = begun();
  const [one, three, , seven] = [dialogue.call(), dialogue.call(), dialogue.call(), dialogue.call()];
  dialogue.hear(say.head(3), say.head(5), say.trailers(5));
  seven.stream.reset(8);
  dialogue.turn();
  return { dialogue, entries: (n) => (n === 1 ? one : three).diary.entries };
}

const OF_THE_CONNECTION: readonly Rule[] = [
  ["a frame above the limit", say.any(DATA, 0, 3, new Uint8Array(16_385)), FRAME_SIZE],
  ["DATA on no stream", say.any(DATA, 0, 0, hex("61")), PROTOCOL],
  ["DATA on an idle stream", say.data(9, "x"), PROTOCOL],
  ["DATA on a stream of the server's own", say.data(2, "x"), PROTOCOL],
  ["DATA on a stream that it has ended", say.data(5, "x"), STREAM_CLOSED],
  ["DATA of more padding than payload", say.any(DATA, 8, 3, hex("05 61 62 63 64")), PROTOCOL],
  ["padded DATA without a padding length", say.any(DATA, 8, 3), FRAME_SIZE],
  ["HEADERS on no stream", say.any(HEADERS, 4, 0, HEAD), PROTOCOL],
  ["HEADERS on an idle stream", say.head(9), PROTOCOL],
  ["HEADERS on a stream of the server's own", say.head(2), PROTOCOL],
  ["HEADERS on a stream that it has ended", say.head(5), STREAM_CLOSED],
  ["HEADERS of more padding than payload", say.any(HEADERS, 0x0c, 1, concat(hex("ff"), HEAD)), PROTOCOL],
  ["HEADERS too short for their priority", say.any(HEADERS, 0x24, 1, hex("00 00")), FRAME_SIZE],
  ["a header block that is not HPACK", say.any(HEADERS, 4, 1, hex("ff ff ff ff ff ff")), COMPRESSION],
  ["a header block that is not HPACK, on a stream that was reset", say.any(HEADERS, 4, 7, hex("80")), COMPRESSION],
  [
    "a frame between HEADERS and CONTINUATION",
    concat(say.any(HEADERS, 0, 1, HEAD), say.any(PING, 0, 0, none)),
    PROTOCOL,
  ],
  ["an unknown frame between them", concat(say.any(HEADERS, 0, 1, HEAD), say.any(99, 0, 1, none)), PROTOCOL],
  ["CONTINUATION of another stream", concat(say.any(HEADERS, 0, 1, HEAD), say.any(CONTINUATION, 4, 3, none)), PROTOCOL],
  ["HEADERS before the last are complete", concat(say.any(HEADERS, 0, 1, HEAD), say.head(3)), PROTOCOL],
  ["CONTINUATION of nothing", say.any(CONTINUATION, 4, 1, HEAD), PROTOCOL],
  ["PRIORITY on no stream", say.any(PRIORITY, 0, 0, new Uint8Array(5)), PROTOCOL],
  ["PRIORITY of another length", say.any(PRIORITY, 0, 1, new Uint8Array(4)), FRAME_SIZE],
  ["RST_STREAM on no stream", say.reset(0, 8), PROTOCOL],
  ["RST_STREAM on an idle stream", say.reset(9, 8), PROTOCOL],
  ["RST_STREAM of another length", say.any(RST, 0, 1, hex("00 00 00")), FRAME_SIZE],
  ["SETTINGS on a stream", say.any(SETTINGS, 0, 1), PROTOCOL],
  ["SETTINGS of another length", say.any(SETTINGS, 0, 0, new Uint8Array(7)), FRAME_SIZE],
  ["an acknowledgement with SETTINGS in it", say.any(SETTINGS, 1, 0, new Uint8Array(6)), FRAME_SIZE],
  ["an acknowledgement of nothing", say.any(SETTINGS, 1, 0), PROTOCOL],
  ["SETTINGS_ENABLE_PUSH", say.settings([2, 1]), PROTOCOL],
  ["SETTINGS_INITIAL_WINDOW_SIZE above 2³¹−1", say.settings([4, 2 ** 31]), FLOW_CONTROL],
  ["SETTINGS_MAX_FRAME_SIZE below 16 384", say.settings([5, 16_383]), PROTOCOL],
  ["SETTINGS_MAX_FRAME_SIZE above 2²⁴−1", say.settings([5, 2 ** 24]), PROTOCOL],
  [
    "SETTINGS that make a window too wide",
    concat(say.window(3, 2 ** 31 - 1 - 65_535), say.settings([4, 65_536])),
    FLOW_CONTROL,
  ],
  ["PUSH_PROMISE", say.any(PUSH, 4, 1, concat(bigEndian(2, 4), HEAD)), PROTOCOL],
  ["PING on a stream", say.any(PING, 0, 1, new Uint8Array(8)), PROTOCOL],
  ["PING of another length", say.any(PING, 0, 0, new Uint8Array(7)), FRAME_SIZE],
  ["GOAWAY on a stream", say.any(GOAWAY, 0, 1, new Uint8Array(8)), PROTOCOL],
  ["GOAWAY of another length", say.any(GOAWAY, 0, 0, new Uint8Array(7)), FRAME_SIZE],
  ["GOAWAY that takes back another", concat(say.goAway(3, 0), say.goAway(5, 0)), PROTOCOL],
  ["WINDOW_UPDATE of another length", say.any(WINDOW, 0, 0, new Uint8Array(5)), FRAME_SIZE],
  ["WINDOW_UPDATE of nothing", say.window(0, 0), PROTOCOL],
  ["WINDOW_UPDATE on an idle stream", say.window(9, 1), PROTOCOL],
  ["WINDOW_UPDATE beyond 2³¹−1", say.window(0, 2 ** 31 - 1), FLOW_CONTROL],
  ["more DATA than its window on a stream that was reset", tooMuchOnReset(), FLOW_CONTROL],
  ["CONTINUATION without end", concat(say.any(HEADERS, 0, 1, HEAD), repeated(20, say.any(CONTINUATION, 0, 1))), CALM],
  [
    "a header block without end",
    concat(say.any(HEADERS, 0, 1), repeated(5, say.any(9, 0, 1, new Uint8Array(16_384)))),
    CALM,
  ],
  ["SETTINGS again and again", repeated(1100, say.settings()), CALM],
  ["PING again and again", repeated(1100, say.any(PING, 0, 0, new Uint8Array(8))), CALM],
  ["answers to PINGs that we never sent", repeated(1100, say.any(PING, 1, 0, new Uint8Array(8))), CALM],
  ["empty DATA again and again", repeated(1100, say.data(3, "")), CALM],
  ["RST_STREAM again and again", repeated(1100, say.reset(5, 8)), CALM],
  ["PRIORITY again and again", repeated(1100, say.any(PRIORITY, 0, 1, new Uint8Array(5))), CALM],
  ["unknown frames again and again", repeated(1100, say.any(99, 0, 0)), CALM],
  ["informational responses again and again", repeated(1100, say.head(1, { ":status": "103" })), CALM],
  ["HEADERS on a stream that was reset, again and again", repeated(1100, say.head(7)), CALM],
  ["GOAWAY again and again", repeated(1100, say.goAway(2 ** 31 - 1, 0)), CALM],
];

const OF_STREAM_1: readonly Rule[] = [
  ["DATA before any header block", say.data(1, "x"), PROTOCOL],
  ["a head without :status", say.head(1, { "content-type": "a" }), PROTOCOL],
  ["a head with nothing", say.any(HEADERS, 4, 1), PROTOCOL],
  ["a :status that is no number", say.head(1, { ":status": "ok" }), PROTOCOL],
  ["a :status of one digit too many", say.head(1, { ":status": "2000" }), PROTOCOL],
  ["a pseudo-header field of requests", say.head(1, { ":status": "200", ":path": "/" }), PROTOCOL],
  ["a pseudo-header field after others", say.head(1, { a: "1", ":status": "200" }), PROTOCOL],
  ["an upper-case name", say.head(1, { ":status": "200", "Content-Type": "a" }), PROTOCOL],
  ["a name with a space", say.head(1, { ":status": "200", "a b": "1" }), PROTOCOL],
  ["an empty name", say.head(1, { ":status": "200", "": "1" }), PROTOCOL],
  ["a value with a line feed", say.head(1, { ":status": "200", a: "1\n2" }), PROTOCOL],
  ["a value with NUL", say.head(1, { ":status": "200", a: "1\0" }), PROTOCOL],
  ["a field of HTTP/1.1's connections", say.head(1, { ":status": "200", connection: "close" }), PROTOCOL],
  ["101", say.head(1, { ":status": "101" }), PROTOCOL],
  ["an informational response that ends the stream", say.head(1, { ":status": "103" }, 1), PROTOCOL],
  ["a content-length that is no number", say.head(1, { ":status": "200", "content-length": "a" }), PROTOCOL],
  ["less than content-length", say.head(1, { ":status": "200", "content-length": "5" }, 1), PROTOCOL],
  [
    "a header list above what we take",
    say.head(1, { ":status": "200", a: "x".repeat(16_000) + "y".repeat(350) }),
    CALM,
  ],
  ["WINDOW_UPDATE of nothing on it", say.window(1, 0), PROTOCOL],
  ["WINDOW_UPDATE beyond 2³¹−1 on it", say.window(1, 2 ** 31 - 1), FLOW_CONTROL],
];

const OF_STREAM_3: readonly Rule[] = [
  ["trailers that do not end the stream", say.head(3, { "grpc-status": "0" }), PROTOCOL],
  ["a pseudo-header field in trailers", say.trailers(3, { ":status": "200" }), PROTOCOL],
  ["an upper-case name in trailers", say.trailers(3, { "Grpc-Status": "0" }), PROTOCOL],
];

function full(streamId: number): Uint8Array {
  return say.any(DATA, 0, streamId, new Uint8Array(16_384));
}

function repeated(count: number, bytes: Uint8Array): Uint8Array {
  return concat(...Array.from({ length: count }, () => bytes));
}

function tooMuchOnReset(): Uint8Array {
  return repeated(65, full(7));
}

describe("a server that breaks a rule of the connection", () => {
  it.each(OF_THE_CONNECTION)("sends %s", async (_what, bytes, code) => {
    const { dialogue, entries } = scene();
    dialogue.hear(bytes);
    expect(dialogue.codes("GOAWAY")).toEqual([code]);
    expect(dialogue.over).toMatchObject({ code: "TRANSPORT_PROTOCOL", cause: { http2Code: code } });
    await Promise.resolve();
    for (const n of [1, 3] as const) expect(entries(n).at(-1)).toMatch(/^failure: /);
    const sent = dialogue.bytes().length;
    dialogue.hear(say.settings(), say.any(PING, 0, 0, new Uint8Array(8)));
    expect(dialogue.bytes().length).toBe(sent);
  });

  it.each([
    ["another frame", say.any(PING, 0, 0, new Uint8Array(8)), "it does not begin with SETTINGS"],
    ["an acknowledgement", say.any(SETTINGS, 1, 0), "it does not begin with SETTINGS"],
    ["HTTP/1.1", new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"), "it answers in HTTP/1"],
  ])("begins with %s", (_what, bytes, why) => {
    const dialogue = new Dialogue();
    dialogue.hear(bytes);
    expect(dialogue.codes("GOAWAY")).toEqual([PROTOCOL]);
    expect(dialogue.over?.message).toContain(why);
    expect(dialogue.isReady).toBe(false);
  });
});

describe("a server that breaks a rule of a stream", () => {
  const cases = [
    ...OF_STREAM_1.map(([what, bytes, code]) => ({ what, bytes, code, n: 1 as const })),
    ...OF_STREAM_3.map(([what, bytes, code]) => ({ what, bytes, code, n: 3 as const })),
  ];
  it.each(cases)("sends $what", ({ bytes, code, n }) => {
    const { dialogue, entries } = scene();
    dialogue.hear(bytes);
    expect(dialogue.codes("RST_STREAM")).toEqual([8, code]);
    expect(dialogue.frames("RST_STREAM").at(-1)?.streamId).toBe(n);
    expect(entries(n).at(-1)).toBe(`failure: stream reset with HTTP/2 error code ${code}`);
    // The connection lives on, and what was on its way for the stream does no harm.
    dialogue.hear(say.head(n), say.data(n, "x"), say.trailers(n));
    const other = n === 1 ? 3 : 1;
    dialogue.hear(other === 1 ? say.head(1) : none, say.trailers(other));
    expect(entries(other).slice(-2)).toEqual(["trailers 0", "end"]);
    expect(dialogue.over).toBeUndefined();
  });

  it("sends more DATA than the stream's window, to a reader that is paused", () => {
    const dialogue = begun();
    const { diary, stream } = dialogue.call();
    stream.pause();
    dialogue.hear(say.head(1), repeated(64, full(1)));
    expect(dialogue.codes("RST_STREAM")).toEqual([]);
    dialogue.hear(say.data(1, "x"));
    expect(dialogue.codes("RST_STREAM")).toEqual([FLOW_CONTROL]);
    expect(diary.entries.at(-1)).toMatch(/^failure/);
  });

  it("sends frames after END_STREAM, while our side is open", () => {
    const dialogue = begun();
    const { diary } = dialogue.call(false);
    dialogue.hear(say.head(1), say.trailers(1), say.data(1, "x"));
    expect(dialogue.codes("RST_STREAM")).toEqual([STREAM_CLOSED]);
    expect(diary.entries).toEqual(["headers 200", "trailers 0", "end"]);
  });

  it("sends more, or less, than its content-length", () => {
    for (const text of ["abcd", "ab"]) {
      const dialogue = begun();
      const { diary } = dialogue.call();
      dialogue.hear(say.head(1, { ":status": "200", "content-length": "3" }), say.data(1, text, 1));
      expect(dialogue.codes("RST_STREAM")).toEqual([PROTOCOL]);
      expect(diary.entries.at(-1)).toMatch(/^failure/);
    }
  });
});

describe("a server within its rights", () => {
  it.each([
    ["frames of unknown types", say.any(99, 255, 1, hex("61"))],
    ["PRIORITY", say.any(PRIORITY, 0, 1, new Uint8Array(5))],
    ["unknown settings", say.settings([8, 1], [0xabcd, 5])],
    ["SETTINGS_ENABLE_PUSH of 0", say.settings([2, 0])],
    ["RST_STREAM on a stream that has ended", say.reset(5, 0)],
    ["WINDOW_UPDATE on a stream that has ended", say.window(5, 10)],
    ["frames on a stream that we have reset", concat(say.head(7), say.data(7, "late"), say.trailers(7))],
    ["informational responses", say.head(1, { ":status": "103", link: "x" })],
    ["flags without meaning", say.any(WINDOW, 255, 0, bigEndian(1, 4))],
    ["the reserved bit", concat(say.any(WINDOW, 0, 2 ** 31, bigEndian(2 ** 31 + 1, 4)))],
  ])("sends %s", (_what, bytes) => {
    const { dialogue, entries } = scene();
    dialogue.hear(bytes, say.head(1), say.data(1, "x"), say.trailers(1));
    expect(dialogue.over).toBeUndefined();
    expect(dialogue.codes("RST_STREAM")).toEqual([8]);
    expect(entries(1)).toEqual(["headers 200", "data x", "trailers 0", "end"]);
  });

  it("sends padding and priority, and blocks in pieces", () => {
    const { dialogue, entries } = scene();
    const padded = concat(hex("03"), new Uint8Array(5), HEAD.subarray(0, 4), new Uint8Array(3));
    dialogue.hear(
      say.any(HEADERS, 0x28, 1, padded),
      say.any(CONTINUATION, 0, 1, HEAD.subarray(4, 6)),
      say.any(CONTINUATION, 4, 1, HEAD.subarray(6)),
      say.any(DATA, 9, 1, hex("02 61 00 00")),
    );
    expect(entries(1)).toEqual(["headers 200", "data a", "end"]);
  });

  it("puts spaces around a status message, which are taken off", () => {
    const dialogue = begun();
    const { diary } = dialogue.call();
    dialogue.hear(say.trailers(1, { ":status": "200", "grpc-status": " 5\t" }));
    expect(diary.entries).toEqual(["headers 200", "end"]);
  });
});
