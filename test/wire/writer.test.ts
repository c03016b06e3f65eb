import { describe, expect, it } from "vitest";
import {
  beginMessage,
  locateWriteError,
  messageEncoder,
  readBytes,
  readString,
  readTag,
  readUint32,
  WireReader,
  WireWriter,
  writeBytes,
  writeInt32,
  writePackedFloats,
  writeString,
  writeUint32,
} from "../../src/wire/codec-parts.ts";
import { hex, toHex } from "../support/hex.ts";
import { WireBytes } from "../support/wire-bytes.ts";

describe("WireWriter scalars", () => {
  const cases: [string, string, (writer: WireBytes) => WireBytes][] = [
    ["uint32 150", "96 01", (w) => w.uint32(150)],
    ["uint32 2^32 - 1", "ff ff ff ff 0f", (w) => w.uint32(2 ** 32 - 1)],
    ["int32 -2", "fe ff ff ff ff ff ff ff ff 01", (w) => w.int32(-2)],
    ["int32 2^31 - 1", "ff ff ff ff 07", (w) => w.int32(2 ** 31 - 1)],
    ["sint32 -1", "01", (w) => w.sint32(-1)],
    ["sint32 -2^31", "ff ff ff ff 0f", (w) => w.sint32(-(2 ** 31))],
    ["bool", "01 00", (w) => w.bool(true).bool(false)],
    ["uint64 2^64 - 1", "ff ff ff ff ff ff ff ff ff 01", (w) => w.uint64(2n ** 64n - 1n)],
    ["uint64 2^32", "80 80 80 80 10", (w) => w.uint64(2n ** 32n)],
    ["uint64 2^53 + 1", "81 80 80 80 80 80 80 10", (w) => w.uint64(2n ** 53n + 1n)],
    ["int64 -1", "ff ff ff ff ff ff ff ff ff 01", (w) => w.int64(-1n)],
    ["int64 -2^63", "80 80 80 80 80 80 80 80 80 01", (w) => w.int64(-(2n ** 63n))],
    ["sint64 -1", "01", (w) => w.sint64(-1n)],
    ["sint64 -2^63", "ff ff ff ff ff ff ff ff ff 01", (w) => w.sint64(-(2n ** 63n))],
    ["fixed32", "04 03 02 81", (w) => w.fixed32(0x8102_0304)],
    ["sfixed32 -2", "fe ff ff ff", (w) => w.sfixed32(-2)],
    ["fixed64", "01 00 00 00 00 00 00 80", (w) => w.fixed64(2n ** 63n + 1n)],
    ["sfixed64 -2", "fe ff ff ff ff ff ff ff", (w) => w.sfixed64(-2n)],
    ["float 1.5", "00 00 c0 3f", (w) => w.float(1.5)],
    ["float past its range", "00 00 80 7f", (w) => w.float(1e300)],
    ["double -0", "00 00 00 00 00 00 00 80", (w) => w.double(-0)],
    ["string", "07 74 65 73 74 69 6e 67", (w) => w.string("testing")],
    ["bytes", "03 00 ff 01", (w) => w.bytes(hex("00 ff 01"))],
    ["tag", "82 01", (w) => w.tag(16, 2)],
    ["largest tag", "fd ff ff ff 0f", (w) => w.tag(536_870_911, 5)],
  ];
  for (const [what, bytes, write] of cases) {
    it(`writes ${what} as ${bytes}`, () => {
      expect(toHex(write(new WireBytes()).finish())).toBe(bytes);
    });
  }

  const refused: [string, (writer: WireBytes) => WireBytes][] = [
    ["uint32 -1", (w) => w.uint32(-1)],
    ["uint32 2^32", (w) => w.uint32(2 ** 32)],
    ["uint32 0.5", (w) => w.uint32(0.5)],
    ["int32 2^31", (w) => w.int32(2 ** 31)],
    ["int32 NaN", (w) => w.int32(NaN)],
    ["sint32 -2^31 - 1", (w) => w.sint32(-(2 ** 31) - 1)],
    ["uint64 -1", (w) => w.uint64(-1n)],
    ["uint64 2^64", (w) => w.uint64(2n ** 64n)],
    ["int64 2^63", (w) => w.int64(2n ** 63n)],
    ["sint64 2^63", (w) => w.sint64(2n ** 63n)],
    ["fixed32 -1", (w) => w.fixed32(-1)],
    ["sfixed32 2^31", (w) => w.sfixed32(2 ** 31)],
    ["fixed64 -1", (w) => w.fixed64(-1n)],
    ["sfixed64 2^63", (w) => w.sfixed64(2n ** 63n)],
    ["half of a surrogate pair", (w) => w.string("a\uD83E")],
    ["half of a pair in a long text", (w) => w.string(`${"x".repeat(100)}\uDD16`)],
  ];
  for (const [what, write] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => write(new WireBytes())).toThrow(RangeError);
    });
  }

  it("refuses values of another type, as JavaScript callers may pass", () => {
    const writer = new WireBytes();
    const wrong = (value: unknown): never => value as never;
    expect(() => writer.int32(wrong("1"))).toThrow(new TypeError("a number is wanted, not string"));
    expect(() => writer.double(wrong("1"))).toThrow(TypeError);
    expect(() => writer.int64(wrong(1))).toThrow(TypeError);
    expect(() => writer.string(wrong(1))).toThrow(TypeError);
    expect(() => writer.bool(wrong(1))).toThrow(TypeError);
    expect(() => writer.bytes(wrong([1]))).toThrow(TypeError);
    expect(() => writer.string(wrong(null))).toThrow(new TypeError("a string is wanted, not null"));
  });
});

describe("WireWriter strings", () => {
  // The length of the prefix changes at 128 and 16 384 bytes; what is reserved for it depends on the text's length.
  for (const unit of ["a", "é", "€", "🤖"]) {
    for (const count of [0, 1, 23, 24, 25, 42, 43, 63, 64, 127, 128, 129, 5461, 5462, 16_383, 16_384]) {
      it(`writes ${count} of ${unit} so that they read back`, () => {
        const text = unit.repeat(count);
        const bytes = new WireBytes(8).string(text).finish();
        expect(bytes).toEqual(new WireBytes().bytes(new TextEncoder().encode(text)).finish());
        expect(readString(new WireReader(bytes))).toBe(text);
      });
    }
  }
});

describe("WireWriter memory", () => {
  it("grows from nothing, whatever is written first", () => {
    const writer = new WireBytes(0);
    writer.double(1).float(1).fixed64(1n).raw(hex("01 02")).string("x").bytes(new Uint8Array(1000)).uint32(1);
    expect(writer.finish()).toHaveLength(8 + 4 + 8 + 2 + 2 + 1002 + 1);
  });

  it("gives an array of exact size that a later write does not touch", () => {
    const { writer } = new WireBytes().uint32(1);
    const first = writer.finish();
    writeUint32(writer.reset(), 2);
    expect(first).toEqual(hex("01"));
    expect(first.buffer.byteLength).toBe(1);
    expect(writer.finish()).toEqual(hex("02"));
    expect(writer.length).toBe(1);
  });
});

describe("WireWriter with a tag before the value", () => {
  const writes: [string, (writer: WireBytes, tag?: number) => unknown][] = [
    ["uint32", (w, tag) => w.uint32(300, tag)],
    ["int32", (w, tag) => w.int32(-5, tag)],
    ["sint32", (w, tag) => w.sint32(-300, tag)],
    ["bool", (w, tag) => w.bool(true, tag)],
    ["uint64", (w, tag) => w.uint64(2n ** 63n, tag)],
    ["int64", (w, tag) => w.int64(-1n, tag)],
    ["sint64", (w, tag) => w.sint64(-(2n ** 63n), tag)],
    ["fixed32", (w, tag) => w.fixed32(7, tag)],
    ["sfixed32", (w, tag) => w.sfixed32(-7, tag)],
    ["fixed64", (w, tag) => w.fixed64(7n, tag)],
    ["sfixed64", (w, tag) => w.sfixed64(-7n, tag)],
    ["float", (w, tag) => w.float(1.5, tag)],
    ["double", (w, tag) => w.double(1.5, tag)],
    ["short string", (w, tag) => w.string("spot", tag)],
    ["string of other letters", (w, tag) => w.string("Müller", tag)],
    ["long string", (w, tag) => w.string("€".repeat(100), tag)],
    ["bytes", (w, tag) => w.bytes(hex("01 02"), tag)],
    ["message", (w, tag) => w.message(() => undefined, tag)],
    ["packed", (w, tag) => w.packed(() => undefined, tag)],
  ];
  for (const [what, write] of writes) {
    it(`writes ${what} as if it were written after it, wherever the memory ends`, () => {
      for (const [fieldNumber, wireType] of [
        [1, 0],
        [15, 5],
        [16, 2],
        [536_870_911, 5],
      ] as const) {
        const expected = new WireBytes().tag(fieldNumber, wireType);
        write(expected);
        for (let capacity = 0; capacity < 24; capacity++) {
          const writer = new WireBytes(capacity);
          write(writer, ((fieldNumber << 3) | wireType) >>> 0);
          expect(toHex(writer.finish())).toBe(toHex(expected.finish()));
        }
      }
    });
  }
});

describe("encoding", () => {
  const codec = messageEncoder<string>("test.Text", (writer, text) => writeString(writer, text, 10));
  const texts = ["", "spot", "é".repeat(1500), "x".repeat(9000), "€".repeat(30_000), "y".repeat(40)];
  const expected = (text: string): Uint8Array => new WireBytes().tag(1, 2).string(text).finish();

  it("gives a buffer of exact size that nobody else has", () => {
    for (const text of [...texts, ...texts]) {
      const bytes = codec.encode(text);
      expect(bytes.buffer.byteLength).toBe(bytes.length);
      expect(bytes).toEqual(expected(text));
    }
  });

  it("leaves headroom of zeros before the same message", () => {
    for (const text of [...texts, ...texts]) {
      // What was written before must not shine through where the zeros are.
      codec.encode("x".repeat(6000));
      const bytes = codec.encode(text, 5);
      expect(bytes.subarray(0, 5)).toEqual(new Uint8Array(5));
      expect(bytes.subarray(5)).toEqual(expected(text));
    }
  });

  it("never touches a message with headroom again, whatever is encoded after it", () => {
    const given: { readonly bytes: Uint8Array; readonly text: string }[] = [];
    const refused = messageEncoder<number>("test.Number", (writer, value) => {
      writeString(writer, "z");
      writeInt32(writer, value);
    });
    for (let i = 0; i < 400; i++) {
      const text = `${i}${texts[i % texts.length]}`;
      const bytes = codec.encode(text, 5);
      given.push({ bytes, text });
      // As gRPC's prefix is written: within its own bytes.
      bytes.fill(i, 0, 5);
      if (i % 3 === 0) codec.encode(`plain ${text}`);
      if (i % 7 === 0) expect(() => refused.encode(0.5, 5)).toThrow(RangeError);
    }
    for (const [i, { bytes, text }] of given.entries()) {
      expect([...bytes.subarray(0, 5)]).toEqual(new Array(5).fill(i & 0xff));
      // Compared by node:buffer: vitest takes seconds for so many numbers.
      expect(Buffer.from(expected(text)).equals(bytes.subarray(5))).toBe(true);
    }
  });

  it("gives long messages a buffer of their own, with headroom too", () => {
    for (const length of [5000, 20_000, 100_000, 5000]) {
      const bytes = codec.encode("x".repeat(length), 5);
      expect(bytes.buffer.byteLength).toBe(bytes.length);
    }
  });

  it("keeps apart messages of which one is encoded while the other is", () => {
    const outer = messageEncoder<string>("test.Outer", (writer, text) => {
      writeString(writer, text, 10);
      writeBytes(writer, codec.encode(`${text} within`, 5), 18);
    });
    for (let i = 0; i < 100; i++) {
      const wanted = new WireBytes().raw(expected(`text ${i}`));
      wanted.bytes(Uint8Array.from([0, 0, 0, 0, 0, ...expected(`text ${i} within`)]), 18);
      expect(outer.encode(`text ${i}`, 5).subarray(5)).toEqual(wanted.finish());
    }
  });

  it("refuses headroom that is no count", () => {
    for (const headroom of [-1, 0.5, NaN]) expect(() => codec.encode("spot", headroom)).toThrow(RangeError);
  });
});

describe("WireWriter packed singles", () => {
  const inSteps = (values: readonly number[]): Uint8Array =>
    new WireBytes()
      .packed((writer) => {
        for (const value of values) writer.float(value);
      }, 18)
      .finish();

  it("are what one by one gives, wherever the memory ends", () => {
    for (const count of [0, 1, 12, 31, 32, 33, 5000]) {
      const values = Array.from({ length: count }, (_, i) => [Math.sin(i), -0, NaN, 1e300, 7][i % 5] as number);
      for (const capacity of [0, 1, 8, 60, 300]) {
        const writer = new WireBytes(capacity).packedFloats(values, 18).uint32(5);
        expect(writer.finish()).toEqual(Uint8Array.from([...inSteps(values), 5]));
      }
    }
  });

  it("refuse what is no number, and name the field", () => {
    const codec = messageEncoder<readonly unknown[]>("test.Singles", (writer, values) => {
      try {
        writePackedFloats(writer, values as number[], 10);
      } catch (error) {
        throw locateWriteError(writer, error, 10, { 1: "position" });
      }
    });
    expect(() => codec.encode([1, "2"])).toThrow(
      new TypeError("test.Singles position: a number is wanted, not string"),
    );
    expect(() => codec.encode([1, undefined])).toThrow(TypeError);
  });
});

describe("WireWriter nesting", () => {
  for (const size of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
    it(`puts the length before a nested message of ${size} bytes`, () => {
      const body = new Uint8Array(size).fill(7);
      const bytes = new WireBytes()
        .message((inner) => inner.raw(body), 10)
        .uint32(5)
        .finish();
      const reader = new WireReader(bytes);
      expect(readTag(reader)).toBe(10);
      // Compared by node:buffer: vitest takes seconds for two million numbers.
      expect(Buffer.from(readBytes(reader)).equals(body)).toBe(true);
      expect(readUint32(reader)).toBe(5);
    });
  }

  it("refuses more than 100 levels", () => {
    const writer = new WireWriter();
    for (let depth = 0; depth < 100; depth++) beginMessage(writer, 10);
    expect(() => beginMessage(writer, 10)).toThrow(RangeError);
  });
});
