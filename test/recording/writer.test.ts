import { describe, expect, it } from "vitest";
import { RecordingWriter } from "../../src/recording/index.ts";
import { START } from "./sample.ts";

describe("RecordingWriter", () => {
  it("writes nothing after the last record", () => {
    const written: Uint8Array[] = [];
    const writer = new RecordingWriter((bytes) => written.push(bytes), START);
    writer.finish(1n);
    expect(() => writer.write({ kind: "note", atNanos: 2n, text: "" })).toThrow(TypeError);
    expect(() => writer.finish(2n)).toThrow(TypeError);
    expect(written).toHaveLength(2);
  });

  const ended = { kind: "ended", connection: 1, atNanos: 1n, side: "client" } as const;
  for (const record of [
    { ...ended, connection: -1 },
    { ...ended, connection: 2 ** 32 },
    { ...ended, connection: 1.5 },
    { ...ended, atNanos: -1n },
    { ...ended, atNanos: 2n ** 64n },
  ]) {
    it(`refuses connection ${record.connection} at ${record.atNanos} ns, and goes on`, () => {
      const written: Uint8Array[] = [];
      const writer = new RecordingWriter((bytes) => written.push(bytes), START);
      expect(() => writer.write(record)).toThrow(RangeError);
      writer.write(ended);
      expect(written).toHaveLength(2);
    });
  }
});
