/** The DER reader beside node-forge's, on certificates of every kind that the mint makes. */
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { type DerNode, readDer } from "../../src/tls/der.ts";
import { parsePem } from "../../src/tls/index.ts";
import { mintAuthority } from "../../src/tls/mint.ts";

interface Shape {
  readonly tag: number;
  readonly value: string | readonly Shape[];
}

function ours({ tag, content, children }: DerNode): Shape {
  return { tag, value: (tag & 0x20) === 0 ? Buffer.from(content).toString("latin1") : children.map(ours) };
}

function theirs(node: forge.asn1.Asn1): Shape {
  const tag = node.tagClass | node.type | (node.constructed ? 0x20 : 0);
  return { tag, value: typeof node.value === "string" ? node.value : node.value.map(theirs) };
}

describe("readDer", () => {
  it("reads certificates as node-forge reads them", async () => {
    const root = await mintAuthority({ commonName: "Ünïcode root", organization: "O" });
    const leaf = await root.issue({ commonName: "leaf", dnsNames: ["*.spot.robot"], criticalExtensions: ["1.2.3.4"] });
    for (const { certificatePem } of [root, leaf]) {
      const [certificate] = parsePem(certificatePem);
      const bytes = certificate?.der ?? new Uint8Array(0);
      const options = { strict: true, parseAllBytes: true, decodeBitStrings: false };
      // @types/node-forge lacks the form with options.
      const fromDer = forge.asn1.fromDer as unknown as (bytes: string, options: object) => forge.asn1.Asn1;
      expect(ours(readDer(bytes))).toEqual(theirs(fromDer(Buffer.from(bytes).toString("latin1"), options)));
    }
  });
});
