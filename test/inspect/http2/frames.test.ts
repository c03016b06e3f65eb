import { describe, expect, it } from "vitest";
import { hex } from "../../support/hex.ts";
import { outline, payloadOutline, PREFACE, readAfterBeginning, readAll } from "./reading.ts";

describe("a frame as a tree", () => {
  it("has its header in four parts, the flags in words", () => {
    const bytes = hex(`
      00 00 08   # length
      06         # PING
      01         # ACK
      00000000   # the connection
      00 11 22 33 44 55 66 77
    `);
    const { frames } = readAfterBeginning([{ side: "server", bytes }]);
    expect(frames.flatMap(({ span }) => outline(span))).toEqual([
      "PING: ACK, 00 11 22 33 44 55 66 77",
      "  frame header: 8 bytes",
      "    length: 8 bytes",
      "    type: PING (6)",
      "    flags: 0x01 ACK",
      "    stream: 0, the connection",
      "  opaque data: 00 11 22 33 44 55 66 77",
    ]);
  });

  it("is a preface at the very start of a client", () => {
    const { frames } = readAll([{ side: "client", bytes: PREFACE }]);
    expect(frames.map(({ span }) => [span.kind, span.end, span.text])).toEqual([["preface", 24, "PRI * HTTP/2.0"]]);
  });

  it.each([
    {
      name: "SETTINGS by their names",
      bytes: "00000c 04 00 00000000  0004 00010000  00f0 00000001",
      text: "SETTINGS: INITIAL_WINDOW_SIZE 65536, unknown setting 240 1",
      parts: [
        "SETTINGS_INITIAL_WINDOW_SIZE: 65536",
        "  identifier: SETTINGS_INITIAL_WINDOW_SIZE (4)",
        "  value: 65536",
        "unknown setting 240: 1",
        "  identifier: unknown setting 240 (240)",
        "  value: 1",
      ],
    },
    { name: "the acknowledgement of SETTINGS", bytes: "000000 04 01 00000000", text: "SETTINGS: ACK", parts: [] },
    {
      name: "WINDOW_UPDATE, and what may be sent now",
      bytes: "000004 08 00 00000000 00000001",
      text: "WINDOW_UPDATE: 1 byte more, the client may send 65536",
      parts: ["increment: 1 byte more"],
    },
    {
      name: "GOAWAY with an error code by name and debug data as text",
      bytes: "00000c 07 00 00000000 00000005 0000000b 63616c6d",
      text: 'GOAWAY: ENHANCE_YOUR_CALM (11), last stream 5, "calm"',
      parts: ["last stream: 5", "error code: ENHANCE_YOUR_CALM (11)", 'debug data: "calm"'],
    },
    {
      name: "PRIORITY",
      bytes: "000005 02 00 00000003 80000001 0f",
      text: "PRIORITY: stream 3",
      parts: ["priority: deprecated", "  stream dependency: 1, exclusive", "  weight: 16"],
    },
    {
      name: "an unknown type with unknown flags",
      bytes: "000003 0c c0 80000001 010203",
      text: "unknown type 12: stream 1, 0xc0, 3 bytes",
      parts: ["payload: 3 bytes: 01 02 03"],
    },
  ])("shows $name", ({ bytes, text, parts }) => {
    expect(payloadOutline(bytes)).toEqual({ text, parts, faults: [] });
  });

  it("shows RST_STREAM by name", () => {
    const open = hex("000001 01 04 00000001 83");
    const { frames } = readAfterBeginning([
      { side: "client", bytes: open },
      { side: "client", bytes: hex("000004 03 00 00000001 00000008") },
    ]);
    expect(outline(frames[1]?.span as never)).toContain("  error code: CANCEL (8)");
  });

  it("shows padding and priority around a header block", () => {
    const bytes = "00000a 01 2d 00000001  02  00000000 ff  83 86  0000";
    const { text, parts, faults } = payloadOutline(bytes, "client");
    expect(text).toBe("HEADERS: stream 1, END_STREAM, END_HEADERS, PADDED, PRIORITY");
    expect(parts).toEqual([
      "pad length: 2 bytes",
      "priority: deprecated",
      "  stream dependency: 0",
      "  weight: 256",
      "header block: 2 fields",
      "  indexed, static: :method: POST",
      "    index: 3, static",
      "  indexed, static: :scheme: http",
      "    index: 6, static",
      "padding: 2 bytes",
    ]);
    expect(faults).toEqual([]);
  });

  it("shows the stream that PUSH_PROMISE promises, and its header block", () => {
    const { text, parts } = payloadOutline("000005 05 04 00000001 00000002 82");
    expect(text).toBe("PUSH_PROMISE: stream 1, END_HEADERS");
    expect(parts).toEqual([
      "promised stream: 2",
      "header block: 1 field",
      "  indexed, static: :method: GET",
      "    index: 2, static",
    ]);
  });
});

describe("a frame that breaks a rule", () => {
  it.each([
    ["a PING of 7 bytes", "000007 06 00 00000000 00112233445566", ["PING: FRAME_SIZE_ERROR: a PING frame of 7 bytes"]],
    [
      "a PING of 9 bytes",
      "000009 06 00 00000000 001122334455667788",
      ["PING: FRAME_SIZE_ERROR: a PING frame of 9 bytes"],
    ],
    [
      "a PING on a stream",
      "000008 06 00 00000001 0011223344556677",
      ["PING: PROTOCOL_ERROR: a PING frame on a stream"],
    ],
    [
      "SETTINGS of 7 bytes",
      "000007 04 00 00000000 0003 00000001 ff",
      ["SETTINGS: FRAME_SIZE_ERROR: a SETTINGS frame of 7 bytes"],
    ],
    [
      "an acknowledgement of SETTINGS with SETTINGS",
      "000006 04 01 00000000 0003 00000001",
      ["SETTINGS: FRAME_SIZE_ERROR: a SETTINGS frame of 6 bytes"],
    ],
    [
      "settings out of range",
      "00000c 04 00 00000000 0004 80000000 0005 00000001",
      [
        "SETTINGS_INITIAL_WINDOW_SIZE: FLOW_CONTROL_ERROR: SETTINGS_INITIAL_WINDOW_SIZE of 2147483648",
        "SETTINGS_MAX_FRAME_SIZE: PROTOCOL_ERROR: SETTINGS_MAX_FRAME_SIZE of 1",
      ],
    ],
    [
      "a WINDOW_UPDATE of nothing",
      "000004 08 00 00000000 00000000",
      ["WINDOW_UPDATE: PROTOCOL_ERROR: a WINDOW_UPDATE frame of nothing"],
    ],
    [
      "a WINDOW_UPDATE of too much",
      "000004 08 00 00000000 7fffffff",
      ["WINDOW_UPDATE: FLOW_CONTROL_ERROR: a window of more than 2³¹−1 bytes"],
    ],
    ["a short GOAWAY", "000004 07 00 00000000 00000000", ["GOAWAY: FRAME_SIZE_ERROR: a GOAWAY frame of 4 bytes"]],
    [
      "DATA on an idle stream",
      "000001 00 00 00000001 00",
      ["DATA: PROTOCOL_ERROR: a DATA frame on an idle stream", "data: of no call that is known"],
    ],
    [
      "RST_STREAM on an idle stream",
      "000004 03 00 00000001 00000008",
      ["RST_STREAM: PROTOCOL_ERROR: a RST_STREAM frame on an idle stream"],
    ],
    ["HEADERS on no stream", "000001 01 04 00000000 88", ["HEADERS: PROTOCOL_ERROR: a HEADERS frame on no stream"]],
    [
      "more padding than payload",
      "000002 01 0c 00000001 05 88",
      [
        "HEADERS: PROTOCOL_ERROR: a response that nobody has asked for; PROTOCOL_ERROR: a HEADERS frame of more padding than payload",
      ],
    ],
    [
      "CONTINUATION of no block",
      "000001 09 04 00000001 88",
      [
        "CONTINUATION: PROTOCOL_ERROR: a CONTINUATION frame of no header block",
        "header block: not read: the beginning of a header block is missing (PROTOCOL_ERROR: a CONTINUATION frame of no header block)",
      ],
    ],
  ])("says so of %s", (_name, bytes, expected) => {
    expect(payloadOutline(bytes).faults).toEqual(expected);
  });

  it.each([
    ["an even number", "000001 01 05 00000002 83", "PROTOCOL_ERROR: a client's stream of an even number"],
    ["SETTINGS_ENABLE_PUSH of 2", "000006 04 00 00000000 0002 00000002", "PROTOCOL_ERROR: SETTINGS_ENABLE_PUSH of 2"],
  ])("says so of a client's %s", (_name, bytes, fault) => {
    expect(payloadOutline(bytes, "client").faults.join()).toContain(fault);
  });

  it("lets a client allow pushes", () => {
    expect(payloadOutline("000006 04 00 00000000 0002 00000001", "client").faults).toEqual([]);
  });

  it("reads frames as long as the other side has allowed, and says so of longer ones", () => {
    const data = (payload: number): Uint8Array => {
      const bytes = new Uint8Array(9 + payload);
      bytes.set(hex("000000 0c 00 00000000"));
      bytes.set([payload >> 16, (payload >> 8) & 255, payload & 255]);
      return bytes;
    };
    const allow = hex("000006 04 00 00000000 0005 00005000");
    const { frames } = readAfterBeginning([
      { side: "server", bytes: data(16_384) },
      { side: "server", bytes: data(16_385) },
      { side: "client", bytes: allow },
      { side: "server", bytes: data(0x5000) },
      { side: "server", bytes: data(0x5001) },
    ]);
    expect(frames.map(({ span }) => span.fault)).toEqual([
      undefined,
      "FRAME_SIZE_ERROR: a frame of 16385 bytes, of which 16384 were allowed",
      undefined,
      undefined,
      "FRAME_SIZE_ERROR: a frame of 20481 bytes, of which 20480 were allowed",
    ]);
  });
});
