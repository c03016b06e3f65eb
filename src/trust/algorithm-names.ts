/** Keys and signature algorithms of certificates in words. For people alone: no verdict depends on them. */
import { createPublicKey } from "node:crypto";
import type { Certificate } from "../tls/index.ts";

/** RFC 4055, RFC 5758, RFC 8410, RFC 8692, and what is too weak to be accepted. */
const SIGNATURES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.2", "RSA over MD2"],
  ["1.2.840.113549.1.1.4", "RSA over MD5"],
  ["1.2.840.113549.1.1.5", "RSA over SHA-1"],
  ["1.2.840.113549.1.1.10", "RSASSA-PSS"],
  ["1.2.840.113549.1.1.11", "RSA over SHA-256"],
  ["1.2.840.113549.1.1.12", "RSA over SHA-384"],
  ["1.2.840.113549.1.1.13", "RSA over SHA-512"],
  ["1.2.840.113549.1.1.14", "RSA over SHA-224"],
  ["1.2.840.10045.4.1", "ECDSA over SHA-1"],
  ["1.2.840.10045.4.3.2", "ECDSA over SHA-256"],
  ["1.2.840.10045.4.3.3", "ECDSA over SHA-384"],
  ["1.2.840.10045.4.3.4", "ECDSA over SHA-512"],
  ["1.3.101.112", "Ed25519"],
  ["1.3.101.113", "Ed448"],
]);

/** `RSA over SHA-256`; the OID of one that has no name here. */
export function signatureAlgorithmName({
  signatureAlgorithm: { oid },
}: Pick<Certificate, "signatureAlgorithm">): string {
  return SIGNATURES.get(oid) ?? oid;
}

/** `RSA, 2048 bits`, `EC, prime256v1`, `ed25519`; `unreadable` for one that Node cannot read. */
export function publicKeyName({ spki }: Pick<Certificate, "spki">): string {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    const { asymmetricKeyType = "unknown", asymmetricKeyDetails = {} } = key;
    const { modulusLength, namedCurve } = asymmetricKeyDetails;
    const detail = namedCurve ?? (modulusLength === undefined ? undefined : `${modulusLength} bits`);
    const kind = /^(?:rsa|ec|dsa)/.test(asymmetricKeyType) ? asymmetricKeyType.toUpperCase() : asymmetricKeyType;
    return detail === undefined ? kind : `${kind}, ${detail}`;
  } catch {
    return "unreadable";
  }
}
