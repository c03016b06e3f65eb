/** Asks of a peer what `connect` would make of its certificates, without connecting and whatever the answer. */
import { inspectPeer, type InspectPeerOptions, type PeerInspection } from "../tls/inspect-peer.ts";
import { type PathVerdict, TrustStore, verifyPath } from "../tls/index.ts";
import { type ChainReport, describeChain } from "./chain-report.ts";

/** Whom to check, and by which anchors. */
export interface CheckPeerOptions extends InspectPeerOptions {
  /** PEM; empty: there is nothing to judge by, and the chain is shown all the same. */
  readonly roots: readonly (string | Uint8Array)[];
  /** Clock for validity, milliseconds of Unix time; default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** What was found. */
export interface PeerCheck extends PeerInspection {
  /** Undefined without anchors to judge by. */
  readonly verdict: PathVerdict | undefined;
  readonly chain: ChainReport;
}

/**
 * Look at a peer and judge what it presents.
 * @throws {ConnectError} there was no handshake
 * @throws {TrustStoreError} `TRUST_STORE_MALFORMED`
 * @example
 * ```ts
 * const { verdict } = await checkPeer({ host: "192.168.80.3", roots: await loadAnchors() });
 * console.log(verdict?.trusted === true ? "trusted" : verdict?.explanation);
 * ```
 */
export async function checkPeer(options: CheckPeerOptions): Promise<PeerCheck> {
  const { roots, now = Date.now } = options;
  const trustStore = roots.length === 0 ? undefined : TrustStore.fromPem(...roots);
  const inspection = await inspectPeer(options);
  const atMs = now();
  const { presented } = inspection;
  const verdict = trustStore && verifyPath({ presented, trustStore, at: atMs });
  const anchorFingerprints = trustStore?.list().map(({ fingerprint }) => fingerprint) ?? [];
  return { ...inspection, verdict, chain: describeChain({ presented, verdict, anchorFingerprints, atMs }) };
}
