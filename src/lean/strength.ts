/** Which signature algorithms and keys are good enough, by the bytes that name them: what `tls/signature.ts` takes. */
import type { TrustReason } from "../tls/verdict.ts";
import type { LeanCertificate } from "./certificate.ts";

/**
 * RSA (with NULL or nothing), ECDSA and RSASSA-PSS over SHA-256, -384 and -512, and EdDSA (RFC 4055 §3.1 and §5, RFC 5758
 * §3.2, RFC 8410 §3). PSS must spell everything out, for every default is SHA-1, and use one digest throughout.
 */
const SIGNATURES =
  /^30..06(092a864886f70d01010[bcd](0500)?|082a8648ce3d04030[234]|032b657[01]|092a864886f70d01010a30..a0..30..060960864801650304020([123])(0500)?a1..30..06092a864886f70d01010830..060960864801650304020\3(0500)?a2030201[0-7].)$/;
/** MD2, MD5 and SHA-1, in which collisions are made to order. */
const WEAK_SIGNATURES = /^30..06(092a864886f70d01010[245]|052b0e03021d|072a8648ce380403|072a8648ce3d0401)/;
/** RFC 5480 §2.1.1: a named curve, of P-256, P-384 and P-521. See CVE-2020-0601 for why not one that is spelt out. */
const EC_KEYS = /^30..06072a8648ce3d020106(082a8648ce3d030107|052b8104002[23])$/;

/** Judge the algorithm a certificate is signed with; undefined if it will do. */
export function signatureFault({ signatureAlgorithm }: LeanCertificate): TrustReason | undefined {
  if (WEAK_SIGNATURES.test(signatureAlgorithm)) return "weak-digest";
  return SIGNATURES.test(signatureAlgorithm) ? undefined : "unsupported-signature";
}

/** Whether a certificate's key will do: RSA of 2048 to 16 384 bits, ECDSA on a named curve, EdDSA. */
export function hasStrongKey({ x509, keyAlgorithm }: LeanCertificate): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
    const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
    if (asymmetricKeyType === "ec") return EC_KEYS.test(keyAlgorithm);
    // An exponent of 1 "signs" anything
    if (asymmetricKeyType?.startsWith("rsa"))
      return modulusLength >= 2048 && modulusLength <= 16_384 && publicExponent >= 3n;
    return asymmetricKeyType === "ed25519" || asymmetricKeyType === "ed448";
  } catch {
    return false; // a key that cannot be read
  }
}

/** Tell whether `issuer`'s key made the signature on `certificate`; false for any key or algorithm that does not fit. */
export function isSignedBy(certificate: LeanCertificate, issuer: LeanCertificate): boolean {
  try {
    return certificate.x509.verify(issuer.x509.publicKey);
  } catch {
    return false;
  }
}
