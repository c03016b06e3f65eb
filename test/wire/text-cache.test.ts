/** Texts read through the cache against TextDecoder: whatever was read before, the same bytes give the same text. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeText } from "../../src/wire/text-cache.ts";
import { printSeed, SEED } from "../support/oracle-properties.ts";

beforeAll(printSeed);

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function expected(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Read bytes from somewhere within a larger buffer, other bytes before and behind them. */
function read(bytes: Uint8Array, before: number): string | undefined {
  const buffer = new Uint8Array(before + bytes.length + 3).fill(0x2e);
  buffer.set(bytes, before);
  return decodeText(buffer, new DataView(buffer.buffer), before, before + bytes.length);
}

const encoder = new TextEncoder();

describe("decodeText", () => {
  it("agrees with TextDecoder on any bytes, the first time and again", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 45 }).map((text) => encoder.encode(text)),
      fc.string({ unit: "grapheme-ascii", maxLength: 45 }).map((text) => encoder.encode(text)),
      fc.uint8Array({ maxLength: 45 }),
    );
    const property = fc.property(fc.array(anything, { maxLength: 20 }), fc.nat(7), (list, before) => {
      for (const bytes of [...list, ...list.toReversed()]) {
        const text = expected(bytes);
        if (read(bytes, before) !== text) expect(read(bytes, before)).toBe(text);
      }
    });
    fc.assert(property, { numRuns: 1000, seed: SEED });
  });

  it("never takes one text for another, though far more come than it has room for", () => {
    // Each length at which a word more is compared; numbers that differ in any byte, so that many meet in each slot.
    for (const length of [4, 5, 7, 8, 9, 12, 31, 39, 40, 41]) {
      const texts = Array.from({ length: 3000 }, (_, i) => {
        const place = i % (length - 3);
        return `${"x".repeat(place)}${i.toString().padStart(4, "0")}`.slice(0, length).padEnd(length, "y");
      });
      for (const round of [texts, texts.toReversed(), texts.flatMap((text) => [text, text])]) {
        const wrong = round.filter((text) => read(encoder.encode(text), length % 4) !== text);
        expect(wrong).toEqual([]);
      }
    }
  });

  it("tells texts apart that differ in a single bit", () => {
    const base = encoder.encode("kinematic_state.joint_states[3].name");
    for (let at = 0; at < base.length; at++) {
      for (let bit = 0; bit < 7; bit++) {
        const other = base.slice();
        other[at] = (other[at] ?? 0) ^ (1 << bit);
        expect(read(base, 0)).toBe(expected(base));
        expect(read(other, 0)).toBe(expected(other));
      }
    }
  });

  it("refuses what is not UTF-8 every time it comes", () => {
    const invalid = Uint8Array.of(0x66, 0x6c, 0xc3, 0x28, 0x78);
    for (let i = 0; i < 3; i++) expect(read(invalid, i)).toBeUndefined();
    // And does not forget it for a valid text of the same length.
    expect(read(encoder.encode("fl.hx"), 0)).toBe("fl.hx");
    expect(read(invalid, 0)).toBeUndefined();
  });
});
