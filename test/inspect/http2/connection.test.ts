import { describe, expect, it } from "vitest";
import { ConnectionInspector } from "../../../src/inspect/connection.ts";
import { ByteSink } from "../../../src/http2/byte-sink.ts";
import { HeaderEncoder } from "../../../src/http2/hpack/encoder.ts";
import { Echo } from "../../support/echo-service.ts";
import { concat, hex } from "../../support/hex.ts";
import { rawFrame, requestFields } from "../../support/raw-client.ts";
import { Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { BEGINNING, expectEveryByte, faults, outline, PREFACE, readAll, type Sent, textReader } from "./reading.ts";

const END = Flag.END_STREAM | Flag.END_HEADERS;
const HELLO = hex("00 00 00 00 02 68 69");

const client = (...bytes: readonly Uint8Array[]): Sent => ({ side: "client", bytes: concat(...bytes) });
const server = (...bytes: readonly Uint8Array[]): Sent => ({ side: "server", bytes: concat(...bytes) });

function request(streamId: number, flags: number = Flag.END_HEADERS): Uint8Array {
  return frame("HEADERS", flags, streamId, headerBlock(requestFields(Echo.once.path)));
}

describe("a connection whose beginning was not seen", () => {
  const encoder = new HeaderEncoder();
  const encoded = (streamId: number): Uint8Array => {
    const out = new ByteSink();
    encoder.encode({ ...requestFields(Echo.once.path), ...(streamId > 1 ? { "x-new": "3" } : {}) }, out);
    return frame("HEADERS", END, streamId, out.take());
  };
  const [, second, third] = [encoded(1), encoded(3), encoded(5)];

  it("says so, and which of its header fields nobody saw", () => {
    const sent = [client(second), client(third)];
    const { frames, inspector } = readAll(sent);
    expectEveryByte(frames, sent);
    expect(inspector.isLate).toBe(true);
    expect(frames.map(({ span }) => span.text.includes("(the connection's beginning was not seen)"))).toEqual([
      true,
      false,
    ]);
    expect(outline(frames[0]?.span as never)).toContain("    indexed, dynamic: dynamic entry 62, not seen");
    expect(outline(frames[0]?.span as never)).toContain("      index: 62, dynamic, not seen");
    expect(frames[0]?.headers).toContainEqual(["x-new", "3"]);
    expect(frames[1]?.headers).toContainEqual(["x-new", "3"]);
    expect(frames[0]?.headers?.map(([name]) => name)).not.toContain(":path");
    expect(frames.map(({ windows }) => windows)).toEqual([undefined, undefined]);
    expect(inspector.calls.map(({ path }) => path)).toEqual([undefined, undefined]);
    expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
  });

  it("is taken to carry the path that it is told", () => {
    const { frames, inspector } = readAll([server(frame("DATA", Flag.NONE, 7, HELLO))], { path: () => Echo.once.path });
    expect(inspector.calls.map(({ path }) => path)).toEqual([Echo.once.path]);
    expect(frames.flatMap(({ messages }) => messages.map(({ typeName }) => typeName))).toEqual([
      `${Echo.once.path}Response`,
    ]);
  });

  it("has messages from the first DATA frame on that is made of whole ones", () => {
    const sent = [
      server(frame("DATA", Flag.NONE, 7, hex("68 69"))),
      server(frame("DATA", Flag.NONE, 7, concat(HELLO, HELLO))),
      server(frame("DATA", Flag.NONE, 7, HELLO.slice(0, 3))),
      server(frame("DATA", Flag.NONE, 7, HELLO.slice(3))),
    ];
    const { frames } = readAll(sent);
    expectEveryByte(frames, sent);
    expect(frames.map(({ messages }) => messages.length)).toEqual([0, 2, 0, 1]);
    expect(faults(frames[0]?.span as never)).toEqual([
      "data: the beginning of the stream was not seen, nor where a message begins",
    ]);
  });

  it("is found where frames begin, in the middle of one", () => {
    const rest = new Uint8Array(50).fill(0xee);
    const ping = frame("PING", Flag.NONE, 0, new Uint8Array(8));
    const sent = [server(rest, ping, ping, frame("SETTINGS", Flag.ACK, 0))];
    const { frames, inspector } = readAll(sent);
    expectEveryByte(frames, sent);
    expect(frames.map(({ span }) => span.label)).toEqual(["unread", "PING", "PING", "SETTINGS"]);
    expect(frames[0]?.bytes.length).toBe(50);
    expect(inspector.isLate).toBe(true);
  });
});

describe("bytes that are no HTTP/2", () => {
  it.each([
    ["HTTP/1 text", new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"), "not HTTP/2: HTTP/1 text"],
    ["a TLS record", hex("16 03 01 00 05 01 00 00 01 00"), "not HTTP/2: a TLS record (handshake), still encrypted"],
    ["a few bytes of anything", hex("01 02 03"), "not HTTP/2: no frame begins here"],
    ["a kilobyte of anything", new Uint8Array(1024).fill(0xaa), "not HTTP/2: no frame begins here"],
  ])("are one unread span, with the reason: %s", (_name, bytes, fault) => {
    const sent: Sent[] = [{ side: "server", bytes }];
    const { frames } = readAll(sent);
    expectEveryByte(frames, sent);
    expect(frames.map(({ span }) => [span.kind, span.fault])).toEqual([["unread", fault]]);
  });

  it.each([PREFACE.slice(0, 5), concat(PREFACE.slice(0, 20), new Uint8Array(9))])(
    "may begin like a preface",
    (bytes) => {
      const { frames } = readAll([client(bytes)]);
      expect(frames.map(({ span }) => span.fault)).toEqual([
        "not HTTP/2: a client's preface that is cut short or damaged",
      ]);
    },
  );
});

describe("the end of a side", () => {
  it.each([
    [
      "in the header of a frame",
      frame("PING", Flag.NONE, 0, new Uint8Array(8)).slice(0, 5),
      "unread",
      "cut short: 5 of at least 9 bytes",
    ],
    ["in a payload", frame("PING", Flag.NONE, 0, new Uint8Array(8)).slice(0, 12), "PING", "cut short: 12 of 17 bytes"],
    ["in a header block", request(1).slice(0, 40), "HEADERS", "cut short: 40 of 135 bytes"],
  ])("%s leaves what was there", (_name, bytes, label, fault) => {
    const sent = [...BEGINNING, client(bytes)];
    const { frames } = readAll(sent);
    expectEveryByte(frames, sent);
    expect(frames.at(-1)?.span).toMatchObject({ label, fault });
  });

  it("leaves what follows it unread", () => {
    const inspector = new ConnectionInspector({ messages: textReader });
    inspector.end("client", 0n);
    const frames = [...inspector.push("client", hex("00"), 1n), ...inspector.end("client", 2n)];
    expect(frames.map(({ span }) => span.fault)).toEqual(["it came after the end"]);
  });
});

describe("limits", () => {
  it("leave the rest of a frame unread that is longer than is kept", () => {
    const long = rawFrame(0x20, 0, 0, new Uint8Array(3000));
    const sent = [...BEGINNING, server(long, frame("PING", Flag.NONE, 0, new Uint8Array(8)))];
    const { frames } = readAll(sent, { maxFrameBytes: 1024 });
    expectEveryByte(frames, sent);
    expect(frames.slice(3).map(({ span }) => [span.label, span.end, span.isPart])).toEqual([
      ["unknown type 32", 1024, true],
      ["unread", 1024, undefined],
      ["unread", 961, undefined],
      ["PING", 17, undefined],
    ]);
  });

  it("are refused where nothing could be read with them", () => {
    expect(() => new ConnectionInspector({ messages: textReader, maxFrameBytes: 9 })).toThrow(RangeError);
    expect(() => new ConnectionInspector({ messages: textReader, maxCalls: 0.5 })).toThrow("maxCalls of 0.5");
  });
});
