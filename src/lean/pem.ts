/** PEM text (RFC 7468) → trust anchors. A mangled file must not silently yield fewer roots than it shows. */
import { TrustStoreError } from "../tls/errors.ts";
import { type LeanCertificate, readCertificate } from "./certificate.ts";

/**
 * Read every certificate of one or more PEM texts; text may stand around the blocks.
 * @throws {TrustStoreError} `TRUST_STORE_EMPTY` without any; `TRUST_STORE_MALFORMED` where one cannot be read, or
 *   anything but certificates is in it
 */
export function readAnchors(pem: string | readonly string[]): LeanCertificate[] {
  const anchors: LeanCertificate[] = [];
  for (const text of [pem].flat()) {
    const rest = text.replace(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g, (_, body: string) => {
      const base64 = body.replace(/\s/g, "");
      const bytes = Buffer.from(base64, "base64");
      // RFC 4648 §4, padded and canonical: decoding and encoding again must give the same text
      const anchor = bytes.toString("base64") === base64 ? readCertificate(bytes) : undefined;
      if (anchor === undefined) throw malformed(`certificate ${anchors.length + 1} cannot be read`);
      anchors.push(anchor);
      return "";
    });
    if (rest.includes("-----")) throw malformed("not only whole certificates are in it");
  }
  if (anchors.length > 0) return anchors;
  throw new TrustStoreError("TRUST_STORE_EMPTY", "no root given");
}

function malformed(detail: string): TrustStoreError {
  return new TrustStoreError("TRUST_STORE_MALFORMED", `${detail}; it takes certificates in PEM`);
}
