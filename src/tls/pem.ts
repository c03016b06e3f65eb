/**
 * PEM text (RFC 7468) → the DER certificates in it. Strict about what is inside a block and about what follows the
 * last one, because a mangled file that silently yields fewer roots than it shows is worse than an error.
 */
import { parseCertificate, type Certificate } from "./certificate.ts";
import { CertificateError } from "./errors.ts";

/** Far above any bundle of pinned roots; the whole of Mozilla's program is about 220 kB. */
const MAX_PEM_BYTES = 1_048_576;

/** RFC 7468 §3, the encapsulation boundaries of any label. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]*)-----[\t ]*\n([^-]*)-----END ([A-Z0-9 ]*)-----[\t ]*(?:\n|$)/gy;

/**
 * Parse every certificate of a PEM text, in order. Explanatory text may stand before a block (RFC 7468 §2), nothing
 * but white space after the last.
 * @throws {CertificateError} `CERTIFICATE_MALFORMED`; `bad-pem` for text that is not PEM, holds no certificate, ends in
 *   something else, or holds another kind of block, such as a private key
 */
export function parsePem(pem: string | Uint8Array): Certificate[] {
  return blocks(pemText(pem)).map(parseCertificate);
}

function pemText(pem: string | Uint8Array): string {
  if (pem.length > MAX_PEM_BYTES) {
    throw new CertificateError("too-large", `PEM of ${pem.length} bytes, over the limit of ${MAX_PEM_BYTES}`);
  }
  if (typeof pem !== "string" && pem[0] === 0x30) {
    throw badPem("this looks like DER; convert it with: openssl x509 -inform der -in FILE -outform pem");
  }
  const text = typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1");
  return text.replace(/^\uFEFF|^\u00EF\u00BB\u00BF/, "").replace(/\r\n?/g, "\n");
}

function blocks(text: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const begin = text.indexOf("-----BEGIN ", at);
    if (begin < 0) break;
    if (text.slice(at, begin).includes("-----"))
      throw badPem(`${ordinal(found)} block is preceded by a stray boundary`);
    BLOCK.lastIndex = begin;
    const match = BLOCK.exec(text);
    if (match === null) throw badPem(`${ordinal(found)} block has no matching END line`);
    const [whole, label = "", body = "", endLabel = ""] = match;
    if (label !== endLabel) throw badPem(`BEGIN ${label} is closed by END ${endLabel}`);
    if (label !== "CERTIFICATE") throw badPem(`a ${label} block is no certificate; give certificates alone`);
    found.push(base64(body, found));
    at = begin + whole.length;
  }
  if (found.length === 0) throw badPem('no "-----BEGIN CERTIFICATE-----" in it');
  if (text.slice(at).trim() !== "") throw badPem("something follows the last certificate; is the file cut short?");
  return found;
}

/** RFC 4648 §4, padded and canonical: decoding and encoding again must give the same text. */
function base64(body: string, before: readonly unknown[]): Uint8Array {
  const compact = body.replace(/[\t\n ]/g, "");
  const bytes = Buffer.from(compact, "base64");
  if (compact === "" || bytes.toString("base64") !== compact) {
    throw badPem(`${ordinal(before)} block is not base64`);
  }
  return bytes;
}

function ordinal(before: readonly unknown[]): string {
  return `certificate ${before.length + 1}:`;
}

function badPem(detail: string): CertificateError {
  return new CertificateError("bad-pem", detail);
}
