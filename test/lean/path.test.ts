/** The lean verdict beside the full one: every chain of the path matrix, and certificates damaged at random. */
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../src/lean/certificate.ts";
import { findPathFault } from "../../src/lean/path.ts";
import { readAnchors } from "../../src/lean/pem.ts";
import { parseCertificate, TrustStore, verifyPath } from "../../src/tls/index.ts";
import { damage, damages } from "../support/damage.ts";
import type { Made } from "../tls/chain-maker.ts";
import { ACCEPTED } from "../tls/path-matrix-accepted.ts";
import { CONSTRAINTS } from "../tls/path-matrix-constraints.ts";
import { REFUSED } from "../tls/path-matrix-refused.ts";
import { type Chain, intermediate, leaf, NOON, root } from "../tls/path-matrix.ts";

const ROWS = [...ACCEPTED, ...REFUSED, ...CONSTRAINTS];

const derOf = (each: Made | Uint8Array): Uint8Array => (each instanceof Uint8Array ? each : each.der);

function judge({ presented, pinned = [root], at = NOON }: Chain): string {
  const anchors = readAnchors(pinned.map(({ pem }) => pem));
  return findPathFault(presented.map(derOf), anchors, at.getTime())?.reason ?? "trusted";
}

function judgeInFull({ presented, pinned = [root], at = NOON }: Chain): string {
  const trustStore = TrustStore.fromPem(...pinned.map(({ pem }) => pem));
  const verdict = verifyPath({ presented: presented.map(derOf), trustStore, at });
  return verdict.trusted ? "trusted" : verdict.reason;
}

describe("findPathFault", () => {
  it("is asked about the whole matrix", () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(150);
  });

  for (const { name, chain, ours } of ROWS) {
    it(`says ${ours} of ${name}, as the full check does`, () => {
      expect(judge(chain())).toBe(ours);
    });
  }

  it("trusts no certificate with a flipped bit", () => {
    const { der } = leaf();
    const anchors = readAnchors(root.pem);
    for (let bit = 0; bit < der.length * 8; bit++) {
      const flipped = Uint8Array.from(der);
      flipped[bit >> 3] = (der[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(findPathFault([flipped], anchors, NOON.getTime()), `bit ${bit}`).toBeDefined();
    }
  });

  it("agrees with the full check about chains damaged at random", () => {
    const fleet = intermediate();
    const chains: readonly (readonly Made[])[] = [[leaf()], [leaf(fleet), fleet], [leaf(root), fleet]];
    fc.assert(
      fc.property(fc.constantFrom(...chains), fc.nat(1), damages, (chain, which, changes) => {
        const presented = chain.map(({ der }, index) =>
          index === which % chain.length ? changes.reduce<Uint8Array>(damage, der) : der,
        );
        expect(judge({ presented })).toBe(judgeInFull({ presented }));
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses everybody at a time that is none", () => {
    expect(findPathFault([leaf().der], readAnchors(root.pem), Number.NaN)?.reason).toBe("expired");
  });

  it("names the certificate at fault", () => {
    const fleet = intermediate("Fleet CA", root, { extensions: [] });
    const fault = findPathFault([leaf(fleet).der, fleet.der], readAnchors(root.pem), NOON.getTime());
    expect(fault).toMatchObject({ reason: "issuer-not-ca", certificate: { x509: { subject: "CN=Fleet CA" } } });
  });
});

describe("readCertificate", () => {
  const isReadInFull = (bytes: Uint8Array): boolean => {
    try {
      parseCertificate(bytes);
      return true;
    } catch {
      return false;
    }
  };

  it("takes no certificate that the full reader refuses", () => {
    const honest = ROWS.flatMap(({ chain }) => chain().presented.map(derOf));
    fc.assert(
      fc.property(fc.constantFrom(...honest), damages, (bytes, changes) => {
        const damaged = changes.reduce(damage, bytes);
        if (readCertificate(damaged) !== undefined) expect(isReadInFull(damaged)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it("is not led astray by another certificate in PEM inside of the one in DER", () => {
    const name = `robot\n${leaf().pem}`;
    const { der } = leaf(root, { subject: name });
    // What Node makes of it: the certificate inside
    expect(new X509Certificate(der).raw.equals(der)).toBe(false);
    expect(readCertificate(der)).toBeUndefined();
  });

  it("gives up on bytes that are none, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readCertificate(bytes)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});
