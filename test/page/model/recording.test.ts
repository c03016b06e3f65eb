import { describe, expect, it } from "vitest";
import { createPageModel, type FrameRow, type PageModel } from "../../../src/page/model/index.ts";
import { RecordingFileError } from "../../../src/recording/index.ts";
import { concat } from "../../support/hex.ts";
import {
  AUTH,
  AUTH_REQUEST,
  grpc,
  modelOf,
  recordingOf,
  recordsOf,
  registry,
  ROBOT_ID,
  ROBOT_ID_RESPONSE,
  Script,
} from "./scene.ts";

const SENT = new Script().begin().call(1, ROBOT_ID, new Uint8Array(), ROBOT_ID_RESPONSE).sent;
const RECORDS = recordsOf(SENT);
const RECORDING = recordingOf([...RECORDS, { kind: "note", atNanos: 2n ** 41n, text: "a remark" }]);

function rows(model: PageModel): FrameRow[] {
  return model.connections.flatMap(({ number, frameCount }) =>
    Array.from({ length: frameCount }, (_, index) => model.frame(number, index)),
  );
}

/** All that a model says, and none of it throws. */
function everything(model: PageModel): unknown {
  return model.connections.map((row) => ({
    ...row,
    frames: Array.from({ length: row.frameCount }, (_, index) => {
      const { span, bytes } = model.detail(row.number, index);
      return { ...model.frame(row.number, index), span, bytes };
    }),
    calls: Array.from({ length: row.callCount }, (_, index) => model.call(row.number, index)),
  }));
}

describe("a recording on the page", () => {
  it("is empty before its first byte, is read, and finished", () => {
    const model = createPageModel({ registry });
    expect(model.state).toMatchObject({ phase: "empty", readBytes: 0, startedAtNanos: undefined });
    model.push(RECORDING.subarray(0, 200));
    expect(model.state).toMatchObject({ phase: "reading", readBytes: 200, maker: "spotwire test" });
    model.push(RECORDING.subarray(200));
    expect(model.state.phase).toBe("reading");
    model.end();
    expect(model.state).toMatchObject({
      phase: "finished",
      readBytes: RECORDING.length,
      startedAtNanos: 1_795_000_000_123_456_789n,
      notes: [{ atMs: 2 ** 41 / 1e6, text: "a remark" }],
    });
    expect(model.connections).toMatchObject([{ number: 1, closed: "done", frameCount: 8, callCount: 1 }]);
  });

  it("stays empty if nothing comes", () => {
    const model = createPageModel({ registry });
    model.end();
    expect(model.state.phase).toBe("empty");
  });

  it("is the same, however its bytes are cut", () => {
    const whole = everything(modelOf(RECORDING));
    for (const size of [1, 2, 7, 100]) expect(everything(modelOf(RECORDING, {}, size))).toEqual(whole);
  });

  it("keeps what was read before it was cut, at every byte", () => {
    const whole = rows(modelOf(RECORDING)).map(({ offset, side }) => ({ offset, side }));
    for (let end = 1; end < RECORDING.length; end++) {
      const model = modelOf(RECORDING.subarray(0, end));
      expect(model.state.phase).toBe("cut");
      expect(model.state.detail).toMatch(/^it was not ended in order: there are \d+ bytes of whole records/);
      const last = rows(model).at(-1);
      if (last !== undefined) expect(model.detail(1, last.index).bytes.length).toBe(last.length);
      expect(whole.slice(0, rows(model).length)).toMatchObject(
        rows(model).map(({ offset, side }) => ({ offset, side })),
      );
    }
  });

  it("keeps what was read before damage, at every byte, and takes no more", () => {
    for (let at = 0; at < RECORDING.length; at++) {
      const damaged = RECORDING.slice();
      damaged[at] = (damaged[at] as number) ^ 0x40;
      const model = createPageModel({ registry });
      model.push(damaged);
      const { phase, detail } = model.state;
      // A length that has grown waits for bytes that do not come.
      expect(["damaged", "reading"]).toContain(phase);
      if (phase === "damaged") expect(detail).toMatch(/^recording, byte \d+: /);
      const seen = everything(model);
      if (phase !== "damaged") continue;
      model.push(RECORDING);
      model.end();
      expect(model.state).toMatchObject({ phase, detail, readBytes: RECORDING.length });
      expect(everything(model)).toEqual(seen);
    }
  });

  it("says what is wrong in the words of whoever reads recordings", () => {
    const model = createPageModel({ registry });
    model.push(new TextEncoder().encode("HTTP/1.1 200 OK"));
    const words = new RecordingFileError("RECORDING_FILE_FOREIGN", 0, "this is no recording: it does not begin as one");
    expect(model.state).toMatchObject({ phase: "damaged", detail: words.message });
  });

  it.each([
    ["maxBytes", 120, /^more than 120 bytes of connections: what comes after byte \d+ of the recording is not shown$/],
    ["maxFrames", 4, /^4 frames are as many as are kept: /],
    ["maxCalls", 1, /^1 calls are as many as are kept: /],
    ["maxTreeBytes", 1, /^1 bytes of texts and header fields are as many as are kept: /],
  ] as const)("ends where %s is met, and says so", (name, value, words) => {
    const model = modelOf(RECORDING, { [name]: value });
    expect(model.state.phase).toBe("full");
    expect(model.state.detail).toMatch(words);
    expect(rows(model).length).toBeLessThan(8);
    const [first] = rows(modelOf(RECORDING));
    expect(rows(model)[0] ?? first).toEqual(first);
    everything(model);
  });

  it("ends with one connection too many", () => {
    const records = [...RECORDS, ...recordsOf(SENT, 2)];
    const model = modelOf(recordingOf(records), { maxConnections: 1 });
    expect(model.state).toMatchObject({
      phase: "full",
      detail: expect.stringContaining("more than 1 connections") as string,
    });
    expect(model.connections.map(({ number }) => number)).toEqual([1]);
  });

  it("says how many notes are left out", () => {
    const notes = ["a", "b", "c"].map((text) => ({ kind: "note", atNanos: 1n, text }) as const);
    const model = modelOf(recordingOf(notes), { maxNotes: 1 });
    expect(model.state.notes.map(({ text }) => text)).toEqual(["a", "2 more notes are not kept"]);
  });

  it("refuses limits that are none, and rows that are not there", () => {
    expect(() => createPageModel({ registry, limits: { maxFrames: 0 } })).toThrow(RangeError);
    expect(() => createPageModel({ registry, limits: { maxBytes: 2 ** 32 } })).toThrow(RangeError);
    const model = modelOf(RECORDING);
    expect(() => model.frame(2, 0)).toThrow(RangeError);
    expect(() => model.frame(1, 8)).toThrow(RangeError);
    expect(() => model.detail(1, -1)).toThrow(RangeError);
    expect(() => model.call(1, 1)).toThrow(RangeError);
    expect(() => model.framesOfCall(1, 0.5)).toThrow(RangeError);
    expect(() => model.message({ connection: 1, call: 0, side: "client", index: 1, title: "" })).toThrow(RangeError);
  });
});

describe("a connection on the page", () => {
  it("that is not HTTP/2 is counted and not shown", () => {
    const [opened, ...rest] = recordsOf(SENT);
    const model = modelOf(recordingOf([{ ...opened, protocol: "http/1.1" } as typeof opened & object, ...rest]));
    expect(model.connections).toMatchObject([
      { frameCount: 0, left: "its protocol is http/1.1, not HTTP/2: its bytes are not shown", closed: "done" },
    ]);
    const bytes = SENT.filter(({ side }) => side === "client").reduce((sum, { bytes: { length } }) => sum + length, 0);
    expect(model.connections[0]?.bytes.client).toBe(bytes);
  });

  it("is there without a record that it was opened, is opened once, and ends once", () => {
    const [opened, ...rest] = RECORDS;
    const late = { kind: "bytes", connection: 1, atNanos: 2n ** 40n, side: "client", bytes: Uint8Array.of(1) } as const;
    const model = modelOf(recordingOf([...rest, opened as (typeof RECORDS)[0], late]));
    expect(model.connections).toMatchObject([
      { opened: undefined, frameCount: 8, left: "bytes came after its end: they are not shown" },
    ]);
    expect(model.state.notes.map(({ text }) => text)).toEqual(["connection 1 is opened a second time"]);
  });

  it("never goes back in time", () => {
    const records = RECORDS.map((record, i) => (i === 3 ? { ...record, atNanos: 1n } : record));
    const times = rows(modelOf(recordingOf(records))).map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("shows frames as soon as they come, and their messages once those are whole", () => {
    const message = grpc(concat(AUTH_REQUEST, AUTH_REQUEST));
    const { sent } = new Script()
      .begin()
      .request(1, AUTH)
      .data("client", 1, message.slice(0, 9))
      .frame("client", 6, 0, 0, new Uint8Array(8))
      .data("client", 1, message.slice(9), true);
    const recording = recordingOf(recordsOf(sent, 1, false));
    const model = createPageModel({ registry });
    const last = sent.at(-1)?.bytes.length ?? 0;
    model.push(recording.subarray(0, recording.length - last - 8 - 13 - 16));
    expect(rows(model).map(({ name }) => name)).toEqual(["preface", "SETTINGS", "SETTINGS", "HEADERS", "DATA", "PING"]);
    const early = model.frame(1, 4);
    const waiting = model.detail(1, 4);
    expect(waiting.span.children.at(-1)).toMatchObject({
      kind: "unread",
      text: "9 bytes; what they belong to has not come whole yet",
    });
    // Nobody knows yet whether a password is in it.
    expect([...waiting.bytes.subarray(9)]).toEqual(Array(9).fill(0));
    expect([...model.detail(1, 4, { showSecrets: true }).bytes.subarray(9)]).toEqual([...message.slice(0, 9)]);
    model.push(recording.subarray(recording.length - last - 8 - 13 - 16));
    expect(early.typeName).toBeUndefined();
    expect(model.frame(1, 4)).toEqual({ ...early, typeName: "bosdyn.api.GetAuthTokenRequest" });
    expect(
      rows(model)
        .map(({ name }) => name)
        .slice(4),
    ).toEqual(["DATA", "PING", "DATA"]);
    const [ref] = model.detail(1, 4).messages;
    expect(ref).toMatchObject({ connection: 1, call: 0, side: "client", index: 0 });
    expect(ref?.title).toBe(`bosdyn.api.GetAuthTokenRequest, message 1 of ${AUTH}, client → server`);
    expect(model.detail(1, 6).messages).toEqual([ref]);
    expect(model.detail(1, 6).title).toBe("DATA, stream 1, client → server");
  });
});
