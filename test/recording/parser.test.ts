import { describe, expect, it } from "vitest";
import { type RecordingEnd, RecordingFileError, RecordingParser } from "../../src/recording/index.ts";
import type { RecordingRecord } from "../../src/recording/index.ts";
import { crc32 } from "../../src/recording/crc32.ts";
import { chunks, concat, hex, toHex } from "../support/hex.ts";
import { MIDDLE, pieces, RECORDS, sample, START } from "./sample.ts";

interface Read {
  readonly records: RecordingRecord[];
  readonly end: RecordingEnd;
  readonly error: unknown;
}

function read(...parts: readonly Uint8Array[]): Read {
  const parser = new RecordingParser();
  const records: RecordingRecord[] = [];
  let error: unknown;
  try {
    for (const part of parts) for (const record of parser.push(part)) records.push(record);
  } catch (thrown) {
    error = thrown;
  }
  return { records, end: parser.end(), error };
}

/** A record made by hand, with its check put right. */
function record(type: number, body: Uint8Array): Uint8Array {
  const front = Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 255, body.length & 255);
  const check = new Uint8Array(4);
  new DataView(check.buffer).setUint32(0, crc32(concat(front, body)));
  return concat(front, check, body);
}

const HEADER = hex("89 73 77 72 65 63 0d 0a  00 00 00 01");

describe("crc32", () => {
  it("is that of zip and PNG", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new TextEncoder().encode("56789"), crc32(new TextEncoder().encode("1234")))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});

describe("a recording", () => {
  it("has the bytes that docs/recordings.md tells of", () => {
    const [first, second] = pieces([
      { kind: "bytes", connection: 7, atNanos: 256n, side: "server", bytes: Uint8Array.of(0xaa, 0xbb) },
    ]) as [Uint8Array, Uint8Array];
    const start = hex(`
      89 73 77 72 65 63 0d 0a    # magic
      00 00 00 01                # version 1
      01 00 00 17                # start, 23 bytes of body
      4a 67 32 15                # CRC-32 of the four bytes before and the body
      18 e9 1e fd 63 2f 4d 15    # 1 795 000 000 123 456 789 ns since 1970
      00 0d                      # 13 bytes of text
      73 70 6f 74 77 69 72 65 20 74 65 73 74    # "spotwire test"
    `);
    expect(toHex(first)).toBe(toHex(start));
    expect(toHex(second)).toBe(
      toHex(
        hex(`
          03 00 00 0f                # bytes of one side, 15 bytes of body
          b7 d5 bc 93                # CRC-32 of the four bytes before and the body
          00 00 00 07                # connection 7
          00 00 00 00 00 00 01 00    # 256 ns after the start
          01                         # from the server
          aa bb
        `),
      ),
    );
  });

  for (const size of [1, 2, 7, 64, 1000]) {
    it(`gives back its records from ${size}-byte chunks`, () => {
      const bytes = sample();
      const { records, end, error } = read(...chunks(bytes, size));
      expect(error).toBeUndefined();
      expect(records).toEqual(RECORDS);
      expect(end).toEqual({ isFinished: true, wholeBytes: bytes.length, cutBytes: 0, unknownRecords: 0 });
    });
  }

  it("cut at any byte gives the records that are whole, and says where they end", () => {
    const parts = pieces(MIDDLE, 2n ** 41n);
    const bytes = concat(...parts);
    const ends = parts.map((_, i) => concat(...parts.slice(0, i + 1)).length);
    for (let cut = 0; cut < bytes.length; cut++) {
      const { records, end, error } = read(bytes.subarray(0, cut));
      const whole = ends.filter((each) => each <= cut).length;
      expect(error).toBeUndefined();
      expect(records).toEqual(RECORDS.slice(0, whole));
      const wholeBytes = whole > 0 ? (ends[whole - 1] as number) : cut < 12 ? 0 : 12;
      expect(end).toEqual({ isFinished: false, wholeBytes, cutBytes: cut - wholeBytes, unknownRecords: 0 });
    }
  });

  it("with any byte changed is noticed, and what comes before holds", () => {
    const bytes = sample();
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1 << (at % 8), 0xff]) {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] as number) ^ flip;
        const { records, end, error } = read(damaged);
        expect(error instanceof RecordingFileError || !end.isFinished).toBe(true);
        if (error instanceof RecordingFileError) expect(error.offset).toBe(end.wholeBytes);
        expect(records).toEqual(RECORDS.slice(0, records.length));
        expect(end.wholeBytes).toBeLessThanOrEqual(at);
      }
    }
  });

  it("takes several records for bytes that are too many for one", () => {
    const bytes = Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251);
    const { records } = read(...pieces([{ kind: "bytes", connection: 1, atNanos: 5n, side: "client", bytes }]));
    const parts = records.flatMap((each) => (each.kind === "bytes" ? [each.bytes] : []));
    expect(parts).toHaveLength(3);
    expect(Buffer.compare(concat(...parts), bytes)).toBe(0);
  });

  it("cuts a text that is too long between characters", () => {
    const { records } = read(...pieces([{ kind: "note", atNanos: 1n, text: "é".repeat(40_000) }]));
    expect(records[1]).toEqual({ kind: "note", atNanos: 1n, text: "é".repeat(32_767) });
  });

  it("leaves out records of a later version, and what one has added to a record", () => {
    const added = record(6, concat(hex("0000000000000001 0001 41"), hex("ff ff ff")));
    const { records, end, error } = read(pieces([])[0] as Uint8Array, record(200, hex("01 02")), added);
    expect(error).toBeUndefined();
    expect(records).toEqual([START, { kind: "note", atNanos: 1n, text: "A" }]);
    expect(end.unknownRecords).toBe(1);
  });

  const start = (): Uint8Array => pieces([])[0] as Uint8Array;
  const bad: readonly [string, () => Uint8Array, string, RegExp][] = [
    ["a file of another kind", () => new TextEncoder().encode("BDDF"), "RECORDING_FILE_FOREIGN", /byte 0: this is no/],
    ["one sent as text", () => hex("89 73 77 72 65 63 0a"), "RECORDING_FILE_FOREIGN", /no recording/],
    ["a later version", () => hex("89 73 77 72 65 63 0d 0a 00 00 00 02"), "RECORDING_FILE_VERSION", /version 2/],
    [
      "a first record that is no start",
      () => concat(HEADER, record(7, new Uint8Array(8))),
      "RECORDING_FILE_CORRUPT",
      /not the start/,
    ],
    ["a second start", () => concat(start(), start().subarray(12)), "RECORDING_FILE_CORRUPT", /a second start/],
    [
      "a length beyond the limit",
      () => concat(start(), hex("03 10 00 01 00000000")),
      "RECORDING_FILE_CORRUPT",
      /1048577 bytes/,
    ],
    ["a body that ends early", () => concat(start(), record(3, hex("00 00"))), "RECORDING_FILE_CORRUPT", /ends early/],
    ["an empty body", () => concat(start(), record(6, hex(""))), "RECORDING_FILE_CORRUPT", /ends early/],
    [
      "a third side",
      () => concat(start(), record(4, hex("00000001 0000000000000001 02"))),
      "RECORDING_FILE_CORRUPT",
      /third side/,
    ],
    ["bytes after its end", () => concat(sample(), hex("00")), "RECORDING_FILE_CORRUPT", /after the last record/],
  ];
  for (const [name, bytes, code, message] of bad) {
    it(`is refused with ${name}`, () => {
      const { error } = read(...chunks(bytes(), 5));
      expect(error).toMatchObject({ code, retryable: false });
      expect((error as Error).message).toMatch(message);
    });
  }

  it("that failed stays failed", () => {
    const parser = new RecordingParser();
    expect(() => [...parser.push(hex("00"))]).toThrow(RecordingFileError);
    expect(() => [...parser.push(HEADER)]).toThrow(RecordingFileError);
  });
});
