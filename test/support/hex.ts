/**
 * Annotated hex, the notation of every byte vector in this repository: pairs of hex digits, free white space, and `#`
 * to the end of the line for a comment. The wire-format inspector prints the same notation, so its output pastes in.
 */

/**
 * Turn annotated hex into bytes.
 * @returns a new array that the caller owns
 * @throws {SyntaxError} something other than pairs of hex digits, white space and comments; names the line
 */
export function hex(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const digits = line.replace(/#.*$/, "").replace(/\s+/g, "");
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) {
      throw new SyntaxError(`line ${index + 1} is not pairs of hex digits: ${JSON.stringify(line)}`);
    }
    for (let i = 0; i < digits.length; i += 2) bytes.push(Number.parseInt(digits.slice(i, i + 2), 16));
  }
  return Uint8Array.from(bytes);
}

/** Write bytes as plain lower-case hex pairs, separated by spaces, for failure messages and comparisons. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/**
 * Cut bytes into pieces of `size`, the last one shorter if need be. The pieces are copies, as chunks from a socket are.
 * @param size bytes per piece, 1 or more
 * @throws {RangeError} `size` is not a positive integer
 */
export function chunks(bytes: Uint8Array, size: number): Uint8Array[] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`chunk size ${size} is not a positive integer`);
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += size) pieces.push(bytes.slice(start, start + size));
  return pieces;
}

/** Join pieces into one new array. */
export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
