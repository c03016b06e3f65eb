/**
 * Texts of a peer as people may safely see them: what would move a terminal's cursor, hide, or turn other text round is
 * escaped, and long ones are cut.
 */

/** Controls, line and paragraph separators, and the formats that change how other characters look. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Escape what is not plain text, as JSON would: `\u001b`. */
export function escaped(text: string): string {
  return text.replace(UNSAFE, (character) => character.split("").map(escapedUnit).join(""));
}

function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A text in quotes, as JSON has it; one longer than `maxLength` UTF-16 units is cut and says how long it is. */
export function quoted(text: string, maxLength: number): string {
  if (text.length <= maxLength) return escaped(JSON.stringify(text));
  // Not through the middle of a pair.
  const kept = text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "");
  return `${escaped(JSON.stringify(kept))}… (${text.length} characters)`;
}

/** How many of them, in words: `1 byte`, `12 bytes`. */
export function bytesCount(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}

/** Bytes as their number and the first of them: `20 bytes: 00 ff 80 …`. */
export function bytesText(bytes: Uint8Array, maxBytes: number): string {
  if (bytes.length === 0) return "0 bytes";
  const more = bytes.length > maxBytes ? " …" : "";
  return `${bytesCount(bytes.length)}: ${hexPairs(bytes.subarray(0, maxBytes))}${more}`;
}

/** Bytes as lower-case pairs of hex digits with spaces between. */
export function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
