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
const HEX_DIGITS = /^(?:[0-9a-f]{2})*$/i;

/** The form that a text is in; `undefined` if it is in none. */
export function textFormOf(text: string): TextForm | undefined {
  if (hexDigitsOf(text) !== undefined) return "hex";
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
  const digits = hexDigitsOf(text);
  if (digits === undefined) {
    const detail = "this is not pairs of hex digits";
    throw new AnnotatedHexError("INSPECT_HEX_SYNTAX", Math.max(1, firstBadLine(text)), detail);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Either alphabet, with padding or without; what is left over at the end is no byte. */
function fromBase64(compact: string): Uint8Array {
  const digits = compact.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return Uint8Array.from(atob(whole), (unit) => unit.charCodeAt(0));
}

/** Every digit of the text, or `undefined` if it is no hex. */
function hexDigitsOf(text: string): string | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*$/, ""));
  const filled = lines.filter((line) => line.trim() !== "");
  if (filled.length === 0) return undefined;
  const dumped = dumpDigits(filled);
  if (dumped !== undefined) return dumped;
  const digits = filled.map(plainDigits);
  return digits.includes(undefined) ? undefined : digits.join("");
}

/** The digits of a dump: of lines that begin with how many bytes stand before them. */
function dumpDigits(lines: readonly string[]): string | undefined {
  const offsets = lines.map((line) => Number.parseInt(OFFSET.exec(line)?.[1] ?? "", 16));
  if (offsets[0] !== 0 || (lines.length === 1 && !/[:|]/.test(lines[0] ?? ""))) return undefined;
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

/** Digits with spaces, colons or commas between them, `0x` before them, or nothing of the kind. */
function plainDigits(line: string): string | undefined {
  const digits = line.replaceAll(/0x|[\s:,]/gi, "");
  return HEX_DIGITS.test(digits) ? digits : undefined;
}

function firstBadLine(text: string): number {
  const lines = text.split(/\r?\n/);
  return lines.findIndex((line) => plainDigits(line.replace(/#.*$/, "")) === undefined) + 1;
}
