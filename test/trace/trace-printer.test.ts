import { describe, expect, it } from "vitest";
import type { InspectedFrame } from "../../src/inspect/index.ts";
import { GetAuthTokenRequest } from "../../src/messages/bosdyn/api/auth.ts";
import type { ConnectionRecord, OpenedRecord } from "../../src/recording/index.ts";
import { TracePrinter, type TracePrinterOptions } from "../../src/trace/index.ts";
import { PREFACE } from "../inspect/http2/reading.ts";
import { concat } from "../support/hex.ts";
import { rawFrame } from "../support/raw-client.ts";
import { Flag, frame, headerBlock } from "../support/scripted-peer.ts";

const [HEADERS, DATA, END_HEADERS] = [1, 0, 4];
const PATH = "/bosdyn.api.AuthService/GetAuthToken";

function opened(connection: number, facts: Partial<OpenedRecord> = {}): OpenedRecord {
  const texts = { client: "", serverName: "auth.spot.robot", robot: "10.0.0.3:443", protocol: "h2", clientTls: "" };
  return { kind: "opened", connection, atNanos: 0n, ...texts, robotTls: "TLSv1.3", chain: "", ...facts };
}

function bytes(connection: number, side: "client" | "server", ...parts: readonly Uint8Array[]): ConnectionRecord {
  return { kind: "bytes", connection, atNanos: 1_500_000n, side, bytes: concat(...parts) };
}

function login(password: string): Uint8Array {
  const message = GetAuthTokenRequest.encode({ username: "operator", password });
  const fields = { ":path": PATH, "content-type": "application/grpc", authorization: `Bearer ${password}` };
  return concat(
    PREFACE,
    frame("SETTINGS", Flag.NONE, 0),
    rawFrame(HEADERS, END_HEADERS, 1, headerBlock(fields)),
    rawFrame(DATA, 1, 1, concat(Uint8Array.of(0, 0, 0, 0, message.length), message)),
  );
}

function printed(records: readonly ConnectionRecord[], options: Partial<TracePrinterOptions> = {}): string {
  let text = "";
  const printer = new TracePrinter({ write: (part) => (text += part), ...options });
  for (const record of records) printer.take(record);
  return text;
}

describe("TracePrinter", () => {
  it("shows each frame under a line that says whose it is, secrets masked", () => {
    const text = printed([opened(1), bytes(1, "client", login("hunter22"))]);
    expect(text).toContain("# connection 1: 10.0.0.3:443, for auth.spot.robot, TLSv1.3\n");
    expect(text).toContain("# connection 1 (auth.spot.robot), +0.001500 s, client -> server\n50 52 49 20");
    expect(text).toContain(`# connection 1 (auth.spot.robot), +0.001500 s, client -> server, stream 1, ${PATH}\n`);
    expect(text).toContain('username "operator"');
    expect(text).toContain("password (masked)");
    expect(text).toContain("authorization: (masked)");
    expect(text).not.toContain("hunter");
    expect(text).not.toContain("68 75 6e 74"); // "hunt"
  });

  it("shows secrets to whom asks for them", () => {
    const text = printed([opened(1), bytes(1, "client", login("hunter22"))], { showSecrets: true });
    expect(text).toContain('password "hunter22"');
    expect(text).toContain("68 75 6e 74");
  });

  it("shows what is wanted alone", () => {
    const wants = (each: InspectedFrame | undefined): boolean => each?.span.label === "DATA";
    const text = printed([opened(1), bytes(1, "client", login("x")), { kind: "note", atNanos: 0n, text: "n" }], {
      wants,
    });
    expect(text.match(/^# /gm)).toHaveLength(1);
    expect(text).toContain("DATA stream 1");
  });

  it("keeps connections apart, and shows what was cut where one ends", () => {
    const first = login("a");
    const text = printed([
      opened(1),
      opened(2, { serverName: "" }),
      bytes(1, "client", first.subarray(0, first.length - 3)),
      bytes(2, "client", first.subarray(0, 30)),
      { kind: "ended", connection: 1, atNanos: 2_000_000n, side: "client" },
      { kind: "closed", connection: 1, atNanos: 2_000_000n, reason: "the cable\u001b[31m" },
      { kind: "closed", connection: 2, atNanos: 2_000_000n, reason: "done" },
    ]);
    expect(text).toMatch(/connection 1 \(auth[^\n]*stream 1[^\n]*\n[^\n]*DATA stream 1[^\n]*! /);
    expect(text).toContain("# connection 2, +");
    expect(text).toContain("# connection 1 closed: the cable\\u001b[31m\n");
    expect(text).not.toContain("\u001b");
  });

  it("says nothing of a connection whose beginning it was not told of", () => {
    expect(printed([bytes(7, "client", login("x"))])).toBe("");
  });

  it("cuts long values, and says that it does", () => {
    const data = rawFrame(DATA, 0, 1, new Uint8Array(5000));
    const text = printed([opened(1), bytes(1, "client", PREFACE, frame("SETTINGS", Flag.NONE, 0), data)]);
    expect(text.length).toBeLessThan(3000);
    expect(text).toMatch(/more|…/);
  });
});
