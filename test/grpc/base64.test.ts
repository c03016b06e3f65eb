import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/grpc/base64.ts";

/** RFC 4648 §10, without padding. */
const RFC_4648 = [
  ["", ""],
  ["f", "Zg"],
  ["fo", "Zm8"],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg"],
  ["fooba", "Zm9vYmE"],
  ["foobar", "Zm9vYmFy"],
] as const;

describe("base64", () => {
  it.each(RFC_4648)("writes %j as %j and reads it back", (text, encoded) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeBase64(bytes)).toBe(encoded);
    expect(decodeBase64(encoded)).toEqual(bytes);
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    expect(encodeBase64(decodeBase64(encoded) as Uint8Array)).toBe(encoded);
  });

  it.each([
    ["Zg==", "f"],
    ["Zm8=", "fo"],
  ])("reads %j, with padding", (encoded, text) => {
    expect(decodeBase64(encoded)).toEqual(new TextEncoder().encode(text));
  });

  it.each(["A", "AAAAA", "====", "Zg===", "Z g", "Zm9v\n", "_-8", "é", "Zg=A"])("refuses %j", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  it("brings any bytes back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });
});
