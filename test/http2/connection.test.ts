import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RpcError } from "../../src/grpc/errors.ts";
import { TransportError } from "../../src/grpc/errors.ts";
import { MAX_31_BITS } from "../../src/http2/frames/frame.ts";
import { chunks, concat, hex, toHex } from "../support/hex.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { bigEndian, Flag, frame } from "../support/scripted-peer.ts";
import { settle, until } from "../support/settle.ts";
import { begun, Dialogue, Diary, REQUEST, say } from "./dialogue.ts";

const KIB = 1024;
const PING = new Uint8Array(8).fill(7);

/** What a server says to three calls, in every kind of frame. */
const RECORDED = concat(
  say.settings([1, 0], [3, 100], [4, 70_000]),
  frame("SETTINGS", Flag.ACK, 0),
  say.window(0, 1_000_000),
  say.head(1, { ":status": "200", "content-type": "application/grpc" }),
  say.any(8 + 90, 1, 5, hex("01 02 03")),
  say.data(1, "first"),
  frame("PING", 0, 0, PING),
  say.any(0, 8, 1, hex("02 62 00 00")),
  say.head(3),
  say.trailers(1),
  say.data(3, "second", 1),
  say.reset(5, 8),
  say.goAway(5, 0),
);

const LAST_LINES = [
  ["headers 200", "data firstb", "trailers 0", "end"],
  ["headers 200", "data second", "end"],
  ["failure: stream reset with HTTP/2 error code 8"],
];

describe("a connection", () => {
  it("begins with the preface, its SETTINGS and the window of the connection", () => {
    const dialogue = new Dialogue();
    expect(toHex(dialogue.bytes())).toBe(
      toHex(
        hex(`00 00 12 04 00 00 00 00 00   # SETTINGS
             00 02 00 00 00 00            # ENABLE_PUSH 0
             00 04 00 10 00 00            # INITIAL_WINDOW_SIZE 1 MiB
             00 06 00 00 40 00            # MAX_HEADER_LIST_SIZE 16 KiB
             00 00 04 08 00 00 00 00 00   # WINDOW_UPDATE of the connection
             00 0f 00 01                  # 1 MiB less 65 535`),
      ),
    );
  });

  it("announces the window that it is made with, which is nothing to widen by at its least", () => {
    const begun = (windowBytes: number): string => toHex(new Dialogue({ windowBytes }).bytes());
    const settings = (window: string): string =>
      `00 00 12 04 00 00 00 00 00  00 02 00 00 00 00  00 04 ${window}  00 06 00 00 40 00`;
    expect(begun(65_535)).toBe(toHex(hex(settings("00 00 ff ff"))));
    expect(begun(2 ** 31 - 1)).toBe(toHex(hex(`${settings("7f ff ff ff")}  00 00 04 08 00 00 00 00 00  7f ff 00 00`)));
  });

  it("reads a dialogue alike, whatever the chunks that it comes in", () => {
    let answers: string | undefined;
    for (let size = 1; size <= RECORDED.length; size++) {
      const dialogue = new Dialogue();
      const calls = [1, 3, 5].map(() => dialogue.call());
      for (const chunk of chunks(RECORDED, size)) dialogue.hear(chunk);
      expect(calls.map(({ diary }) => diary.entries)).toEqual(LAST_LINES);
      expect(dialogue.over).toMatchObject({ code: "TRANSPORT_GOAWAY" });
      answers ??= toHex(dialogue.bytes());
      expect(toHex(dialogue.bytes())).toBe(answers);
    }
  });

  it("fails what is not over when the link breaks, after any byte", async () => {
    for (let end = 0; end < RECORDED.length; end++) {
      const dialogue = new Dialogue();
      const calls = [1, 3, 5].map(() => dialogue.call());
      dialogue.hear(RECORDED.slice(0, end));
      dialogue.connection.end(new TransportError("TRANSPORT_LOST", "peer", "gone"));
      await Promise.resolve();
      for (const [i, { diary }] of calls.entries()) {
        const whole = LAST_LINES[i] as string[];
        const told = [...diary.entries];
        if (told.at(-1) === "failure: peer: gone") told.pop();
        else expect(told).toEqual(whole);
        const last = told.pop() ?? "";
        expect(told).toEqual(whole.slice(0, told.length));
        expect(whole[told.length]?.slice(0, last.length)).toBe(last);
      }
    }
  });

  it("says nothing more to a stream that was reset, at any point", () => {
    for (let end = 0; end < RECORDED.length; end++) {
      const dialogue = new Dialogue();
      const { diary, stream } = dialogue.call();
      dialogue.call();
      dialogue.call();
      dialogue.hear(RECORDED.slice(0, end));
      const told = [...diary.entries];
      stream.reset(8);
      stream.reset(8);
      stream.write(hex("61"));
      stream.end();
      dialogue.turn();
      dialogue.hear(RECORDED.slice(end));
      expect(diary.entries).toEqual(told);
      expect(dialogue.codes("RST_STREAM").length).toBeLessThanOrEqual(1);
      expect(dialogue.codes("GOAWAY")).toEqual([0]);
    }
  });

  it("comes to its end in order, whatever frames it is sent", async () => {
    const streamId = fc.constantFrom(0, 1, 3, 5, 2, 7, 9);
    const noise = fc
      .tuple(fc.nat({ max: 10 }), fc.nat({ max: 255 }), streamId, fc.uint8Array({ maxLength: 20 }))
      .map(([type, flags, id, payload]) => say.any(type, flags, id, payload));
    const sense = streamId.chain((id) =>
      fc.constantFrom(
        say.head(id),
        say.trailers(id),
        say.data(id, "x"),
        say.reset(id, 8),
        say.window(id, 10),
        say.settings(),
      ),
    );
    const frames = fc.array(fc.oneof({ weight: 1, arbitrary: noise }, { weight: 6, arbitrary: sense }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(frames, fc.nat({ max: 40 }), async (said, cut) => {
        const dialogue = begun();
        const calls = [dialogue.call(), dialogue.call(false), dialogue.call()];
        for (const piece of chunks(concat(...said), cut + 1)) dialogue.hear(piece);
        dialogue.connection.end(new TransportError("TRANSPORT_LOST", "peer", "gone"));
        await Promise.resolve();
        for (const { diary } of calls) {
          expect(diary.entries.filter((entry) => /^(end|failure)/.test(entry))).toHaveLength(1);
          expect(diary.entries.at(-1)).toMatch(/^(end|failure)/);
        }
        expect(dialogue.codes("GOAWAY")).toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });

  it("fills in scheme and authority, and sends pseudo-header fields first", () => {
    const dialogue = begun();
    dialogue.connection.open({ te: "trailers", ":path": "/", ":method": "POST" }, new Diary());
    dialogue.turn();
    const [headers] = dialogue.frames("HEADERS");
    expect(headers?.payload[0]).toBe(0x86); // :scheme http
    expect(() => dialogue.connection.open({ ...REQUEST, a: "1\r\nb: 2" }, new Diary())).toThrow(TypeError);
  });

  it("sends no header list that the peer does not take", () => {
    const dialogue = new Dialogue();
    dialogue.hear(say.settings([6, 100]));
    expect(() => dialogue.call()).toThrow(
      expect.objectContaining({ status: "RESOURCE_EXHAUSTED" } satisfies Partial<RpcError>) as Error,
    );
    expect(dialogue.frames("HEADERS")).toEqual([]);
  });

  it("sends a long header block in HEADERS and CONTINUATION", () => {
    const dialogue = begun();
    dialogue.connection.open({ ...REQUEST, a: "\x7f".repeat(40_000) }, new Diary());
    dialogue.turn();
    const [first, second, third] = dialogue.frames().filter(({ streamId }) => streamId === 1);
    expect([first, second, third].map((each) => [each?.name, each?.flags])).toEqual([
      ["HEADERS", 0],
      ["CONTINUATION", 0],
      ["CONTINUATION", 4],
    ]);
  });
});

describe("the windows of a connection", () => {
  /** DATA sent on a stream so far, in bytes. */
  const sent = (dialogue: Dialogue, streamId: number): number =>
    dialogue.frames("DATA").reduce((sum, each) => sum + (each.streamId === streamId ? each.payload.length : 0), 0);

  it("let no more be sent than the peer allows: on the stream, and in all", () => {
    const dialogue = begun();
    const [one, three] = [dialogue.call(false), dialogue.call(false)];
    one.stream.end(new Uint8Array(100 * KIB));
    three.stream.end(new Uint8Array(100 * KIB));
    dialogue.turn();
    expect(sent(dialogue, 1) + sent(dialogue, 3)).toBe(65_535);
    expect(Math.abs(sent(dialogue, 1) - sent(dialogue, 3))).toBeLessThanOrEqual(16 * KIB);
    dialogue.hear(say.window(0, 1_000_000));
    expect([sent(dialogue, 1), sent(dialogue, 3)]).toEqual([65_535, 65_535]);
    dialogue.hear(say.window(3, 1_000_000));
    expect([sent(dialogue, 1), sent(dialogue, 3)]).toEqual([65_535, 100 * KIB]);
    dialogue.hear(say.window(1, 1_000_000));
    expect(dialogue.frames("DATA").filter(({ flags }) => flags === 1)).toHaveLength(2);
    for (const { payload } of dialogue.frames("DATA")) expect(payload.length).toBeLessThanOrEqual(16 * KIB);
  });

  it("shrink below zero and grow again with SETTINGS", () => {
    const dialogue = begun();
    const { stream } = dialogue.call(false);
    dialogue.hear(say.window(0, 1_000_000));
    stream.write(new Uint8Array(60_000));
    dialogue.turn();
    dialogue.hear(say.settings([4, 1000])); // the stream's window is now 5535 - 64 535
    stream.write(new Uint8Array(10));
    dialogue.turn();
    expect(sent(dialogue, 1)).toBe(60_000);
    dialogue.hear(say.window(1, 59_000)); // and now nothing
    expect(sent(dialogue, 1)).toBe(60_000);
    dialogue.hear(say.window(1, 4));
    expect(sent(dialogue, 1)).toBe(60_004);
    dialogue.hear(say.settings([4, 2000]));
    expect(sent(dialogue, 1)).toBe(60_010);
    const { stream: later } = dialogue.call(false);
    later.end(new Uint8Array(3000));
    dialogue.turn();
    expect(sent(dialogue, 3)).toBe(2000);
  });

  it("stand in the way of no END_STREAM without bytes", () => {
    const dialogue = begun();
    dialogue.hear(say.settings([4, 0]));
    dialogue.call();
    expect(dialogue.frames("DATA").map(({ flags, payload }) => [flags, payload.length])).toEqual([[1, 0]]);
  });

  it("make a writer wait, and let it go on", async () => {
    const dialogue = begun();
    const { stream } = dialogue.call(false);
    while (stream.write(new Uint8Array(16 * KIB))) dialogue.turn();
    let isDrained = false;
    void stream.drained().then(() => (isDrained = true));
    await settle();
    expect(isDrained).toBe(false);
    dialogue.hear(say.window(0, 1_000_000), say.window(1, 1_000_000));
    await settle();
    expect(isDrained).toBe(true);
  });

  it("are widened as the reader reads, and not while it is paused", async () => {
    const dialogue = begun();
    const { diary, stream } = dialogue.call();
    const widened = (streamId: number): number =>
      dialogue
        .frames("WINDOW_UPDATE")
        .filter((each) => each.streamId === streamId)
        .reduce((sum, { payload }) => sum + new DataView(payload.buffer).getUint32(0), 0);
    const send = (frames: number): void => {
      for (let i = 0; i < frames; i++) dialogue.hear(say.any(0, 0, 1, new Uint8Array(16 * KIB)));
    };
    dialogue.hear(say.head(1));
    send(32);
    expect([widened(0), widened(1)]).toEqual([512 * KIB, 512 * KIB]);
    stream.pause();
    send(64);
    expect([widened(0), widened(1)]).toEqual([1536 * KIB, 512 * KIB]);
    expect(diary.bytes).toBe(512 * KIB);
    stream.resume();
    await settle();
    dialogue.turn();
    expect(diary.bytes).toBe(1536 * KIB);
    expect(widened(1)).toBe(1536 * KIB);
  });

  it("are given back for padding, and for streams that were reset", () => {
    const dialogue = begun();
    const { stream } = dialogue.call();
    dialogue.call();
    dialogue.hear(say.head(1), say.head(3));
    stream.reset(8);
    dialogue.turn();
    for (let i = 0; i < 40; i++) dialogue.hear(say.any(0, 0, 1, new Uint8Array(16 * KIB)));
    expect(dialogue.frames("WINDOW_UPDATE").map(({ streamId }) => streamId)).toEqual([0]);
    const padded = concat(hex("ff"), hex("61"), new Uint8Array(255));
    for (let i = 0; i < 3000; i++) dialogue.hear(say.any(0, 8, 3, padded));
    expect(dialogue.frames("WINDOW_UPDATE").map(({ streamId }) => streamId)).toContain(3);
  });
});

describe("a stream", () => {
  it("loses nothing of what waits when the link breaks after its end", async () => {
    const dialogue = begun();
    const { diary, stream } = dialogue.call();
    stream.pause();
    dialogue.hear(say.head(1), say.data(1, "a"), say.data(1, "b"), say.trailers(1));
    dialogue.connection.end(new TransportError("TRANSPORT_LOST", "peer", "gone"));
    await settle();
    stream.resume();
    await settle();
    expect(diary.entries).toEqual(["headers 200", "data ab", "trailers 0", "end"]);
  });

  it("may pause and resume as it reads, and hears all in order", async () => {
    const dialogue = begun();
    const diary = new Diary();
    const heard: (number | undefined)[] = [];
    const stream = dialogue.connection.open(REQUEST, {
      onHeaders: (headers) => diary.onHeaders(headers),
      onData: (chunk) => {
        heard.push(chunk[0]);
        stream.pause();
        setImmediate(() => stream.resume());
      },
      onTrailers: (trailers) => diary.onTrailers(trailers),
      onEnd: () => diary.onEnd(),
      onFailure: (error) => diary.onFailure(error),
    });
    stream.end();
    dialogue.turn();
    const pieces = Array.from({ length: 10 }, (_, i) => say.any(0, 0, 1, new Uint8Array(2000).fill(i)));
    dialogue.hear(say.head(1), ...pieces, say.trailers(1));
    expect(heard).toEqual([0]);
    await until(() => diary.entries.length > 1);
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(diary.entries).toEqual(["headers 200", "trailers 0", "end"]);
  });
});

describe("a stream that its listener resets at the very end", () => {
  it("sends no RST_STREAM if both sides have ended", () => {
    const dialogue = begun();
    const stream = dialogue.connection.open(REQUEST, {
      onHeaders: () => undefined,
      onData: () => undefined,
      onTrailers: () => undefined,
      onEnd: () => stream.reset(8),
      onFailure: () => undefined,
    });
    stream.end();
    dialogue.turn();
    dialogue.hear(say.head(1), say.trailers(1), say.reset(1, 0));
    expect(dialogue.codes("RST_STREAM")).toEqual([]);
    expect(dialogue.over).toBeUndefined();
  });
});

describe("streams beyond what the peer takes at once", () => {
  it("wait in their order, and begin as others end", () => {
    const dialogue = new Dialogue();
    dialogue.hear(say.settings([3, 2]));
    const calls = [0, 1, 2, 3, 4].map(() => dialogue.call());
    const begunIds = (): number[] => dialogue.frames("HEADERS").map(({ streamId }) => streamId);
    expect(begunIds()).toEqual([1, 3]);
    calls[2]?.stream.reset(8); // one that waits: the peer never hears of it
    dialogue.turn();
    expect(dialogue.frames("RST_STREAM")).toEqual([]);
    dialogue.hear(say.trailers(1, { ":status": "200", "grpc-status": "0" }));
    expect(begunIds()).toEqual([1, 3, 5]);
    calls[1]?.stream.reset(8);
    dialogue.turn();
    expect(begunIds()).toEqual([1, 3, 5, 7]);
    dialogue.hear(say.settings([3, 0]), say.reset(5, 7), say.reset(7, 7));
    const late = dialogue.call();
    expect(begunIds()).toHaveLength(4);
    dialogue.hear(say.settings([3, 1]));
    expect(begunIds()).toHaveLength(5);
    dialogue.hear(say.trailers(9, { ":status": "200" }));
    expect(late.diary.entries).toEqual(["headers 200", "end"]);
  });

  it("are refused once there is no identifier left, and those that run go on", () => {
    const dialogue = begun({ firstStreamId: MAX_31_BITS - 2 });
    const [first, last] = [dialogue.call(), dialogue.call()];
    expect(dialogue.connection.isUsable).toBe(true);
    expect(() => dialogue.call()).toThrow(
      expect.objectContaining({ code: "TRANSPORT_GOAWAY", retryable: true }) as Error,
    );
    expect(dialogue.isDraining).toBe(true);
    dialogue.hear(say.trailers(MAX_31_BITS - 2, { ":status": "200" }), say.trailers(MAX_31_BITS, { ":status": "200" }));
    for (const { diary } of [first, last]) expect(diary.entries).toEqual(["headers 200", "end"]);
    expect(dialogue.over).toMatchObject({ code: "TRANSPORT_GOAWAY" });
  });
});

describe("GOAWAY of the peer", () => {
  it("without an error: refuses what it has not looked at, and lets the rest finish", async () => {
    const dialogue = new Dialogue();
    dialogue.hear(say.settings([3, 2]));
    const [one, three, waiting] = [dialogue.call(), dialogue.call(), dialogue.call()];
    dialogue.hear(say.goAway(MAX_31_BITS, 0));
    expect(dialogue.isDraining).toBe(true);
    dialogue.hear(say.goAway(1, 0));
    for (const { diary } of [three, waiting]) {
      expect(diary.entries).toEqual(["failure: stream reset with HTTP/2 error code 7"]);
    }
    expect(dialogue.over).toBeUndefined();
    expect(() => dialogue.call()).toThrow(/takes no more calls/);
    dialogue.hear(say.head(1), say.data(1, "x"), say.trailers(1));
    expect(one.diary.entries).toEqual(["headers 200", "data x", "trailers 0", "end"]);
    expect(dialogue.over).toMatchObject({ code: "TRANSPORT_GOAWAY" });
    await Promise.resolve();
    expect(dialogue.codes("GOAWAY")).toEqual([0]);
  });

  it("with an error: ends what it has looked at with the reason", async () => {
    const dialogue = begun();
    const [one, three] = [dialogue.call(), dialogue.call()];
    dialogue.hear(say.goAway(1, 11));
    await Promise.resolve();
    expect(one.diary.entries).toEqual(["failure: peer: the peer ended the session with HTTP/2 error code 11"]);
    expect(three.diary.entries).toEqual(["failure: stream reset with HTTP/2 error code 7"]);
    expect(dialogue.over).toMatchObject({ http2Code: 11 });
  });
});

describe("PING", () => {
  it("of ours is timed, and fails with the connection; only so many wait at once", async () => {
    const clock = new ManualClock();
    const dialogue = begun({ clock });
    const answered = dialogue.connection.ping();
    dialogue.turn();
    const [{ payload } = { payload: PING }] = dialogue.frames("PING");
    clock.advance(7);
    dialogue.hear(frame("PING", Flag.ACK, 0, PING), frame("PING", Flag.ACK, 0, payload));
    expect(await answered).toBe(7);
    const waiting = Array.from({ length: 10 }, () => dialogue.connection.ping());
    await expect(dialogue.connection.ping()).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
    dialogue.connection.end(new TransportError("TRANSPORT_CLOSED", "peer", "closed"));
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
    await expect(dialogue.connection.ping()).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
  });

  it("of the peer is answered with its own octets, as often as it comes beside DATA", () => {
    const dialogue = begun();
    dialogue.call();
    dialogue.hear(say.head(1));
    for (let i = 0; i < 5000; i++) {
      dialogue.hear(say.data(1, "x".repeat(1100)), frame("PING", 0, 0, bigEndian(i, 8)));
    }
    const answers = dialogue.frames("PING");
    expect(answers).toHaveLength(5000);
    expect(answers.at(-1)).toMatchObject({ flags: Flag.ACK, payload: bigEndian(4999, 8) });
  });

  it("of a peer that reads no answers ends the connection", () => {
    const clock = new ManualClock();
    const dialogue = begun({ clock });
    dialogue.linkIsFull = true;
    dialogue.call();
    for (let i = 0; i < 1100; i++) {
      clock.advance(1000);
      dialogue.hear(frame("PING", 0, 0, PING));
    }
    expect(dialogue.over).toMatchObject({ cause: { http2Code: 11 } });
  });

  it("of a peer that reads them all slowly is answered for as long as it asks", () => {
    const clock = new ManualClock();
    const dialogue = begun({ clock });
    // As in a long upload: the link is full after each write, and drains before the next.
    dialogue.linkIsFull = true;
    dialogue.call();
    for (let i = 0; i < 3000; i++) {
      clock.advance(1000);
      dialogue.hear(frame("PING", 0, 0, PING));
      dialogue.connection.drained();
      dialogue.turn();
    }
    expect(dialogue.over).toBeUndefined();
    expect(dialogue.frames("PING")).toHaveLength(3000);
  });
});

describe("a link that takes no more", () => {
  it("is given nothing until it drains, and then everything in order", () => {
    const dialogue = begun();
    dialogue.linkIsFull = true;
    const { stream } = dialogue.call(false);
    stream.write(new Uint8Array(1000));
    dialogue.turn();
    dialogue.hear(frame("PING", 0, 0, PING));
    expect(dialogue.frames().map(({ name }) => name)).toEqual(["SETTINGS", "HEADERS"]);
    dialogue.linkIsFull = false;
    dialogue.connection.drained();
    dialogue.turn();
    expect(dialogue.frames().map(({ name }) => name)).toEqual(["SETTINGS", "HEADERS", "PING", "DATA"]);
  });
});
