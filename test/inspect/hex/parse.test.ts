/** Annotated hex back to bytes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AnnotatedHexError, encodeAnnotatedHex, parseAnnotatedHex } from "../../../src/inspect/index.ts";
import { hex } from "../../support/hex.ts";

const VECTORS = join(import.meta.dirname, "../../vectors");

describe("parseAnnotatedHex", () => {
  for (const room of ["grpc", "wire"]) {
    for (const file of readdirSync(join(VECTORS, room)).filter((name) => name.endsWith(".hex"))) {
      it(`reads ${room}/${file} as the tests' own reader does`, () => {
        const text = readFileSync(join(VECTORS, room, file), "utf8");
        expect(parseAnnotatedHex(text)).toEqual(hex(text));
      });
    }
  }

  const good: readonly [text: string, bytes: readonly number[]][] = [
    ["", []],
    ["# nothing\n\n", []],
    ["0a0B 0c", [10, 11, 12]],
    ["0 a", [10]],
    ["\t0a\r\n\t0b # c\r\n", [10, 11]],
    ["0a # 0b # 0c", [10]],
  ];
  for (const [text, bytes] of good) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect([...parseAnnotatedHex(text)]).toEqual(bytes);
    });
  }

  const bad: readonly [text: string, code: string, line: number][] = [
    ["0a\n0", "INSPECT_HEX_SYNTAX", 2],
    ["0a 0g", "INSPECT_HEX_SYNTAX", 1],
    ["\n\n0x0a", "INSPECT_HEX_SYNTAX", 3],
    ["0a\n   …   # 12 bytes more, not shown", "INSPECT_HEX_CUT", 2],
  ];
  for (const [text, code, line] of bad) {
    it(`refuses ${JSON.stringify(text)} with ${code}`, () => {
      for (const read of [parseAnnotatedHex, encodeAnnotatedHex]) {
        const refusal = expect.objectContaining({ code, line }) as Error;
        expect(() => read(text)).toThrow(AnnotatedHexError);
        expect(() => read(text)).toThrow(refusal);
      }
    });
  }
});
