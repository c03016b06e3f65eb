/** The encoding of `grpc-message` (gRPC over HTTP/2, "Responses", Percent-Encoded). */

/** Space to `~` without `%`. Spaces at either end are encoded too: HTTP/2 forbids them there (RFC 9113 §8.2.1). */
const UNRESERVED = /^(?! )[\x20-\x24\x26-\x7e]*(?<! )$/;

/** Encode a status message: UTF-8, every byte outside space to `~` and `%` itself as `%XX` in capitals. */
export function encodeStatusMessage(message: string): string {
  if (UNRESERVED.test(message)) return message;
  let encoded = "";
  const bytes = new TextEncoder().encode(message);
  for (const [index, byte] of bytes.entries()) {
    const isEdgeSpace = byte === 0x20 && (index === 0 || index === bytes.length - 1);
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25 && !isEdgeSpace;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** Decode a status message. Malformed sequences stay as they are: a bad message must not hide the status. */
export function decodeStatusMessage(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  const bytes: number[] = [];
  for (let i = 0; i < encoded.length; i++) {
    const hex = encoded.slice(i + 1, i + 3);
    if (encoded[i] === "%" && /^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else {
      const character = String.fromCodePoint(encoded.codePointAt(i) as number);
      bytes.push(...new TextEncoder().encode(character));
      i += character.length - 1;
    }
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}
