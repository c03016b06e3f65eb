/** Octets as text, one character each: what field names and values are to HTTP (RFC 9113 §8.2.1 knows no charset). */

/** More arguments than this at once may overflow the stack. */
const MOST_ARGUMENTS = 4096;

/** The characters whose codes are these octets. */
export function latin1(octets: Uint8Array, start = 0, end: number = octets.length): string {
  let text = "";
  for (let at = start; at < end; at += MOST_ARGUMENTS) {
    text += String.fromCharCode(...octets.subarray(at, Math.min(at + MOST_ARGUMENTS, end)));
  }
  return text;
}
