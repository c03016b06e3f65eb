import { describe, expect, it } from "vitest";
import type { PageModel, SearchHit } from "../../../src/page/model/index.ts";
import { leavesOf, type Span } from "../../../src/inspect/index.ts";
import { concat, toHex } from "../../support/hex.ts";
import { bigEndian } from "../../support/scripted-peer.ts";
import {
  AUTH,
  AUTH_REQUEST,
  grpc,
  modelOf,
  recordingOf,
  recordsOf,
  ROBOT_ID,
  ROBOT_ID_RESPONSE,
  Script,
} from "./scene.ts";

/** A login whose message lies in two frames, and a call between them. */
const LOGIN = grpc(AUTH_REQUEST);
const CUT = 16;
const SCRIPT = new Script()
  .begin()
  .request(1, AUTH, { authorization: "Bearer hunter2" })
  .data("client", 1, LOGIN.slice(0, CUT))
  .call(3, ROBOT_ID, new Uint8Array(), ROBOT_ID_RESPONSE)
  .data("client", 1, LOGIN.slice(CUT), true)
  .response(1)
  .trailers(1, "16");
const MODEL = modelOf(recordingOf(recordsOf(SCRIPT.sent)));
const [HEADERS, FIRST, LAST] = [3, 4, 10];

function hits(model: PageModel, query: string, showSecrets = false): SearchHit[] {
  return [...model.search(query, { showSecrets })].filter((hit) => hit !== undefined);
}

function spanAt(model: PageModel, { connection, frame, path }: SearchHit): Span {
  const { span } = model.detail(connection, frame);
  return path.reduce((parent, number) => parent.children[number] as Span, span);
}

function found(query: string, showSecrets = false): string[] {
  return hits(MODEL, query, showSecrets).map(({ frame, text }) => `${frame} ${text}`);
}

describe("secrets on the page", () => {
  it("are masked in frames and messages, in texts and bytes, unless they are asked for", () => {
    const [ref] = MODEL.detail(1, FIRST).messages;
    if (ref === undefined) throw new Error("the login is a message");
    const secret = toHex(new TextEncoder().encode("hunter2"));
    for (const detail of [MODEL.message(ref), ...[HEADERS, FIRST, LAST].map((frame) => MODEL.detail(1, frame))]) {
      const texts = [...leavesOf(detail.span)].map(({ text }) => text).join("\n");
      expect(texts).not.toContain("hunter2");
      expect(toHex(detail.bytes)).not.toContain(secret);
    }
    const shown = MODEL.message(ref, { showSecrets: true });
    expect(toHex(shown.bytes)).toBe(toHex(LOGIN));
    expect([...leavesOf(shown.span)].map(({ text }) => text)).toContain('"hunter2"');
    expect([...leavesOf(MODEL.message(ref).span)].map(({ text }) => text)).toContain("(masked)");
  });

  it("are not written into what is kept", () => {
    const { bytes } = MODEL.detail(1, FIRST);
    bytes.fill(0xff);
    expect(toHex(MODEL.detail(1, FIRST, { showSecrets: true }).bytes.subarray(9))).toBe(toHex(LOGIN.slice(0, CUT)));
  });

  it("are not found, but where they are shown", () => {
    expect(found("hunter2")).toEqual([]);
    expect(hits(MODEL, "hunter2", true).map(({ frame }) => frame)).toEqual([HEADERS, FIRST]);
    const pieces = toHex(LOGIN.slice(14, 16));
    expect(hits(MODEL, `hex: ${pieces}`)).toEqual([]);
    expect(hits(MODEL, `hex: ${pieces}`, true)).toMatchObject([{ frame: FIRST }]);
  });
});

describe("search on the page", () => {
  it("finds header fields, fields of messages, names and texts, in the order of frames", () => {
    expect(found("SP-1")).toEqual(['8 serial_number: "sp-1"']);
    expect(hits(MODEL, "getrobotid").map(({ frame, path }) => [frame, path.length])).toEqual([
      [5, 0],
      [5, 2],
    ]);
    expect(found("getrobotid")[0]).toBe(`5 HEADERS: stream 3, END_HEADERS, ${ROBOT_ID}`);
    expect(found("preface")).toEqual(["0 preface: PRI * HTTP/2.0"]);
    expect(found("grpc-status 16").length).toBe(1);
    expect(found("no such thing")).toEqual([]);
    expect(found("  ")).toEqual([]);
    expect(found(".*")).toEqual([]);
  });

  it("names the part that it found", () => {
    for (const query of ["sp-1", "username", "END_STREAM", "te: trailers", "hex: 73 70 2d 31"]) {
      const some = hits(MODEL, query);
      expect(some.length, query).toBeGreaterThan(0);
      for (const hit of some) {
        const { label, text } = spanAt(MODEL, hit);
        expect(hit.text, query).toBe(text === "" ? label : `${label}: ${text}`);
      }
    }
  });

  it("finds what begins in one frame and ends in another once, where it begins", () => {
    expect(found("username")).toEqual([`${FIRST} username: "user"`]);
    expect(hits(MODEL, "password").map(({ frame }) => frame)).toEqual([FIRST]);
  });

  it("finds the stream in the texts of frames that are equal but for it", () => {
    const script = new Script().begin();
    for (const streamId of [1, 3, 5, 13]) script.call(streamId, ROBOT_ID, new Uint8Array(), ROBOT_ID_RESPONSE);
    const model = modelOf(recordingOf(recordsOf(script.sent)));
    const streams = (query: string): number[] => hits(model, query).map(({ frame }) => model.frame(1, frame).streamId);
    expect(streams("stream 13, end_stream, END_HEADERS")).toEqual([13]);
    expect(streams("3, END_STREAM, END_HEADERS")).toEqual([3, 13]);
  });

  it("finds bytes across frames", () => {
    const end = LOGIN.slice(CUT - 1, CUT);
    const query = `hex: ${toHex(concat(end, SCRIPT.sent[4]?.bytes.slice(0, 3) ?? end))}`;
    expect(hits(MODEL, query, true)).toMatchObject([{ frame: FIRST }]);
    expect(hits(MODEL, "hex:505249")).toMatchObject([{ frame: 0, path: [] }]);
  });

  it("pauses now and then, and can be stopped", () => {
    const script = new Script().begin().request(1, ROBOT_ID);
    for (let i = 0; i < 40; i++) script.data("client", 1, grpc(new Uint8Array(8000)));
    const model = modelOf(recordingOf(recordsOf(script.sent)));
    for (const query of ["nowhere", "hex: 01 02 03 04 05"]) {
      const all = [...model.search(query)];
      expect(all.length).toBeGreaterThanOrEqual(3);
      expect(all.every((hit) => hit === undefined)).toBe(true);
    }
    const search = model.search("DATA");
    expect(search.next().value).toMatchObject({ frame: 4 });
    search.return(undefined);
    expect(search.next().done).toBe(true);
  });
});

describe("windows on the page", () => {
  const script = new Script().begin().request(1, ROBOT_ID);
  for (let i = 0; i < 2000; i++) {
    script.data("client", 1, new Uint8Array(20));
    if (i % 50 === 49) script.frame("server", 8, 0, 0, bigEndian(1000, 4));
  }
  const model = modelOf(recordingOf(recordsOf(script.sent)));
  const { frameCount, lastAtMs } = model.connections[0] ?? { frameCount: 0, lastAtMs: 0 };
  const frames = Array.from({ length: frameCount }, (_, index) => model.frame(1, index));

  it.each([
    [0, lastAtMs, 1],
    [0, lastAtMs, 7],
    [0, lastAtMs, 3000],
    [100.5, 900.25, 13],
    [lastAtMs, lastAtMs + 10, 2],
  ])("are the least of each span of time: from %d to %d in %d", (from, to, samples) => {
    const width = (to - from) / samples;
    const expected = Array.from({ length: samples }, (_, i) => {
      const [start, end] = [from + i * width, i === samples - 1 ? to : from + (i + 1) * width];
      const isIn = (atMs: number): boolean => atMs >= start && (i === samples - 1 ? atMs <= end : atMs < end);
      const least = (side: "client" | "server"): number | undefined => {
        const some = frames
          .filter((row) => row.side === side && isIn(row.atMs))
          .flatMap(({ windows }) => windows?.connection ?? []);
        return some.length === 0 ? undefined : Math.min(...some);
      };
      return { atMs: start, client: least("client"), server: least("server") };
    }).filter(({ client, server }) => client !== undefined || server !== undefined);
    expect(model.windows(1, from, to, samples)).toEqual(expected);
  });
});

describe("calls on the page", () => {
  const script = new Script().begin();
  for (let i = 0; i < 50; i++) script.call(2 * i + 1, ROBOT_ID, new Uint8Array(), ROBOT_ID_RESPONSE);
  script.request(101, ROBOT_ID);
  const { sent } = script;

  it("are found by time, those under way too, and no more than are asked for", () => {
    const model = modelOf(recordingOf(recordsOf(sent, 1, false)));
    const calls = Array.from({ length: 51 }, (_, index) => model.call(1, index));
    for (const [from, to] of [
      [0, 1000],
      [20, 30],
      [20.5, 20.6],
      [300, 400],
      [-5, -1],
    ] as const) {
      const expected = calls.filter(({ beganAtMs, endedAtMs = Infinity }) => beganAtMs <= to && endedAtMs >= from);
      expect(model.callsBetween(1, from, to, 1000)).toEqual(expected.map(({ index }) => index));
      expect(model.callsBetween(1, from, to, 3)).toEqual(expected.map(({ index }) => index).slice(0, 3));
    }
    expect(calls[50]).toMatchObject({ path: ROBOT_ID, endedAtMs: undefined, hasFailed: false });
  });

  it("end with their connection, and have failed then", () => {
    const model = modelOf(recordingOf(recordsOf(sent)));
    expect(model.call(1, 50)).toMatchObject({ endedAtMs: sent.length + 1, hasFailed: true, status: undefined });
    expect(model.call(1, 49)).toMatchObject({ status: 0, hasFailed: false });
    expect(MODEL.call(1, 0)).toMatchObject({ status: 16, hasFailed: true });
  });
});
