/**
 * UTF-8 both ways, strictly: protobuf strings hold Unicode scalar values only, so surrogates, overlong forms and code
 * points past U+10FFFF are refused rather than replaced (RFC 3629 §3).
 */

/** Up to here a loop beats the call into TextDecoder. */
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

/** Write a text as UTF-8; `undefined` if it holds half of a surrogate pair alone. */
export function encodeUtf8(text: string): Uint8Array | undefined {
  return LONE_SURROGATE.test(text) ? undefined : encoder.encode(text);
}
