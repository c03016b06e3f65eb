/** The one-step way to read and write a `google.protobuf.DoubleValue`, against the way of every other message. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type DoubleValue,
  type DoubleValueInit,
  newDoubleValue,
  readDoubleValue,
  readNestedDoubleValue,
  writeDoubleValue,
  writeNestedDoubleValue,
} from "../../src/messages/google/protobuf/wrappers.ts";
import {
  beginMessage,
  endMessage,
  enterMessage,
  leaveMessage,
  MAX_DEPTH,
  nameWriteError,
  WireError,
  WireReader,
  WireWriter,
} from "../../src/wire/codec-parts.ts";
import { hex, toHex } from "../support/hex.ts";
import { printSeed, SEED } from "../support/oracle-properties.ts";

beforeAll(printSeed);

/** What a read comes to: the message and where the reader stands, or the error and its place. */
function outcome(bytes: Uint8Array, end: number, read: (reader: WireReader) => DoubleValue): unknown {
  const reader = new WireReader(bytes);
  reader.end = end;
  try {
    const message = read(reader);
    return { message, offset: reader.offset, end: reader.end };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { code: error.code, offset: error.offset, path: error.path };
  }
}

function inGeneral(reader: WireReader, held: DoubleValue | undefined): DoubleValue {
  const outerEnd = enterMessage(reader);
  const message = readDoubleValue(reader, held ?? newDoubleValue());
  leaveMessage(reader, outerEnd);
  return message;
}

const doubles = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324));

describe("reading a double that is a message", () => {
  const usual = doubles.map((value) => {
    const writer = new WireWriter();
    writeNestedDoubleValue(writer, { value }, 18);
    return writer.finish().subarray(1);
  });
  const unusual = fc.constantFrom(
    hex("09 09 00 00 00 00 00 00 00 80"), // -0, written
    hex("09 09 00 00 00 00 00 00 00 00"), // 0, written though it need not be
    hex("89 00 09 00 00 00 00 00 00 f0 3f"), // a length of two bytes where one would do
    hex("09 11 00 00 00 00 00 00 f0 3f"), // another field
    hex("12 09 00 00 00 00 00 00 f0 3f 09 00 00 00 00 00 00 00 40"), // twice
    hex("0b 09 00 00 00 00 00 00 f0 3f 10 01"), // and a field that nobody knows
    hex("05 0d 00 00 80 3f"), // a float
    hex("80"),
    hex("01 0e"),
  );
  const behind = fc.uint8Array({ maxLength: 12 });

  it("comes to the same, whatever the bytes and wherever the message around it ends", () => {
    const seen = { read: 0, refused: 0 };
    const property = fc.property(
      fc.oneof(usual, unusual, fc.uint8Array({ maxLength: 14 })),
      behind,
      fc.nat(24),
      fc.option(doubles, { nil: undefined }),
      (first, rest, cut, before) => {
        const bytes = Uint8Array.from([...first, ...rest]);
        const end = Math.min(bytes.length, cut);
        const held = (): DoubleValue | undefined =>
          before === undefined ? undefined : { ...newDoubleValue(), value: before };
        const quick = outcome(bytes, end, (reader) => readNestedDoubleValue(reader, held()));
        expect(quick).toEqual(outcome(bytes, end, (reader) => inGeneral(reader, held())));
        seen[(quick as { code?: string }).code === undefined ? "read" : "refused"]++;
      },
    );
    fc.assert(property, { numRuns: 5000, seed: SEED });
    expect(seen.read).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(200);
  });

  it("is refused below the deepest level, as any message", () => {
    const bytes = Uint8Array.from([...new Uint8Array(MAX_DEPTH), ...hex("09 09 00 00 00 00 00 00 f0 3f")]);
    const readBehind = (depth: number): number | undefined => {
      const reader = new WireReader(bytes);
      for (let level = 0; level < depth; level++) {
        enterMessage(reader);
        reader.end = bytes.length;
      }
      reader.offset = MAX_DEPTH;
      return readNestedDoubleValue(reader, undefined).value;
    };
    expect(readBehind(MAX_DEPTH - 1)).toBe(1);
    expect(() => readBehind(MAX_DEPTH)).toThrow(WireError);
  });
});

describe("writing a double that is a message", () => {
  /** The bytes, or what is thrown. */
  const written = (write: (writer: WireWriter) => void): string => {
    const writer = new WireWriter(0);
    try {
      write(writer);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      return String(nameWriteError(writer, error, "test"));
    }
    return toHex(writer.finish());
  };
  const inOneStep = (message: DoubleValueInit, tag: number): string =>
    written((writer) => writeNestedDoubleValue(writer, message, tag));
  const inSteps = (message: DoubleValueInit, tag: number): string =>
    written((writer) => {
      const start = beginMessage(writer, tag);
      writeDoubleValue(writer, message);
      endMessage(writer, start);
    });

  it("gives the same bytes", () => {
    const unknown = fc.constantFrom(undefined, [], [{ fieldNumber: 2, wireType: 0 as const, bytes: hex("10 01") }]);
    const messages = fc.record({ value: fc.option(doubles, { nil: undefined }), $unknown: unknown });
    const property = fc.property(messages, fc.constantFrom(10, 18, 0x7a, 0x82, 0xffff_fffa), (message, tag) => {
      expect(inOneStep(message, tag)).toBe(inSteps(message, tag));
    });
    fc.assert(property, { numRuns: 2000, seed: SEED });
    expect(inOneStep({ value: 1 }, 18)).toBe("12 09 09 00 00 00 00 00 00 f0 3f");
    expect(inOneStep({ value: 0 }, 18)).toBe("12 00");
  });

  it("refuses the same values in the same words", () => {
    for (const value of ["1", 1n, null, true, {}]) {
      const message = { value } as unknown as DoubleValueInit;
      expect(inOneStep(message, 18)).toMatch("a number is wanted");
      expect(inOneStep(message, 18)).toBe(inSteps(message, 18));
    }
  });

  it("is refused below the deepest level, as any message", () => {
    const writer = new WireWriter();
    for (let depth = 0; depth < MAX_DEPTH; depth++) beginMessage(writer, 10);
    expect(() => writeNestedDoubleValue(writer, { value: 1 }, 18)).toThrow(RangeError);
  });
});
