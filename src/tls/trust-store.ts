/**
 * The pinned roots: the only certificates a path may end at. They replace the system's roots, they do not add to them.
 */
import type { Certificate } from "./certificate.ts";
import { CertificateError, TrustStoreError } from "./errors.ts";
import { parsePem } from "./pem.ts";

/** A pinned root in brief, for listings. */
export interface AnchorSummary {
  /** `C=…, O=…, CN=…`, safe to print. */
  readonly subject: string;
  /** SHA-256 of the DER, 64 upper-case hex digits. */
  readonly fingerprint: string;
  /** When it ends, in milliseconds of Unix time. */
  readonly notAfterMs: number;
}

/** An immutable, never empty set of trust anchors. */
export class TrustStore {
  /** In the order given, each once. */
  readonly anchors: readonly Certificate[];
  readonly #byFingerprint: ReadonlyMap<string, Certificate>;

  private constructor(anchors: ReadonlyMap<string, Certificate>) {
    this.#byFingerprint = anchors;
    this.anchors = [...anchors.values()];
  }

  /**
   * Pin every certificate of one or more PEM texts; the same certificate twice counts once. Any certificate may be
   * pinned, an intermediate or a robot's own self-signed one too: pinning is the caller's word for exactly those bytes.
   * @throws {TrustStoreError} `TRUST_STORE_EMPTY` without any text, `TRUST_STORE_MALFORMED` (with a `CertificateError`
   *   as `cause`) where one is not a list of certificates
   */
  static fromPem(...pem: readonly (string | Uint8Array)[]): TrustStore {
    const anchors = new Map<string, Certificate>();
    for (const [index, text] of pem.entries()) {
      for (const certificate of readPem(text, index)) {
        if (!anchors.has(certificate.fingerprint)) anchors.set(certificate.fingerprint, certificate);
      }
    }
    if (anchors.size === 0) {
      throw new TrustStoreError(
        "TRUST_STORE_EMPTY",
        "no root given, so no robot can be trusted: run spotwire trust install, or pass one as roots/--roots",
      );
    }
    return new TrustStore(anchors);
  }

  /** Tell whether exactly this certificate, byte for byte, is pinned. */
  has(certificate: Certificate): boolean {
    return this.#byFingerprint.has(certificate.fingerprint);
  }

  /** List the anchors for people. */
  list(): AnchorSummary[] {
    return this.anchors.map(({ subject, fingerprint, notAfterMs }) => ({
      subject: subject.text,
      fingerprint,
      notAfterMs,
    }));
  }
}

function readPem(text: string | Uint8Array, index: number): Certificate[] {
  try {
    return parsePem(text);
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new TrustStoreError("TRUST_STORE_MALFORMED", `PEM number ${index + 1}: ${cause.message}`, {
      cause,
    });
  }
}
