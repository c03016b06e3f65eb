/** What bytes without a schema are taken for, and what else they are said to be. */
import { describe, expect, it } from "vitest";
import { inspectMessage } from "../../../src/inspect/index.ts";
import { concat, hex } from "../../support/hex.ts";

/** The guess at a field of these bytes: what it is, what it says, and the others. */
function guess(tag: string, value: string | Uint8Array): { as: string; text: string; others: string[] } {
  const content = typeof value === "string" ? hex(value) : value;
  const [field] = inspectMessage(concat(hex(tag), content)).children;
  const part = field?.children.find(({ kind }) => kind === "value" || kind === "message");
  const others = field?.alternatives?.map(({ as, text }) => `${as} ${text}`) ?? [];
  return { as: part?.label ?? "", text: field?.text ?? "", others };
}

/** Of length-delimited content. */
function guessLen(content: Uint8Array): ReturnType<typeof guess> {
  return guess("0a", concat(Uint8Array.of(content.length), content));
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a number without a schema", () => {
  const cases: readonly [what: string, tag: string, value: string, as: string, text: string, others: string[]][] = [
    ["a small varint", "08", "03", "uint64", "3", ["sint64 -2"]],
    ["a varint of 1", "08", "01", "uint64", "1", ["bool true", "sint64 -1"]],
    [
      "a varint of ten bytes",
      "08",
      "fe ff ff ff ff ff ff ff ff 01",
      "int64",
      "-2",
      ["uint64 18446744073709551614", "sint64 9223372036854775807"],
    ],
    ["four bytes of a float", "0d", "00 00 20 c0", "float", "-2.5", ["fixed32 3223322624", "sfixed32 -1071644672"]],
    ["four bytes of a small number", "0d", "07 00 00 00", "fixed32", "7", ["float 1e-44"]],
    [
      "eight bytes of a double",
      "09",
      "00 00 00 00 00 00 e0 3f",
      "double",
      "0.5",
      ["fixed64 4602678819172646912", "sfixed64 4602678819172646912"],
    ],
    [
      "eight bytes of a negative number",
      "09",
      "fd ff ff ff ff ff ff ff",
      "fixed64",
      "18446744073709551613",
      ["sfixed64 -3", "double NaN"],
    ],
  ];
  for (const [what, tag, value, as, text, others] of cases) {
    it(`is ${as} for ${what}`, () => {
      expect(guess(tag, value)).toEqual({ as, text, others });
    });
  }
});

describe("length-delimited bytes without a schema", () => {
  it("are a message where fields fill them", () => {
    const { as, others } = guessLen(hex("0a 04 73 70 2d 31 12 04 73 70 6f 74"));
    expect(as).toBe("message");
    expect(others).toEqual(["bytes 12 bytes: 0a 04 73 70 2d 31 12 04 …"]);
  });

  it("are a message where its only field is a text as long as a line feed's number", () => {
    const uuid = utf8("3f2a6c1e-90ab-4c55-8d21-7e66f0c1a2b3");
    expect(guessLen(concat(hex("0a 24"), uuid)).as).toBe("message");
    // Field 4: every byte is one that a text may have.
    expect(guessLen(concat(hex("22 24"), uuid)).as).toBe("message");
  });

  const texts = ["sp-1", "8080", "front-left-depth", "Spöt", "line\nline", "{}", "a", "bosdyn.api.RobotState", "(A"];
  for (const text of texts) {
    it(`are the text ${JSON.stringify(text)}`, () => {
      expect(guessLen(utf8(text))).toMatchObject({ as: "string", text: JSON.stringify(text) });
    });
  }

  it("are packed varints where nothing else fits and they are small", () => {
    const bytes = hex("03 8e 02 9e a7 05");
    const [field] = inspectMessage(concat(hex("0a 06"), bytes)).children;
    expect(field?.text).toBe("[3, 270, 86942]");
    expect(field?.alternatives?.map(({ as }) => as)).toEqual(["bytes"]);
    expect(field?.children.slice(2).map(({ text }) => text)).toEqual(["3", "270", "86942"]);
  });

  it("are bytes where nothing fits", () => {
    expect(guessLen(hex("00 ff 80"))).toEqual({ as: "bytes", text: "3 bytes: 00 ff 80", others: [] });
  });

  it("are bytes where nothing is there", () => {
    expect(guessLen(new Uint8Array(0))).toMatchObject({ as: "bytes", text: "0 bytes" });
  });

  it("stay bytes where the budget of guesses is spent", () => {
    const bytes = hex("0a 04 73 70 2d 31 0a 04 73 70 2d 31");
    const { children } = inspectMessage(bytes, { maxGuessedBytes: 4 });
    expect(children.map(({ text }) => text)).toEqual(['"sp-1"', "4 bytes: 73 70 2d 31"]);
  });
});
