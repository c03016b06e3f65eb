/**
 * UTF-8 both ways, strictly: protobuf strings hold Unicode scalar values only, so surrogates, overlong forms and code
 * points past U+10FFFF are refused rather than replaced (RFC 3629 §3).
 */

/** Up to here a loop beats the call into TextDecoder or TextEncoder. */
const SHORT_STRING = 24;

/** `fatal` refuses malformed bytes, `ignoreBOM` keeps a leading U+FEFF, which is data here. */
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = /* @__PURE__ */ new TextEncoder();
/** With the `u` flag, half of a pair matches only when its other half is missing. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Read UTF-8 from part of an array.
 * @returns `undefined` if the bytes are not valid UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start <= SHORT_STRING) {
    const text = decodeAscii(bytes, start, end);
    if (text !== undefined) return text;
  }
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

function decodeAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0x80;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The most bytes that `encodeUtf8` may write for a text: three for each UTF-16 code unit. */
export function maxUtf8Bytes(text: string): number {
  return text.length * 3;
}

/**
 * Write a text as UTF-8 into an array that has room for `maxUtf8Bytes(text)` from `start`.
 * @returns the number of bytes written, or -1 if the text holds half of a surrogate pair alone
 */
export function encodeUtf8(text: string, bytes: Uint8Array, start: number): number {
  if (text.length <= SHORT_STRING) {
    const written = encodeAscii(text, bytes, start);
    if (written >= 0) return written;
  }
  if (LONE_SURROGATE.test(text)) return -1;
  return encoder.encodeInto(text, bytes.subarray(start)).written;
}

function encodeAscii(text: string, bytes: Uint8Array, start: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return -1;
    bytes[start + i] = unit;
  }
  return text.length;
}
