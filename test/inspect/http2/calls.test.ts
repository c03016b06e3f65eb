import { describe, expect, it } from "vitest";
import { ConnectionInspector } from "../../../src/inspect/connection.ts";
import { Echo } from "../../support/echo-service.ts";
import { concat, hex } from "../../support/hex.ts";
import { rawFrame, requestFields } from "../../support/raw-client.ts";
import { bigEndian, Flag, frame, GRPC_HEADERS, headerBlock } from "../../support/scripted-peer.ts";
import { BEGINNING, expectEveryByte, faults, outline, readAll, type Sent, textReader } from "./reading.ts";

const END = Flag.END_STREAM | Flag.END_HEADERS;
const HELLO = hex("00 00 00 00 02 68 69");

const client = (...bytes: readonly Uint8Array[]): Sent => ({ side: "client", bytes: concat(...bytes) });
const server = (...bytes: readonly Uint8Array[]): Sent => ({ side: "server", bytes: concat(...bytes) });

function request(streamId: number, flags: number = Flag.END_HEADERS): Uint8Array {
  return frame("HEADERS", flags, streamId, headerBlock(requestFields(Echo.once.path)));
}

function response(streamId: number, fields: Readonly<Record<string, string>>, flags: number = END): Uint8Array {
  return frame("HEADERS", flags, streamId, headerBlock(fields));
}

/** The calls of a connection that begins in the ordinary way; its pieces have the times 3, 4 and so on. */
function calls(...sent: readonly Sent[]): unknown {
  const all = [...BEGINNING, ...sent];
  const { frames, inspector } = readAll(all);
  expectEveryByte(frames, all);
  return inspector.calls;
}

describe("a call", () => {
  it("has its times, counts and status, as far as it has come", () => {
    const inspector = new ConnectionInspector({ messages: textReader });
    for (const { side, bytes } of BEGINNING) inspector.push(side, bytes, 0n);
    inspector.push("client", request(1), 1n);
    const [begun] = inspector.calls;
    expect(begun).toEqual({
      streamId: 1,
      path: Echo.once.path,
      authority: "echo.test",
      beganAtNanos: 1n,
      headersAtNanos: undefined,
      endedAtNanos: undefined,
      sent: 0,
      received: 0,
      sentBytes: 0,
      receivedBytes: 0,
      status: undefined,
      statusMessage: undefined,
      reset: undefined,
    });
    inspector.push("client", frame("DATA", Flag.END_STREAM, 1, HELLO), 2n);
    inspector.push("server", response(1, GRPC_HEADERS, Flag.END_HEADERS), 3n);
    inspector.push("server", frame("DATA", Flag.NONE, 1, HELLO), 4n);
    const [last] = inspector.push("server", response(1, { "grpc-status": "5", "grpc-message": "no %C3%BC" }), 5n);
    expect(begun?.sent).toBe(0);
    expect(last?.call).toBe(inspector.calls[0]);
    expect(last?.call).toMatchObject({
      headersAtNanos: 3n,
      endedAtNanos: 5n,
      sent: 1,
      received: 1,
      sentBytes: 7,
      receivedBytes: 7,
      status: 5,
      statusMessage: "no ü",
    });
  });

  it("may be answered by trailers only", () => {
    const fields = { ...GRPC_HEADERS, "grpc-status": "12" };
    expect(calls(client(request(1, END)), server(response(1, fields)))).toMatchObject([
      { status: 12, statusMessage: undefined, headersAtNanos: 4n, endedAtNanos: 4n, received: 0 },
    ]);
  });

  it("does not take an informational response for the response", () => {
    const sent = [
      client(request(1, END)),
      server(response(1, { ":status": "103" }, Flag.END_HEADERS)),
      server(response(1, GRPC_HEADERS, Flag.END_HEADERS)),
    ];
    expect(calls(...sent)).toMatchObject([{ headersAtNanos: 5n, endedAtNanos: undefined }]);
  });

  it.each(["client", "server"] as const)("ends when the %s resets it", (side) => {
    const reset: Sent = { side, bytes: frame("RST_STREAM", Flag.NONE, 1, bigEndian(8, 4)) };
    expect(calls(client(request(1)), reset)).toMatchObject([{ endedAtNanos: 4n, reset: { side, code: 8 } }]);
  });

  it("is named by a GOAWAY that leaves it undone", () => {
    const goAway = frame("GOAWAY", Flag.NONE, 0, concat(bigEndian(1, 4), bigEndian(0, 4)));
    const { frames } = readAll([...BEGINNING, client(request(1), request(3), request(5)), server(goAway)]);
    expect(frames.at(-1)?.span.text).toBe("NO_ERROR (0), last stream 1, not acted upon: 3, 5");
  });

  it("is forgotten where there are more than are kept, those that are over first", () => {
    const sent = [
      ...BEGINNING,
      client(request(1)),
      client(request(3, END)),
      server(response(3, { ...GRPC_HEADERS, "grpc-status": "0" })),
      client(request(5), request(7)),
      client(frame("DATA", Flag.END_STREAM, 3, HELLO)),
    ];
    const { frames, inspector } = readAll(sent, { maxCalls: 3 });
    expectEveryByte(frames, sent);
    expect(inspector.calls.map(({ streamId }) => streamId)).toEqual([1, 5, 7]);
    expect(outline(frames.at(-1)?.span as never).at(-1)).toBe("  data: 7 bytes !! of no call that is known");
  });
});

describe("rules of streams", () => {
  const answer = response(1, GRPC_HEADERS, Flag.END_HEADERS);
  const reset = frame("RST_STREAM", Flag.NONE, 1, bigEndian(8, 4));
  it.each([
    [
      "DATA after END_STREAM",
      [client(request(1, END), frame("DATA", Flag.NONE, 1))],
      "STREAM_CLOSED: a DATA frame after END_STREAM",
    ],
    [
      "HEADERS after one's own RST_STREAM",
      [client(request(1)), server(reset, answer)],
      "STREAM_CLOSED: a HEADERS frame after its own RST_STREAM",
    ],
    [
      "DATA before a header block",
      [client(request(1)), server(frame("DATA", Flag.NONE, 1, HELLO))],
      "PROTOCOL_ERROR: a DATA frame before any header block",
    ],
    [
      "trailers without END_STREAM",
      [client(request(1)), server(answer, response(1, { "grpc-status": "0" }, Flag.END_HEADERS))],
      "PROTOCOL_ERROR: trailers that do not end the stream",
    ],
    [
      "a response without :status",
      [client(request(1)), server(response(1, { "grpc-status": "0" }))],
      "PROTOCOL_ERROR: a malformed header list",
    ],
  ])("are broken by %s", (_name, sent, fault) => {
    const all = [...BEGINNING, ...sent];
    const { frames } = readAll(all);
    expectEveryByte(frames, all);
    expect(frames.flatMap(({ span }) => faults(span)).join()).toContain(fault);
  });

  it("are not broken by what is in flight when the other side resets", () => {
    const { frames } = readAll([
      ...BEGINNING,
      client(request(1)),
      server(reset),
      client(frame("DATA", Flag.NONE, 1, HELLO)),
    ]);
    expect(frames.flatMap(({ span }) => faults(span))).toEqual([]);
  });

  it("want a server to begin with SETTINGS", () => {
    const { frames } = readAll([BEGINNING[0] as Sent, server(frame("PING", Flag.NONE, 0, new Uint8Array(8)))]);
    expect(frames.at(-1)?.span.fault).toBe("PROTOCOL_ERROR: a connection that does not begin with SETTINGS");
  });
});

describe("the windows that a frame leaves", () => {
  const initialWindow = (bytes: number): Uint8Array =>
    frame("SETTINGS", Flag.NONE, 0, concat(hex("0004"), bigEndian(bytes, 4)));

  it("count DATA with its padding, updates, and changes of SETTINGS_INITIAL_WINDOW_SIZE", () => {
    const sent = [
      ...BEGINNING,
      client(request(1)),
      client(rawFrame(0, 0x08, 1, concat(hex("03"), HELLO, hex("000000")))),
      server(
        frame("WINDOW_UPDATE", Flag.NONE, 1, bigEndian(100, 4)),
        frame("WINDOW_UPDATE", Flag.NONE, 0, bigEndian(1, 4)),
      ),
      client(frame("DATA", Flag.NONE, 1)),
      server(initialWindow(10)),
      client(frame("DATA", Flag.NONE, 1)),
    ];
    const { frames } = readAll(sent);
    const left = frames.filter(({ span }) => span.label === "DATA").map(({ windows }) => windows);
    expect(left).toEqual([
      { stream: 65_535 - 11, connection: 65_535 - 11 },
      { stream: 65_535 - 11 + 100, connection: 65_535 - 11 + 1 },
      { stream: 10 - 11 + 100, connection: 65_535 - 11 + 1 },
    ]);
    expect(frames.find(({ span }) => span.label === "WINDOW_UPDATE")?.span.text).toBe(
      "stream 1, 100 bytes more, the client may send 65624",
    );
  });

  it("say so where more is sent than they allow", () => {
    const sent = [
      ...BEGINNING,
      server(initialWindow(5)),
      client(request(1)),
      client(frame("DATA", Flag.NONE, 1, HELLO)),
    ];
    const { frames } = readAll(sent);
    expect(frames.at(-1)?.span.fault).toBe("FLOW_CONTROL_ERROR: more DATA than the window allows");
    expect(frames.at(-1)?.windows?.stream).toBe(-2);
  });
});
