import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { subjectAltNames } from "../../src/tls/alt-names.ts";
import { mintAuthority, mintPrivateKey } from "../../src/tls/mint.ts";
import { certificate, judge } from "./support.ts";

const YEAR_MS = 365 * 86_400_000;

describe("mintAuthority", () => {
  it("has defaults that suit an embedded robot", async () => {
    const authority = await mintAuthority({ commonName: "Root", organization: "Org" });
    const issued = await authority.issue({ commonName: "sim" });
    const root = certificate(authority);
    const leaf = certificate(issued);
    expect(root.subject.text).toBe("O=Org, CN=Root");
    expect(root.basicConstraints).toEqual({ isCa: true, pathLen: undefined });
    expect(Math.round((root.notAfterMs - root.notBeforeMs) / YEAR_MS)).toBe(10);
    expect(subjectAltNames(leaf)).toEqual(["DNS:*.spot.robot", "DNS:spot.robot"]);
    expect(leaf.authorityKeyId).toBe(root.subjectKeyId);
    const key = createPrivateKey(issued.privateKeyPem);
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(new X509Certificate(issued.certificatePem).checkPrivateKey(key)).toBe(true);
    expect(new X509Certificate(issued.certificatePem).checkIssued(new X509Certificate(authority.certificatePem))).toBe(
      true,
    );
  });

  it("mints with keys on P-256 as with RSA", async () => {
    const root = await mintAuthority({ commonName: "Root", keyType: "ec" });
    const intermediate = await root.issueAuthority({ commonName: "Between", keyType: "ec", digest: "sha384" });
    const leaf = await intermediate.issue({ commonName: "sim", keyType: "ec" });
    expect(judge([leaf, intermediate], root, new Date())).toMatchObject({ trusted: true });
    for (const [minted, issuer] of [
      [root, root],
      [intermediate, root],
      [leaf, intermediate],
    ] as const) {
      const x509 = new X509Certificate(minted.certificatePem);
      expect(x509.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
      expect(x509.checkPrivateKey(createPrivateKey(minted.privateKeyPem))).toBe(true);
      expect(x509.checkIssued(new X509Certificate(issuer.certificatePem))).toBe(true);
      expect(x509.verify(new X509Certificate(issuer.certificatePem).publicKey)).toBe(true);
    }
    expect(certificate(leaf).keyUsage).toEqual(new Set(["digitalSignature"]));
  });

  it("lets keys of one kind vouch for keys of the other", async () => {
    const [rsa, ec] = await Promise.all([
      mintAuthority({ commonName: "RSA" }),
      mintAuthority({ commonName: "EC", keyType: "ec" }),
    ]);
    const ofRsa = await rsa.issue({ commonName: "sim", keyType: "ec" });
    const ofEc = await ec.issue({ commonName: "sim", privateKeyPem: rsa.privateKeyPem, digest: "sha512" });
    expect(judge([ofRsa], rsa, new Date())).toMatchObject({ trusted: true });
    expect(judge([ofEc], ec, new Date())).toMatchObject({ trusted: true });
    expect(judge([ofRsa], ec, new Date())).toMatchObject({ trusted: false });
  });

  it("gives every certificate a serial number of its own, 17 positive octets", async () => {
    const privateKeyPem = await mintPrivateKey();
    const authority = await mintAuthority({ commonName: "Röot", privateKeyPem });
    const leaves = await Promise.all([1, 2, 3].map(() => authority.issue({ commonName: "sim", privateKeyPem })));
    const serials = leaves.map((leaf) => certificate(leaf).serial);
    expect(new Set(serials).size).toBe(3);
    for (const serial of serials) expect(serial).toMatch(/^01[0-9a-f]{32}$/);
    expect(certificate(authority).subject.text).toBe("CN=Röot");
  });

  it("refuses options that make no certificate", async () => {
    await expect(mintPrivateKey(512)).rejects.toThrow(RangeError);
    const backwards = { notBefore: new Date(1000), notAfter: new Date(0) };
    await expect(mintAuthority({ commonName: "Root", ...backwards })).rejects.toThrow(RangeError);
    await expect(mintAuthority({ commonName: "Root", keyType: "ec", digest: "md5" })).rejects.toThrow(RangeError);
  });
});
