import { describe, expect, it } from "vitest";
import { JsonError } from "../../../src/reflect/json/errors.ts";
import { JsonNumber, JsonObject, type JsonValue, parseJson } from "../../../src/reflect/json/parse.ts";

/** As `JSON.parse` would give it, where that loses nothing. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonObject) return Object.fromEntries(value.members.map(([name, each]) => [name, plain(each)]));
  return Array.isArray(value) ? (value as JsonValue[]).map(plain) : value;
}

describe("parseJson", () => {
  for (const text of [
    "null",
    "true",
    " [ ] ",
    "{}",
    '{"a":1,"b":[true,false,null],"c":{"d":"e"}}',
    "[-0, 1.5, 1e3, -2.5E-3, 123456789]",
    '"\\u00e9\\n\\t\\"\\\\\\/ \\ud83e\\udd16 é"',
    "\r\n\t[1]\n",
    '{"__proto__":1,"constructor":2}',
  ]) {
    it(`agrees with JSON.parse on ${JSON.stringify(text)}`, () => {
      expect(plain(parseJson(text))).toEqual(JSON.parse(text));
    });
  }

  for (const text of [
    "",
    " ",
    "nul",
    "tru e",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "-",
    "NaN",
    "Infinity",
    "'a'",
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '"a\nb"',
    "[1,]",
    "[1 2]",
    "[",
    "{,}",
    '{"a"}',
    '{"a":1,}',
    "{a:1}",
    "{} {}",
    "1 2",
  ]) {
    it(`refuses ${JSON.stringify(text)}, as JSON.parse does`, () => {
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
      expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: "JSON_SYNTAX" }));
    });
  }

  it("keeps the digits of a number that is no double", () => {
    expect(parseJson("9223372036854775807")).toEqual(new JsonNumber("9223372036854775807"));
  });

  it("keeps a name that stands twice", () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual(
      new JsonObject([
        ["a", new JsonNumber("1")],
        ["a", new JsonNumber("2")],
      ]),
    );
  });

  it("says where it went wrong", () => {
    expect(() => parseJson('{\n  "a": 1,\n  "b" 2\n}')).toThrow('not JSON at line 3, column 7: ":" is wanted, not "2"');
    expect(() => parseJson("[1")).toThrow('"," or "]" is wanted, not the end of the text');
  });

  it("bounds nesting", () => {
    expect(plain(parseJson("[".repeat(256) + "]".repeat(256)))).toBeDefined();
    expect(() => parseJson("[".repeat(257))).toThrow(expect.objectContaining({ code: "JSON_TOO_DEEP" }));
    expect(() => parseJson("[".repeat(1_000_000))).toThrow(JsonError);
  });
});
