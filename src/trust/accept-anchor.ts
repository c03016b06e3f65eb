/**
 * The rule by which a certificate becomes an anchor: it is one of those whose fingerprints this program was released
 * with, or a person has said of this very one that it is to be trusted. Where the file came from never matters.
 */
import { type Certificate, CertificateError, parsePem } from "../tls/index.ts";
import { AnchorError } from "./errors.ts";

/** What of a PEM text may be installed. */
export interface AcceptedAnchors {
  readonly accepted: readonly Certificate[];
  /** The others of the text: not installed. */
  readonly ignored: readonly Certificate[];
}

/**
 * Take from a PEM text the certificates that are pinned.
 * @param source what to call the text in messages: a file, a URL
 * @param fingerprints SHA-256 of the DER of each, 64 upper-case hex digits
 * @throws {AnchorError} `TRUST_ANCHOR_UNREADABLE`; `TRUST_ANCHOR_REFUSED` where none is pinned
 */
export function acceptPinned(
  pem: string | Uint8Array,
  source: string,
  fingerprints: readonly string[],
): AcceptedAnchors {
  const certificates = readCertificates(pem, source);
  const accepted = certificates.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  if (accepted.length > 0) return { accepted, ignored: certificates.filter((each) => !accepted.includes(each)) };
  const found = certificates.map(({ subject, fingerprint }) => `${subject.text}, SHA-256 ${fingerprint}`).join("; ");
  throw new AnchorError(
    "TRUST_ANCHOR_REFUSED",
    `${source}: this is not Boston Dynamics' root, whose SHA-256 is ${fingerprints.join(" or ")}; found: ${found}. ` +
      "Was it altered on the way? For a root of your own: spotwire trust import FILE --any --name NAME",
  );
}

/**
 * Take the one certificate of a PEM text, whoever made it, on a person's word.
 * @param sha256 what the person knows its fingerprint to be, hex with or without colons; undefined: not known
 * @throws {AnchorError} `TRUST_ANCHOR_UNREADABLE` (not exactly one certificate among others), `TRUST_ANCHOR_REFUSED`
 *   for another fingerprint
 */
export function acceptAny(pem: string | Uint8Array, source: string, sha256?: string): Certificate {
  const [certificate, surplus] = readCertificates(pem, source);
  if (certificate === undefined || surplus !== undefined) {
    const text = "holds several certificates; each is trusted by a word of its own, so give a file with one";
    throw new AnchorError("TRUST_ANCHOR_UNREADABLE", `${source}: ${text}`);
  }
  if (sha256 !== undefined && sha256.replaceAll(":", "").toUpperCase() !== certificate.fingerprint) {
    throw new AnchorError(
      "TRUST_ANCHOR_REFUSED",
      `${source}: its SHA-256 is ${certificate.fingerprint}, not the ${sha256} that was asked for; is it the right file?`,
    );
  }
  return certificate;
}

/** Write one certificate as PEM (RFC 7468 §5), with nothing around it. */
export function certificatePem({ der }: Pick<Certificate, "der">): string {
  const base64 = Buffer.from(der).toString("base64");
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function readCertificates(pem: string | Uint8Array, source: string): Certificate[] {
  try {
    return parsePem(pem);
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new AnchorError("TRUST_ANCHOR_UNREADABLE", `${source}: ${cause.message}; a PEM file is needed`, { cause });
  }
}
