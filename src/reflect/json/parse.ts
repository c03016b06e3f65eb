/**
 * A JSON parser (RFC 8259) that keeps what `JSON.parse` loses: the digits of a number past 2⁵³, names that stand twice,
 * and where in the text it went wrong.
 */
import { JsonError } from "./errors.ts";

/** A number as its text: the field decides what it is. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A parsed value. Objects keep every member, doubles included, in order. */
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** An object's members in order; a name may stand twice. */
export class JsonObject {
  readonly members: readonly (readonly [name: string, value: JsonValue])[];

  constructor(members: readonly (readonly [string, JsonValue])[]) {
    this.members = members;
  }
}

/** Arrays and objects inside each other; the protobuf limit is 100 messages, and each may take two levels of JSON. */
const MAX_DEPTH = 256;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WHITE_SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- control characters are what must not stand in a string (RFC 8259 §7)
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Parse one JSON text. @throws {JsonError} `JSON_SYNTAX` with line and column, `JSON_TOO_DEEP` */
export function parseJson(text: string): JsonValue {
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): JsonValue {
    const value = this.#value();
    this.#skip(WHITE_SPACE);
    if (this.#at < this.#text.length) this.#fail("the end of the text");
    return value;
  }

  #value(): JsonValue {
    this.#skip(WHITE_SPACE);
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new JsonError("JSON_TOO_DEEP", "", `more than ${MAX_DEPTH} levels of JSON`);
    this.#at++;
    const value = parse();
    this.#depth--;
    return value;
  }

  #object(): JsonObject {
    const members: [string, JsonValue][] = [];
    if (this.#takes("}")) return new JsonObject(members);
    do {
      this.#skip(WHITE_SPACE);
      if (this.#text[this.#at] !== '"') this.#fail("a name in double quotes");
      const name = this.#string();
      if (!this.#takes(":")) this.#fail('":"');
      members.push([name, this.#value()]);
    } while (this.#takes(","));
    if (!this.#takes("}")) this.#fail('"," or "}"');
    return new JsonObject(members);
  }

  #array(): JsonValue[] {
    const elements: JsonValue[] = [];
    if (this.#takes("]")) return elements;
    do elements.push(this.#value());
    while (this.#takes(","));
    if (!this.#takes("]")) this.#fail('"," or "]"');
    return elements;
  }

  #string(): string {
    let value = "";
    this.#at++;
    for (;;) {
      value += this.#skip(PLAIN_CHARACTERS);
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at++;
        return value;
      }
      if (character !== "\\") this.#fail("the end of a string");
      value += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? "";
    if (letter === "u") {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail("four hex digits after \\u");
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[letter];
    if (plain === undefined) this.#fail("a known escape");
    this.#at += 2;
    return plain;
  }

  #number(): JsonNumber {
    const text = this.#skip(NUMBER);
    if (text === "") this.#fail("a value");
    return new JsonNumber(text);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail("a value");
    this.#at += word.length;
    return value;
  }

  /** Take one character of punctuation, if it comes next. */
  #takes(character: string): boolean {
    this.#skip(WHITE_SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += taken.length;
    return taken;
  }

  #fail(wanted: string): never {
    const before = this.#text.slice(0, this.#at).split("\n");
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text[this.#at]) : "the end of the text";
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new JsonError("JSON_SYNTAX", "", `not JSON at ${place}: ${wanted} is wanted, not ${found}`);
  }
}
