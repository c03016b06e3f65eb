import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CertificateError,
  MAX_CERTIFICATE_BYTES,
  parseCertificate,
  parsePem,
  subjectAltNames,
} from "../../src/tls/index.ts";
import type { Certificate, MalformedReason } from "../../src/tls/index.ts";
import { mintAuthority, mintPrivateKey } from "../../src/tls/mint.ts";
import { certificate, VALID } from "./support.ts";

let pem: string;
let good: Certificate;

beforeAll(async () => {
  const privateKeyPem = await mintPrivateKey();
  const root = await mintAuthority({
    commonName: "Root",
    organization: "Orgß",
    ...VALID,
    privateKeyPem,
    pathLen: 3,
  });
  const leaf = await root.issue({ commonName: "robot", ...VALID, privateKeyPem });
  pem = leaf.certificatePem;
  good = certificate(leaf);
});

/** The error `run` throws, which must be ours. */
function refusal(run: () => unknown): CertificateError {
  try {
    run();
  } catch (error) {
    if (error instanceof CertificateError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A valid certificate with bytes replaced at `offset`. */
function patched(offset: number, ...bytes: readonly number[]): Uint8Array {
  const der = Uint8Array.from(good.der);
  der.set(bytes, offset);
  return der;
}

/** Where `bytes` first stand in the valid certificate. */
function find(...bytes: readonly number[]): number {
  const offset = Buffer.from(good.der).indexOf(Buffer.from(bytes));
  if (offset < 0) throw new Error("no such bytes in the certificate");
  return offset;
}

describe("parseCertificate", () => {
  it("reads what node:crypto reads", () => {
    const theirs = new X509Certificate(good.der);
    expect(good.serial.toUpperCase()).toBe(theirs.serialNumber);
    expect(good.fingerprint).toBe(theirs.fingerprint256.replaceAll(":", ""));
    expect(good.notBeforeMs).toBe(Date.parse(theirs.validFrom));
    expect(good.notAfterMs).toBe(Date.parse(theirs.validTo));
    expect(Buffer.from(good.spki)).toEqual(theirs.publicKey.export({ type: "spki", format: "der" }));
    expect(good.subject.text).toBe("CN=robot");
    expect(good.issuer.text).toBe("O=Orgß, CN=Root");
  });

  it("reads every extension a path needs", () => {
    expect(good).toMatchObject({
      version: 3,
      basicConstraints: { isCa: false, pathLen: undefined },
      keyUsage: new Set(["digitalSignature", "keyEncipherment"]),
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"],
      unknownCriticalExtensions: [],
    });
    expect(subjectAltNames(good)).toEqual(["DNS:*.spot.robot", "DNS:spot.robot"]);
    expect(good.authorityKeyId).toBe(good.subjectKeyId);
  });

  it("owns its bytes", () => {
    const bytes = Uint8Array.from(good.der);
    const parsed = parseCertificate(bytes);
    bytes.fill(0);
    expect(parsed.der).toEqual(good.der);
  });

  it("makes names safe to print", async () => {
    const root = await mintAuthority({ commonName: 'a\u001B[31m, "b" \u202E', ...VALID });
    expect(certificate(root).subject.text).toBe('CN=a\\u{1b}[31m\\, \\"b\\" \\u{202e}');
  });

  it("refuses every shorter prefix", () => {
    for (let length = 0; length < good.der.length; length++) {
      expect(refusal(() => parseCertificate(good.der.subarray(0, length))).reason).toBe("truncated");
    }
  });

  const FAULTS: readonly (readonly [MalformedReason, string, () => Uint8Array, number?])[] = [
    ["trailing-bytes", "a byte after the end", () => Uint8Array.of(...good.der, 0)],
    ["too-large", "more bytes than allowed", () => new Uint8Array(MAX_CERTIFICATE_BYTES + 1)],
    ["high-tag-number", "a tag number in several octets", () => patched(0, 0x3f), 0],
    ["indefinite-length", "a length without an end", () => patched(1, 0x80), 1],
    ["padded-length", "a length with a leading zero", () => Uint8Array.of(0x30, 0x82, 0x00, 0x01, 0x05), 1],
    ["padded-length", "a long form where the short one does", () => Uint8Array.of(0x30, 0x81, 0x01, 0x05), 1],
    ["length-overflow", "a length in four octets", () => patched(1, 0x84, 0xff, 0xff, 0xff), 1],
    ["too-deep", "values nested without end", () => nested(26)],
    ["bad-value", "a BOOLEAN that is neither", () => patched(find(0x01, 0x01, 0xff) + 2, 0x01)],
    ["bad-value", "an INTEGER that is padded", () => Uint8Array.of(0x30, 4, 2, 2, 0, 1), 2],
    ["bad-value", "a NULL that holds something", () => Uint8Array.of(0x30, 3, 5, 1, 0), 2],
    ["bad-value", "an OID that ends early", () => Uint8Array.of(0x30, 3, 6, 1, 0x80), 2],
    ["bad-value", "a string in pieces", () => Uint8Array.of(0x30, 4, 0x24, 2, 4, 0), 2],
    ["bad-value", "a BIT STRING with unused bits set", () => Uint8Array.of(0x30, 4, 3, 2, 1, 1), 2],
    ["bad-value", "a BMPString of odd length", () => Uint8Array.of(0x30, 3, 0x1e, 1, 0x41), 2],
    ["unexpected-structure", "one INTEGER", () => Uint8Array.of(2, 1, 5)],
    ["unexpected-structure", "a SET of the right members", () => patched(0, 0x31), 0],
    ["unexpected-structure", "an empty SEQUENCE", () => Uint8Array.of(0x30, 0)],
    ["unsupported-version", "version 4", () => patched(find(0xa0, 3, 2, 1, 2) + 4, 3)],
    ["unsupported-version", "extensions in version 2", () => patched(find(0xa0, 3, 2, 1, 2) + 4, 1)],
    ["algorithm-mismatch", "two signature algorithms", () => patched(find(0xf7, 0x0d, 1, 1, 0x0b) + 4, 0x0c)],
    ["bad-time", "31 February", () => patched(validity() + 2, ...ascii("260231000000Z"))],
    ["bad-time", "a time without a zone", () => patched(validity() + 2, ...ascii("2601010000000"))],
    ["duplicate-extension", "the same extension twice", () => patched(find(0x55, 0x1d, 0x0f) + 2, 0x13)],
    ["bad-extension", "an extension of another type", () => patched(find(4, 22, 4, 20) + 2, 5)],
  ];
  for (const [reason, name, bytes, offset] of FAULTS) {
    it(`refuses ${name}: ${reason}`, () => {
      const error = refusal(() => parseCertificate(bytes()));
      expect(error).toMatchObject({ code: "CERTIFICATE_MALFORMED", reason, retryable: false });
      if (offset !== undefined) expect(error.offset).toBe(offset);
    });
  }

  it("refuses a pathLen without cA: bad-extension", async () => {
    const minted = await mintAuthority({ commonName: "Root", ...VALID, isCa: false, pathLen: 1 });
    expect(refusal(() => certificate(minted))).toMatchObject({ reason: "bad-extension" });
  });

  function validity(): number {
    return find(0x17, 0x0d);
  }

  function nested(depth: number): Uint8Array {
    let bytes: number[] = [];
    for (let level = 0; level < depth; level++) bytes = [0x30, bytes.length, ...bytes];
    return Uint8Array.from(bytes);
  }

  function ascii(text: string): number[] {
    return [...Buffer.from(text)];
  }

  it("gives a certificate or a typed refusal for any flipped byte", () => {
    fc.assert(
      fc.property(fc.nat(good.der.length - 1), fc.integer({ min: 1, max: 255 }), (offset, flip) => {
        const bytes = patched(offset, (good.der[offset] ?? 0) ^ flip);
        try {
          expect(Buffer.compare(parseCertificate(bytes).der, bytes)).toBe(0);
        } catch (error) {
          expect(error).toBeInstanceOf(CertificateError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("gives a typed refusal for bytes that are none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusal(() => parseCertificate(bytes)).code).toBe("CERTIFICATE_MALFORMED");
      }),
      { numRuns: 2000 },
    );
  });

  it("reads what OpenSSL makes", () => {
    const args = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "/dev/null", "-days", "20000"];
    const extras = ["-set_serial", "0x01b13b8caff74d3e5e327477", "-subj", "/C=US/O=Some, Inc/CN=Root"];
    const [made] = parsePem(execFileSync("openssl", [...args, ...extras], { stdio: ["ignore", "pipe", "ignore"] }));
    expect(made).toMatchObject({
      serial: "01b13b8caff74d3e5e327477",
      signatureAlgorithm: { oid: "1.3.101.112", parameters: undefined },
      subject: { text: "C=US, O=Some\\, Inc, CN=Root" },
    });
    expect(made?.notAfterMs).toBeGreaterThan(Date.UTC(2050)); // a GeneralizedTime
  });
});

describe("parsePem", () => {
  it("reads several certificates, text before each, CRLF and a byte order mark", () => {
    const text = `\uFEFFThe root:\n${pem}and another\n${pem}\n`.replaceAll("\n", "\r\n");
    expect(parsePem(text).map(({ fingerprint }) => fingerprint)).toEqual([good.fingerprint, good.fingerprint]);
    expect(parsePem(Buffer.from(text))).toHaveLength(2);
  });

  const BAD: readonly (readonly [string, () => string | Uint8Array, RegExp])[] = [
    ["nothing", () => "", /no "-----BEGIN CERTIFICATE-----"/],
    ["text", () => "hello", /no "-----BEGIN CERTIFICATE-----"/],
    ["a tail", () => `${pem}garbage`, /something follows/],
    ["a certificate cut short", () => pem.slice(0, -40), /no matching END/],
    ["a second one cut short", () => `${pem}${pem.slice(0, 200)}`, /certificate 2: block has no matching END/],
    ["an END without a BEGIN", () => `-----END CERTIFICATE-----\n${pem}`, /stray boundary/],
    ["a private key", () => pem.replaceAll("CERTIFICATE", "PRIVATE KEY"), /PRIVATE KEY block is no certificate/],
    ["labels that differ", () => pem.replace("END CERTIFICATE", "END TRUST"), /closed by END TRUST/],
    ["a body that is not base64", () => pem.replace(/\nM/, "\n*M"), /not base64/],
    ["a body cut by a character", () => pem.replace(/.\n-----END/, "\n-----END"), /base64|truncated/],
    ["DER", () => good.der, /looks like DER/],
  ];
  for (const [name, text, message] of BAD) {
    it(`refuses ${name}`, () => {
      expect(refusal(() => parsePem(text())).message).toMatch(message);
    });
  }

  it("refuses more text than any bundle of roots has", () => {
    expect(refusal(() => parsePem(" ".repeat(1_048_577))).reason).toBe("too-large");
  });
});
