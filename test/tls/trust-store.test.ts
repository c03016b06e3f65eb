import { beforeAll, describe, expect, it } from "vitest";
import { CertificateError, TrustStore, TrustStoreError } from "../../src/tls/index.ts";
import { mintAuthority, mintPrivateKey, type Authority } from "../../src/tls/mint.ts";
import { certificate, VALID } from "./support.ts";

let first: Authority;
let second: Authority;

beforeAll(async () => {
  const privateKeyPem = await mintPrivateKey();
  first = await mintAuthority({ commonName: "First", ...VALID, privateKeyPem });
  second = await mintAuthority({ commonName: "Second", ...VALID, privateKeyPem });
});

function refusal(...pem: readonly string[]): unknown {
  try {
    return TrustStore.fromPem(...pem);
  } catch (error) {
    return error;
  }
}

describe("TrustStore", () => {
  it("pins every certificate of every PEM once, in order", () => {
    const store = TrustStore.fromPem(first.certificatePem + second.certificatePem, Buffer.from(first.certificatePem));
    expect(store.list()).toEqual(
      [first, second].map((authority) => ({
        subject: certificate(authority).subject.text,
        fingerprint: certificate(authority).fingerprint,
        notAfterMs: VALID.notAfter.getTime(),
      })),
    );
  });

  it("has exactly the certificates pinned, not others of the same key", () => {
    const store = TrustStore.fromPem(first.certificatePem);
    expect(store.has(certificate(first))).toBe(true);
    expect(store.has(certificate(second))).toBe(false);
  });

  it("refuses to be empty", () => {
    expect(refusal()).toMatchObject({ code: "TRUST_STORE_EMPTY", retryable: false });
  });

  it("says which PEM is bad, and why", () => {
    const error = refusal(first.certificatePem, "nonsense");
    expect(error).toBeInstanceOf(TrustStoreError);
    expect(error).toMatchObject({ code: "TRUST_STORE_MALFORMED" });
    expect(String(error)).toContain("PEM number 2");
    expect((error as TrustStoreError).cause).toBeInstanceOf(CertificateError);
  });
});
