/**
 * Certificates for the tests of this room: a few RSA keys, generated once and shared, and every fault by name.
 */
import { parsePem, TrustStore, verifyPath, type Certificate, type PathVerdict } from "../../src/tls/index.ts";
import { mintAuthority, mintPrivateKey, type Authority, type MintedCertificate } from "../../src/tls/mint.ts";

/** The instant all validity in these tests is relative to. */
export const NOW: Date = new Date("2026-03-01T12:00:00Z");
const notBefore = new Date("2026-01-01T00:00:00Z");
const notAfter = new Date("2027-01-01T00:00:00Z");
/** Default validity of everything minted here. */
export const VALID = { notBefore, notAfter } as const;

/** Keys by role; roles must differ for signatures to mean anything. */
export interface Keys {
  readonly root: string;
  readonly intermediate: string;
  readonly leaf: string;
  readonly stranger: string;
}

export async function mintKeys(): Promise<Keys> {
  const [root, intermediate, leaf, stranger] = await Promise.all([
    mintPrivateKey(),
    mintPrivateKey(),
    mintPrivateKey(),
    mintPrivateKey(),
  ]);
  return { root, intermediate, leaf, stranger };
}

/** The authority whose root the tests pin. */
export function mintRoot(keys: Keys): Promise<Authority> {
  return mintAuthority({ commonName: "Test Root", ...VALID, privateKeyPem: keys.root });
}

/** One certificate out of one PEM. */
export function certificate({ certificatePem }: Pick<MintedCertificate, "certificatePem">): Certificate {
  const [only] = parsePem(certificatePem);
  if (only === undefined) throw new Error("no certificate in this PEM");
  return only;
}

/** Judge minted certificates by one pinned root. */
export function judge(
  presented: readonly Pick<MintedCertificate, "certificatePem">[],
  root: Pick<MintedCertificate, "certificatePem">,
  at: Date = NOW,
): PathVerdict {
  return verifyPath({
    presented: presented.map((minted) => certificate(minted).der),
    trustStore: TrustStore.fromPem(root.certificatePem),
    at,
  });
}
