/** Reads annotated hex (see `notation.ts`) back into bytes, as it stands. */
import { AnnotatedHexError } from "../errors.ts";
import { CUT_MARK, INDENT_COLUMNS } from "./notation.ts";

/** A line with bytes on it. */
export interface HexLine {
  /** The first is 1. */
  readonly line: number;
  /** Columns of white space before the digits. */
  readonly indent: number;
  readonly bytes: Uint8Array;
  /** Without the white space around it. */
  readonly comment: string;
}

/** A line of a text is shown in an error up to here. */
const SHOWN_CHARACTERS = 60;

/**
 * Turn annotated hex into bytes, exactly as they stand there.
 * @returns a new array
 * @throws {AnnotatedHexError} `INSPECT_HEX_SYNTAX`, `INSPECT_HEX_CUT`
 */
export function parseAnnotatedHex(text: string): Uint8Array {
  return concatenated(hexLines(text).map(({ bytes }) => bytes));
}

/** Read the lines that have bytes. @throws {AnnotatedHexError} */
export function hexLines(text: string): HexLine[] {
  const lines: HexLine[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const [digits = "", ...comment] = content.split("#");
    const bytes = bytesOf(digits, index + 1);
    if (bytes.length > 0) {
      lines.push({ line: index + 1, indent: indentOf(digits), bytes, comment: comment.join("#").trim() });
    }
  }
  return lines;
}

/** Join arrays into a new one. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function bytesOf(text: string, line: number): Uint8Array {
  const digits = text.replace(/\s+/g, "");
  if (digits.includes(CUT_MARK)) {
    throw new AnnotatedHexError("INSPECT_HEX_CUT", line, "bytes were left out here when this was printed");
  }
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) {
    const shown = JSON.stringify(text.trim().slice(0, SHOWN_CHARACTERS));
    throw new AnnotatedHexError("INSPECT_HEX_SYNTAX", line, `${shown} is not pairs of hex digits`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A tab is as good as one level. */
function indentOf(digits: string): number {
  const space = /^\s*/.exec(digits)?.[0] ?? "";
  return space.replaceAll("\t", " ".repeat(INDENT_COLUMNS)).length;
}
