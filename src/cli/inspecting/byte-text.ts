/** Bytes of a file or of stdin, as themselves or as text: what a person has is seldom labelled. */
import { AnnotatedHexError } from "../../inspect/index.ts";
import { readByteText, textFormOf } from "../../inspect/hex/byte-text.ts";
import { UsageError } from "../exit.ts";

/** How bytes may be written. `binary` is no text at all. */
export type ByteForm = "hex" | "base64" | "binary";

/** Which form bytes are in; for want of anything else they are themselves. */
export function formOf(bytes: Uint8Array): ByteForm {
  const text = asText(bytes);
  if (text === undefined || text.trim() === "") return "binary";
  return textFormOf(text) ?? "binary";
}

/**
 * Read bytes in a form.
 * @throws {UsageError} they are not in that form; it names the line
 */
export function readBytes(bytes: Uint8Array, form: ByteForm): Uint8Array {
  if (form === "binary") return bytes;
  try {
    return readByteText(asText(bytes) ?? "", form);
  } catch (error) {
    if (!(error instanceof AnnotatedHexError)) throw error;
    if (form === "base64") throw new UsageError("the input is not base64");
    throw new UsageError(`line ${error.line} of the input is not pairs of hex digits`);
  }
}

/** The text, if it is printable ASCII and line breaks throughout, or annotations in UTF-8 behind `#`. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- control characters are just what makes bytes no text
    return /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
