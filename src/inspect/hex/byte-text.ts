/**
 * Bytes that come as text: hex in any of the ways in which tools print it, or base64. What a person pastes is seldom labelled.
 */
import { AnnotatedHexError } from "../errors.ts";

/** How bytes may be written in a text. */
export type TextForm = "hex" | "base64";

/** Where a line of a dump says that it stands: `00000010  50 …` of `hexdump -C`, `00000010: 5052 …` of xxd. */
const OFFSET = /^\s*(?:0x)?([0-9a-f]{4,16})(?::\s*|\s{2,}|$)/i;
/** In the middle of its lines `hexdump -C` has a wider gap. */
const MIDDLE = 8;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const [NEWLINE, HASH, ZERO, SMALL_X] = [0x0a, 0x23, 0x30, 0x78];
/** To lower case, of letters. */
const CASE_BIT = 0x20;

/** The form that a text is in; `undefined` if it is in none. */
export function textFormOf(text: string): TextForm | undefined {
  if (hexBytesOf(text) !== undefined) return "hex";
  return BASE64.test(text.replaceAll(/\s/g, "")) ? "base64" : undefined;
}

/**
 * Read bytes out of a text. In hex, `#` begins a comment.
 * @throws {AnnotatedHexError} `INSPECT_HEX_SYNTAX`: it is not in that form; its line says where
 */
export function readByteText(text: string, form: TextForm): Uint8Array {
  if (form === "base64") {
    const compact = text.replaceAll(/\s/g, "");
    if (!BASE64.test(compact)) throw new AnnotatedHexError("INSPECT_HEX_SYNTAX", 1, "this is not base64");
    return fromBase64(compact);
  }
  const bytes = hexBytesOf(text);
  if (bytes === undefined) {
    const detail = "this is not pairs of hex digits";
    throw new AnnotatedHexError("INSPECT_HEX_SYNTAX", Math.max(1, firstBadLine(text)), detail);
  }
  return bytes;
}

/** Either alphabet, with padding or without; what is left over at the end is no byte. */
function fromBase64(compact: string): Uint8Array {
  const digits = compact.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return Uint8Array.from(atob(whole), (unit) => unit.charCodeAt(0));
}

/** Every byte of the text, or `undefined` if it is no hex. */
function hexBytesOf(text: string): Uint8Array | undefined {
  const dumped = isDump(text) ? dumpDigits(text) : undefined;
  const bytes = plainBytes(dumped ?? text);
  return bytes === undefined || bytes.length === 0 ? undefined : bytes;
}

/** Whether its first line with anything on it says that it stands at the beginning. */
function isDump(text: string): boolean {
  const first = /^(?:[^\S\n]*(?:#.*)?\n)*(.*)/.exec(text)?.[1] ?? "";
  return Number.parseInt(OFFSET.exec(first)?.[1] ?? "", 16) === 0;
}

/** The digits of a dump: of lines that begin with how many bytes stand before them. */
function dumpDigits(text: string): string | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, ""))
    .filter((line) => line.trim() !== "");
  const offsets = lines.map((line) => Number.parseInt(OFFSET.exec(line)?.[1] ?? "", 16));
  if (lines.length === 1 && !/[:|]/.test(lines[0] ?? "")) return undefined;
  let digits = "";
  for (const [i, line] of lines.entries()) {
    if (offsets[i] !== digits.length / 2) return undefined;
    const next = offsets[i + 1];
    digits += leadingPairs(line.replace(OFFSET, ""), next === undefined ? Infinity : next - digits.length / 2);
  }
  return digits;
}

/** Pairs of digits up to the gap before the bytes' text, which may look like digits too; at most so many. */
function leadingPairs(text: string, most: number): string {
  let pairs = "";
  let at = 0;
  while (pairs.length / 2 < most) {
    const gap = pairs.length / 2 === MIDDLE ? / {0,2}/y : / ?/y;
    gap.lastIndex = at;
    gap.exec(text);
    const pair = text.slice(gap.lastIndex, gap.lastIndex + 2);
    if (!/^[0-9a-f]{2}$/i.test(pair)) break;
    pairs += pair;
    at = gap.lastIndex + 2;
  }
  return pairs;
}

/**
 * Digits with spaces, colons or commas between them, `0x` before them, or nothing of the kind: whole bytes on each line.
 * Character by character, for what is pasted may be megabytes.
 */
function plainBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length >> 1);
  let [count, high] = [0, -1];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === HASH) i = endOfLine(text, i) - 1;
    else if (code === NEWLINE && high >= 0) return undefined;
    else if (code === ZERO && (text.charCodeAt(i + 1) | CASE_BIT) === SMALL_X) i++;
    else {
      const digit = digitOf(code);
      if (digit < 0) {
        if (!/[\s:,]/.test(text.charAt(i))) return undefined;
      } else if (high < 0) high = digit;
      else {
        bytes[count++] = high * 16 + digit;
        high = -1;
      }
    }
  }
  return high < 0 ? bytes.slice(0, count) : undefined;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** 0 to 15, or less for what is no hex digit. */
function digitOf(code: number): number {
  if (code >= ZERO && code < ZERO + 10) return code - ZERO;
  const letter = (code | CASE_BIT) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function firstBadLine(text: string): number {
  return text.split("\n").findIndex((line) => plainBytes(line) === undefined) + 1;
}
