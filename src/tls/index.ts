/**
 * Trust: certificates, paths to pinned roots, verdicts with reasons, and TLS connections that exist only once the
 * verdict is good. Minting certificates is `spotwire/tls/mint`, kept apart because it loads a whole library.
 */
export { subjectAltNames } from "./alt-names.ts";
export { MAX_CERTIFICATE_BYTES, parseCertificate } from "./certificate.ts";
export { connectTls } from "./connect.ts";
export { CertificateError, ConnectError, TrustError, TrustStoreError } from "./errors.ts";
export { interfaceAddress } from "./network-interface.ts";
export { verifyPath } from "./path.ts";
export { parsePem } from "./pem.ts";
export { TrustStore } from "./trust-store.ts";

export type { AlgorithmIdentifier, Certificate } from "./certificate.ts";
export type { ConnectTlsOptions, TlsConnection } from "./connect.ts";
export type { DerNode, MalformedReason } from "./der.ts";
export type { ConnectErrorCode, ConnectErrorOptions, ConnectPhase } from "./errors.ts";
export type { BasicConstraints, Extensions, KeyUsage } from "./extensions.ts";
export type { LinkMaker, LinkOptions, LinkTarget } from "./link.ts";
export type { DistinguishedName } from "./name.ts";
export type { VerifyPathOptions } from "./path.ts";
export type { TcpOptions } from "./tcp-options.ts";
export type { AnchorSummary } from "./trust-store.ts";
export type { PathVerdict, RejectedPath, Rejection, TrustedPath, TrustReason } from "./verdict.ts";
