/** Bytes in JSON: base64 (RFC 4648 §4) out, either alphabet in, padded or not. */

/** Encode with padding. */
export function bytesToBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Decode base64 or base64url; `undefined` if the text is neither. */
export function base64ToBytes(text: string): Uint8Array | undefined {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}
