import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteSink } from "../../../src/http2/byte-sink.ts";
import { BlockReader } from "../../../src/http2/hpack/block-reader.ts";
import { readInteger, writeInteger } from "../../../src/http2/hpack/integer.ts";
import { hex, toHex } from "../../support/hex.ts";

function written(prefixBits: number, value: number): string {
  const out = new ByteSink();
  writeInteger(out, prefixBits, 0, value);
  return toHex(out.view());
}

describe("integers of RFC 7541 C.1", () => {
  it.each([
    ["C.1.1", 5, 10, "0a"],
    ["C.1.2", 5, 1337, "1f 9a 0a"],
    ["C.1.3", 8, 42, "2a"],
  ])("%s: %d bits, %d", (_name, prefixBits, value, bytes) => {
    expect(written(prefixBits, value)).toBe(bytes);
    expect(readInteger(new BlockReader(hex(bytes)), prefixBits)).toBe(value);
  });

  it("come back as they went", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 8 }), fc.nat({ max: 2 ** 28 }), (prefixBits, value) => {
        expect(readInteger(new BlockReader(hex(written(prefixBits, value))), prefixBits)).toBe(value);
      }),
    );
  });
});
