/**
 * Trust kept on this computer: which roots are anchors, where they come from, by which key a robot is known, and what a
 * peer presents. Node only; nothing on the way to a robot needs it.
 */
export { addAnchor, anchorDirectory, findAnchor, listAnchors, loadAnchors, removeAnchor } from "./anchor-store.ts";
export { ANCHOR_WARNING_DAYS, anchorWarnings } from "./anchor-warnings.ts";
export {
  BOSTON_DYNAMICS_ROOT_SHA256,
  BOSTON_DYNAMICS_ROOT_URL,
  PINNED_ROOT_FINGERPRINTS,
} from "./boston-dynamics-root.ts";
export { describeCertificate, describeChain } from "./chain-report.ts";
export { checkPeer } from "./check-peer.ts";
export { dataDirectory } from "./directory.ts";
export { AnchorError, NoAnchorError, PinError, TrustDirectoryError } from "./errors.ts";
export { findSdkRootFile } from "./find-sdk.ts";
export { installAny, installFromFile, installFromSdk, installFromWeb } from "./install.ts";
export { checkPin, publicKeyFingerprint } from "./pin.ts";
export { filePinStore, memoryPinStore, pinDirectory } from "./pin-stores.ts";
export { inspectPeer } from "../tls/inspect-peer.ts";

export type { AnchorStoreOptions, StoredAnchor } from "./anchor-store.ts";
export type { AnchorWarning } from "./anchor-warnings.ts";
export type { ChainReport, DescribeChainOptions, ReportedCertificate, ReportedFault } from "./chain-report.ts";
export type { CheckPeerOptions, PeerCheck } from "./check-peer.ts";
export type { Platform } from "./directory.ts";
export type { AnchorErrorCode } from "./errors.ts";
export type { FetchPemOptions } from "./fetch-pem.ts";
export type { FindSdkOptions } from "./find-sdk.ts";
export type { Installed, InstallOptions } from "./install.ts";
export type { CheckPinOptions, Pin, PinCheck, PinStore } from "./pin.ts";
export type { InspectPeerOptions, PeerInspection } from "../tls/inspect-peer.ts";
