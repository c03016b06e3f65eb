/** New private keys for certificates that we mint. */
import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/**
 * Kinds of keys: RSA, or an elliptic curve's (P-256), which is made in half a millisecond where RSA takes a quarter of a
 * second.
 */
export type MintKeyType = "rsa" | "ec";

const DEFAULT_KEY_BITS = 2048;

/** Generate an RSA key, PKCS #8 PEM, to share among certificates. @throws {RangeError} `bits` is out of range */
export async function mintPrivateKey(bits: number = DEFAULT_KEY_BITS): Promise<string> {
  if (!Number.isInteger(bits) || bits < 1024 || bits > 8192) {
    throw new RangeError("mintPrivateKey: bits is not a whole number from 1024 to 8192");
  }
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: bits });
  return pkcs8(privateKey);
}

/** Generate a key on P-256, PKCS #8 PEM. */
export async function mintEcKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  return pkcs8(privateKey);
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
