import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readString, WireReader } from "../../src/wire/index.ts";
import { concat, hex } from "../support/hex.ts";
import { SEED } from "../support/oracle-properties.ts";
import { WireBytes } from "../support/wire-bytes.ts";

/** Read bytes as a string field's value, alone and behind a text long enough for the other path. */
function readBoth(bytes: Uint8Array): string[] {
  return [0, 40].map((padding) => {
    const padded = concat(new Uint8Array(padding).fill(0x61), bytes);
    return readString(new WireReader(new WireBytes().bytes(padded).finish())).slice(padding);
  });
}

describe("strings", () => {
  for (const [what, bytes, text] of [
    ["ASCII", "53 70 6f 74", "Spot"],
    ["a zero", "00", "\0"],
    ["two bytes", "c2 80 df bf", "\u0080\u07FF"],
    ["three bytes", "e0 a0 80 ef bf bf", "\u0800\uFFFF"],
    ["the neighbours of the surrogates", "ed 9f bf ee 80 80", "\uD7FF\uE000"],
    ["four bytes", "f0 90 80 80 f4 8f bf bf", "\u{10000}\u{10FFFF}"],
    ["a byte order mark, which is kept", "ef bb bf 61", "\uFEFFa"],
  ] as const) {
    it(`hold ${what}`, () => {
      expect(readBoth(hex(bytes))).toEqual([text, text]);
      expect(new WireBytes().string(text).finish()).toEqual(new WireBytes().bytes(hex(bytes)).finish());
    });
  }

  for (const [what, bytes] of [
    ["a continuation byte alone", "80"],
    ["a cut two-byte sequence", "c3"],
    ["a cut three-byte sequence", "e2 82"],
    ["a cut four-byte sequence", "f0 9f a4"],
    ["a start without continuation", "c3 28"],
    ["an overlong slash", "c0 af"],
    ["an overlong zero", "c0 80"],
    ["an overlong three-byte sequence", "e0 9f bf"],
    ["an overlong four-byte sequence", "f0 8f bf bf"],
    ["a high surrogate", "ed a0 80"],
    ["a low surrogate", "ed bf bf"],
    ["a pair of surrogates", "ed a0 be ed b4 96"],
    ["a code point past U+10FFFF", "f4 90 80 80"],
    ["a five-byte sequence", "f8 88 80 80 80"],
    ["the byte ff", "ff"],
  ] as const) {
    it(`refuse ${what}`, () => {
      expect(() => readBoth(hex(bytes))).toThrow(expect.objectContaining({ code: "WIRE_INVALID_UTF8", offset: 1 }));
    });
  }

  it("come back as they were, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        expect(readString(new WireReader(new WireBytes().string(text).finish()))).toBe(text);
      }),
      { seed: SEED },
    );
  });
});
