import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { subjectAltNames } from "../../src/tls/alt-names.ts";
import { mintAuthority, mintPrivateKey } from "../../src/tls/mint.ts";
import { certificate } from "./support.ts";

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
  });
});
