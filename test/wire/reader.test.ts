import { describe, expect, it } from "vitest";
import {
  enterMessage,
  enterPacked,
  readBytes,
  readBytesView,
  readDouble,
  readFixed32,
  readFixed64,
  readFloat,
  readSfixed32,
  readSfixed64,
  readString,
  readTag,
  skipField,
  readPackedFloats,
  WireError,
  type WireErrorCode,
  WireReader,
} from "../../src/wire/codec-parts.ts";
import { hex } from "../support/hex.ts";
import { READ } from "../support/wire-bytes.ts";

/** What a read throws, as `code@offset`; fails if it throws nothing, or something else. */
function refusal(read: () => unknown): `${WireErrorCode}@${number}` {
  try {
    read();
  } catch (error) {
    if (error instanceof WireError) return `${error.code}@${error.offset}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("WireReader varints", () => {
  const cases: [keyof typeof READ, string, number | bigint | boolean][] = [
    ["uint32", "00", 0],
    ["uint32", "96 01", 150],
    ["uint32", "ff ff ff ff 0f", 0xffff_ffff],
    ["uint32", "80 80 80 80 10", 0], // bit 32 is dropped
    ["uint32", "ff ff ff ff ff ff ff ff ff 01", 0xffff_ffff],
    ["uint32", "81 80 80 80 80 80 80 80 80 00", 1], // padded, yet within ten bytes
    ["int32", "fe ff ff ff ff ff ff ff ff 01", -2],
    ["int32", "ff ff ff ff 0f", -1],
    ["int32", "ff ff ff ff 07", 0x7fff_ffff],
    ["int32", "80 80 80 80 f8 ff ff ff ff 01", -0x8000_0000],
    ["sint32", "00", 0],
    ["sint32", "01", -1],
    ["sint32", "02", 1],
    ["sint32", "fe ff ff ff 0f", 0x7fff_ffff],
    ["sint32", "ff ff ff ff 0f", -0x8000_0000],
    ["bool", "00", false],
    ["bool", "01", true],
    ["bool", "80 80 80 80 10", true], // only bit 32 is set
    ["bool", "80 80 00", false],
    ["uint64", "00", 0n],
    ["uint64", "ff ff ff ff 0f", 0xffff_ffffn],
    ["uint64", "80 80 80 80 10", 0x1_0000_0000n],
    ["uint64", "81 80 80 80 80 80 80 10", (1n << 53n) + 1n],
    ["uint64", "ff ff ff ff ff ff ff ff ff 01", 2n ** 64n - 1n],
    ["int64", "ff ff ff ff ff ff ff ff ff 01", -1n],
    ["int64", "80 80 80 80 80 80 80 80 80 01", -(2n ** 63n)],
    ["int64", "ff ff ff ff ff ff ff ff 7f", 2n ** 63n - 1n],
    ["int64", "80 80 80 80 80 80 80 70", -(1n << 53n) + (1n << 56n)],
    ["int64", "80 80 80 80 80 80 80 f0 ff 01", -(1n << 53n)],
    ["int64", "ff ff ff ff ff ff ff ef ff 01", -(1n << 53n) - 1n],
    ["sint64", "01", -1n],
    ["sint64", "fe ff ff ff ff ff ff ff ff 01", 2n ** 63n - 1n],
    ["sint64", "ff ff ff ff ff ff ff ff ff 01", -(2n ** 63n)],
  ];
  for (const [method, bytes, value] of cases) {
    it(`reads ${method} ${bytes} as ${value}`, () => {
      const reader = new WireReader(hex(bytes));
      expect(READ[method](reader)).toBe(value);
      expect(reader.offset).toBe(reader.end);
    });
  }

  for (const method of ["uint32", "int32", "bool", "uint64", "sint64"] as const) {
    it(`refuses eleven bytes as ${method}`, () => {
      const reader = new WireReader(hex("00 80 80 80 80 80 80 80 80 80 80 01"));
      reader.offset = 1;
      expect(refusal(() => READ[method](reader))).toBe("WIRE_VARINT_OVERLONG@1");
    });

    it(`refuses every shorter prefix as ${method}`, () => {
      const whole = hex("ff ff ff ff ff ff ff ff ff 01");
      for (let length = 0; length < whole.length; length++) {
        const reader = new WireReader(whole.subarray(0, length));
        expect(refusal(() => READ[method](reader))).toBe("WIRE_TRUNCATED@0");
      }
    });

    it(`does not read ${method} past the message, though the buffer goes on`, () => {
      const reader = new WireReader(hex("80 01 01"));
      reader.end = 1;
      expect(refusal(() => READ[method](reader))).toBe("WIRE_TRUNCATED@0");
      reader.end = 0;
      expect(refusal(() => READ[method](reader))).toBe("WIRE_TRUNCATED@0");
    });
  }
});

describe("WireReader fixed-size values", () => {
  it("reads them little-endian", () => {
    const reader = new WireReader(
      hex(`
        01 02 03 84               # fixed32
        ff ff ff ff               # sfixed32
        01 00 00 00 00 00 00 80   # fixed64
        ff ff ff ff ff ff ff ff   # sfixed64
        00 00 c0 3f               # float 1.5
        00 00 00 00 00 00 00 80   # double -0
      `),
    );
    expect(readFixed32(reader)).toBe(0x8403_0201);
    expect(readSfixed32(reader)).toBe(-1);
    expect(readFixed64(reader)).toBe(2n ** 63n + 1n);
    expect(readSfixed64(reader)).toBe(-1n);
    expect(readFloat(reader)).toBe(1.5);
    expect(readDouble(reader)).toBe(-0);
  });

  it("reads from a view into a larger buffer", () => {
    const view = new Uint8Array(hex("ff ff 00 00 00 00 00 00 f0 3f ff").buffer, 2, 8);
    expect(readDouble(new WireReader(view))).toBe(1);
  });

  for (const [method, size] of [
    ["fixed32", 4],
    ["sfixed32", 4],
    ["float", 4],
    ["fixed64", 8],
    ["sfixed64", 8],
    ["double", 8],
  ] as const) {
    it(`refuses fewer than ${size} bytes as ${method}`, () => {
      for (let length = 0; length < size; length++) {
        const reader = new WireReader(new Uint8Array(16));
        reader.end = length;
        expect(refusal(() => READ[method](reader))).toBe("WIRE_TRUNCATED@0");
      }
    });
  }
});

describe("WireReader length-delimited values", () => {
  it("copies bytes, and gives a view when asked for one", () => {
    const buffer = hex("02 aa bb 02 cc dd");
    const reader = new WireReader(buffer);
    const copy = readBytes(reader);
    const view = readBytesView(reader);
    buffer.fill(0);
    expect(copy).toEqual(hex("aa bb"));
    expect(view).toEqual(hex("00 00"));
  });

  it("copies bytes out of a Node Buffer too", () => {
    const buffer = Buffer.from("02aabb", "hex");
    const copy = readBytes(new WireReader(buffer));
    buffer.fill(0);
    expect(copy).toEqual(hex("aa bb"));
  });

  for (const [what, bytes] of [
    ["one byte too many", "02 aa"],
    ["two gigabytes", "ff ff ff ff 07"],
    ["four gigabytes", "ff ff ff ff 0f"],
    ["2^32 + 1, which 32 bits would take for 1", "81 80 80 80 10 aa"],
    ["2^63", "80 80 80 80 80 80 80 80 80 01"],
  ] as const) {
    it(`refuses a length of ${what} before it allocates`, () => {
      const refused = /^WIRE_TRUNCATED@/;
      for (const read of [readBytes, readBytesView, readString, enterMessage, enterPacked]) {
        expect(refusal(() => read(new WireReader(hex(bytes))))).toMatch(refused);
      }
      expect(refusal(() => skipField(new WireReader(hex(bytes)), 10))).toMatch(refused);
    });
  }

  it("refuses a nested message that outruns the one around it", () => {
    const reader = new WireReader(hex("02 05 00 00 00 00 00"));
    enterMessage(reader);
    expect(refusal(() => enterMessage(reader))).toBe("WIRE_TRUNCATED@2");
  });
});

describe("WireReader tags", () => {
  it("reads field number and wire type as one number", () => {
    expect(readTag(new WireReader(hex("08")))).toBe((1 << 3) | 0);
    expect(readTag(new WireReader(hex("82 01")))).toBe((16 << 3) | 2);
    expect(readTag(new WireReader(hex("fd ff ff ff 0f")))).toBe(((536_870_911 << 3) | 5) >>> 0);
  });

  for (const [what, bytes] of [
    ["field number 0", "02"],
    ["field number 0 in two bytes", "85 00"],
    ["wire type 6", "0e"],
    ["wire type 7", "0f"],
    ["wire type 7 in two bytes", "87 01"],
    ["33 bits", "88 80 80 80 10"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refusal(() => readTag(new WireReader(hex(bytes))))).toBe("WIRE_INVALID_TAG@0");
    });
  }

  it("refuses a tag cut short", () => {
    expect(refusal(() => readTag(new WireReader(hex(""))))).toBe("WIRE_TRUNCATED@0");
    expect(refusal(() => readTag(new WireReader(hex("80"))))).toBe("WIRE_TRUNCATED@0");
  });
});

describe("WireReader groups", () => {
  /** Read a tag and skip what belongs to it. */
  function skipOne(bytes: Uint8Array): number {
    const reader = new WireReader(bytes);
    skipField(reader, readTag(reader));
    return reader.offset;
  }

  it("skips a group with everything in it", () => {
    const group = hex(`
      0b                              # group 1
        08 96 01                      #   1: varint
        11 00 00 00 00 00 00 00 00    #   2: fixed64
        1a 02 0c 0c                   #   3: bytes that look like end-group tags
        23 2c                         #   group 4, ended by end-group... of field 5?
      0c
    `);
    expect(refusal(() => skipOne(group))).toBe("WIRE_BAD_GROUP@18");
    group[18] = 0x24; // the right end
    expect(skipOne(group)).toBe(group.length);
  });

  it("refuses an end without a start", () => {
    expect(refusal(() => skipOne(hex("0c")))).toBe("WIRE_BAD_GROUP@0");
  });

  it("refuses a group without an end", () => {
    expect(refusal(() => skipOne(hex("0b 08 01")))).toBe("WIRE_TRUNCATED@0");
  });

  it("takes 100 levels and refuses 101", () => {
    const nested = (depth: number): Uint8Array =>
      Uint8Array.from([...Array<number>(depth).fill(0x0b), ...Array<number>(depth).fill(0x0c)]);
    expect(skipOne(nested(100))).toBe(200);
    expect(refusal(() => skipOne(nested(101)))).toBe("WIRE_TOO_DEEP@100");
    expect(refusal(() => skipOne(nested(100_000)))).toBe("WIRE_TOO_DEEP@100");
  });
});

describe("WireReader packed singles", () => {
  const floats = (text: string): [values: number[], offset: number] => {
    const reader = new WireReader(hex(text));
    const values = [0.5];
    readPackedFloats(reader, values);
    return [values, reader.offset];
  };

  it("adds them to the end of a list, and goes on behind them", () => {
    expect(floats("00 ff")).toEqual([[0.5], 1]);
    expect(floats("08 00 00 80 3f 00 00 00 c0 ff")).toEqual([[0.5, 1, -2], 9]);
  });

  it("refuses bytes that are no whole single, and more than there are", () => {
    expect(refusal(() => floats("05 00 00 80 3f 00 00 00 00"))).toBe("WIRE_TRUNCATED@5");
    expect(refusal(() => floats("08 00 00 80 3f"))).toBe("WIRE_TRUNCATED@1");
  });
});
