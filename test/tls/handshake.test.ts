import { X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { checkHandshake, type HandshakeView } from "../../src/tls/handshake.ts";
import { TrustStore } from "../../src/tls/index.ts";
import type { MintedCertificate } from "../../src/tls/mint.ts";
import { mintKeys, mintRoot, NOW, VALID } from "./support.ts";

let trustStore: TrustStore;
let chain: readonly X509Certificate[];

beforeAll(async () => {
  const keys = await mintKeys();
  const root = await mintRoot(keys);
  const fleet = await root.issueAuthority({
    commonName: "Fleet",
    ...VALID,
    privateKeyPem: keys.intermediate,
  });
  const leaf = await fleet.issue({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf });
  trustStore = TrustStore.fromPem(root.certificatePem);
  chain = [leaf, fleet, root].map(({ certificatePem }: MintedCertificate) => new X509Certificate(certificatePem));
});

/** A finished handshake as no real peer can be made to show it. */
function view(overrides: Partial<HandshakeView> = {}): HandshakeView {
  return {
    isSessionReused: () => false,
    alpnProtocol: "h2",
    getPeerX509Certificate: () => undefined,
    getPeerCertificate: () => linked(),
    ...overrides,
  };
}

/** Node's linked list: each certificate points to its issuer, and a self-signed one to itself. */
function linked(): DetailedPeerCertificate {
  const nodes = chain.map(({ raw }) => ({ raw }) as DetailedPeerCertificate);
  nodes.forEach((node, index) => (node.issuerCertificate = nodes[index + 1] ?? node));
  return nodes[0] as DetailedPeerCertificate;
}

const check = (peer: HandshakeView): unknown => {
  try {
    return checkHandshake(peer, { address: "robot:443", trustStore, atMs: NOW.getTime() });
  } catch (error) {
    return error;
  }
};

describe("checkHandshake", () => {
  it("accepts a chain that only one of Node's two views shows, loops included", () => {
    expect(check(view())).toMatchObject({ trusted: true });
  });

  it("refuses a resumed session even where the rest looks right", () => {
    expect(check(view({ isSessionReused: () => true }))).toMatchObject({ code: "TLS_HANDSHAKE_FAILED" });
  });

  it("refuses a peer that shows no certificate", () => {
    const nothing = (): DetailedPeerCertificate => ({}) as DetailedPeerCertificate;
    expect(check(view({ getPeerCertificate: nothing }))).toMatchObject({
      code: "TRUST_REJECTED",
      reason: "no-certificate",
    });
  });

  it("refuses any protocol but HTTP/2", () => {
    for (const alpnProtocol of [false, null, "http/1.1", "grpc-exp"] as const) {
      expect(check(view({ alpnProtocol }))).toMatchObject({ code: "TLS_NO_H2" });
    }
  });
});
