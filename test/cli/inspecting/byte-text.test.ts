import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/exit.ts";
import { formOf, readBytes } from "../../../src/cli/inspecting/byte-text.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** "PRI * HTTP/2.0" and a few bytes that are no text. */
const BYTES = Uint8Array.from([...utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 18, 4, 0xde, 0xad, 0xbe, 0xef]);

/** How tools print those bytes. */
const HEX_FORMS: Readonly<Record<string, string>> = {
  "pairs on one line": "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a00001204deadbeef",
  "pairs with spaces, lines and comments": `50 52 49 20 2a 20 48 54 54 50 2f  # PRI – the beginning
    32 2e 30 0d 0a 0d 0a
      53 4d 0d 0a 0d 0a 00 00 12 04 DE AD BE EF\n`,
  "colons, as OpenSSL prints it": [...BYTES].map((byte) => byte.toString(16).padStart(2, "0")).join(":"),
  "a C array": [...BYTES].map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(", "),
  "hexdump -C": `00000000  50 52 49 20 2a 20 48 54  54 50 2f 32 2e 30 0d 0a  |PRI * HTTP/2.0..|
00000010  0d 0a 53 4d 0d 0a 0d 0a  00 00 12 04 de ad be ef  |..SM............|
00000020`,
  xxd: `00000000: 5052 4920 2a20 4854 5450 2f32 2e30 0d0a  PRI * HTTP/2.0..
00000010: 0d0a 534d 0d0a 0d0a 0000 1204 dead beef  ..SM............`,
  "Wireshark's copy": `0000   50 52 49 20 2a 20 48 54 54 50 2f 32 2e 30 0d 0a   PRI * HTTP/2.0..
0010   0d 0a 53 4d 0d 0a 0d 0a 00 00 12 04 de ad be ef   ..SM............`,
};

describe("bytes as text", () => {
  for (const [name, text] of Object.entries(HEX_FORMS)) {
    it(`are read from ${name}`, () => {
      expect(formOf(utf8(text))).toBe("hex");
      expect(readBytes(utf8(text), "hex")).toEqual(BYTES);
    });
  }

  it("are read from base64, with line breaks, of either alphabet", () => {
    const base64 = Buffer.from(BYTES).toString("base64");
    expect(formOf(utf8(base64))).toBe("base64");
    for (const text of [
      base64,
      `${base64.slice(0, 20)}\n${base64.slice(20)}\n`,
      Buffer.from(BYTES).toString("base64url"),
    ]) {
      expect(readBytes(utf8(text), "base64")).toEqual(BYTES);
    }
  });

  it("are taken as they are where they are no text, or text of another kind", () => {
    for (const bytes of [BYTES, utf8("HTTP/1.1 400 Bad Request\r\n"), new Uint8Array(), utf8("  \n")]) {
      expect(formOf(bytes)).toBe("binary");
      expect(readBytes(bytes, "binary")).toBe(bytes);
    }
  });

  it("do not lose digits that stand where a dump has its text", () => {
    const text = "00000000: 6162 6364 6566 6768 6162 6364 6566 6768  abcdefghabcdefgh\n00000010: 6162  ab";
    expect(readBytes(utf8(text), "hex")).toEqual(utf8("abcdefghabcdefghab"));
  });

  it("are refused with the line that is not what it was said to be", () => {
    expect(() => readBytes(utf8("00 01\n0z"), "hex")).toThrow(
      new UsageError("line 2 of the input is not pairs of hex digits"),
    );
    expect(() => readBytes(utf8("0 1 2"), "hex")).toThrow("line 1");
    expect(() => readBytes(utf8("a*b"), "base64")).toThrow(UsageError);
  });
});
