import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeStatusMessage, encodeStatusMessage } from "../../src/grpc/percent-encoding.ts";

/** In gRPC C-core's manner: UTF-8, capitals, `%` as `%25`, spaces as they are. */
const EXAMPLES = [
  ["", ""],
  ["plain words", "plain words"],
  ["100%", "100%25"],
  ["no Ünicode 100%", "no %C3%9Cnicode 100%25"],
  ["tab\tnewline\n", "tab%09newline%0A"],
  ["~ and DEL\u007f", "~ and DEL%7F"],
  ["robot 🤖", "robot %F0%9F%A4%96"],
  // RFC 9113 §8.2.1: a field value must not start or end with a space.
  [" both ends ", "%20both ends%20"],
  [" ", "%20"],
] as const;

describe("grpc-message", () => {
  it.each(EXAMPLES)("writes %j as %j and reads it back", (message, encoded) => {
    expect(encodeStatusMessage(message)).toBe(encoded);
    expect(decodeStatusMessage(encoded)).toBe(message);
    expect(decodeStatusMessage(encodeStatusMessage(message))).toBe(message);
    expect(encodeStatusMessage(decodeStatusMessage(encoded))).toBe(encoded);
  });

  it.each([
    ["%c3%9c", "Ü", "lower-case digits"],
    ["%41%42", "AB", "what needs no encoding"],
    ["50% off", "50% off", "a bare percent sign"],
    ["%", "%", "a percent sign at the end"],
    ["%4", "%4", "half an escape"],
    ["%zz%41", "%zzA", "digits that are none"],
    ["%ff", "\ufffd", "bytes that are not UTF-8"],
    ["%41 🤖", "A 🤖", "raw characters beside escapes"],
  ])("reads %j as %j: %s", (encoded, message) => {
    expect(decodeStatusMessage(encoded)).toBe(message);
  });

  it("is printable ASCII without outer spaces for any text, and brings the text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (message) => {
        const encoded = encodeStatusMessage(message);
        expect(encoded).toMatch(/^(?:[!-~](?:[ -~]*[!-~])?)?$/);
        expect(decodeStatusMessage(encoded)).toBe(message);
      }),
    );
  });

  it("reads any text without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(typeof decodeStatusMessage(`%${text}`)).toBe("string");
      }),
    );
  });
});
