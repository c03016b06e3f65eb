/** Installing anchors: from the web, from a file, from an installed SDK. One rule for all, see accept-anchor.ts. */
import { readFile, stat } from "node:fs/promises";
import type { Certificate } from "../tls/index.ts";
import { acceptAny, acceptPinned } from "./accept-anchor.ts";
import { addAnchor, type AnchorStoreOptions, type StoredAnchor } from "./anchor-store.ts";
import {
  BOSTON_DYNAMICS_ANCHOR_NAME,
  BOSTON_DYNAMICS_ROOT_URL,
  PINNED_ROOT_FINGERPRINTS,
} from "./boston-dynamics-root.ts";
import { AnchorError } from "./errors.ts";
import { fetchPem, type FetchPemOptions } from "./fetch-pem.ts";
import { findSdkRootFile, type FindSdkOptions } from "./find-sdk.ts";

/** What is accepted, and where it goes. */
export interface InstallOptions extends AnchorStoreOptions {
  /** SHA-256 of the DER of each certificate that is accepted; default {@link PINNED_ROOT_FINGERPRINTS}. */
  readonly fingerprints?: readonly string[] | undefined;
}

/** What came of it. */
export interface Installed {
  /** Where the text came from: a URL or a path. */
  readonly source: string;
  readonly anchors: readonly StoredAnchor[];
  /** Certificates of the same text that are not pinned, and so were not installed. */
  readonly ignored: readonly Certificate[];
}

const MAX_FILE_BYTES = 1_048_576;

/**
 * Fetch Boston Dynamics' root and install it.
 * @throws {AnchorError} `TRUST_ANCHOR_NOT_FETCHED`, `TRUST_ANCHOR_UNREADABLE`, `TRUST_ANCHOR_REFUSED`, `TRUST_ANCHOR_EXISTS`
 * @throws {TrustDirectoryError} `TRUST_DIRECTORY_UNUSABLE`
 */
export async function installFromWeb(
  options: InstallOptions & Partial<Omit<FetchPemOptions, "maxBytes">> = {},
): Promise<Installed> {
  const { url = BOSTON_DYNAMICS_ROOT_URL } = options;
  return installPinned(await fetchPem({ ...options, url }), url, options);
}

/** Install Boston Dynamics' root from a PEM file. @throws as {@link installFromWeb}, and `TRUST_ANCHOR_NOT_FOUND` */
export async function installFromFile(file: string, options: InstallOptions = {}): Promise<Installed> {
  return installPinned(await readPemFile(file), file, options);
}

/** Install Boston Dynamics' root from a Python SDK on this computer. @throws as {@link installFromFile} */
export async function installFromSdk(options: InstallOptions & FindSdkOptions = {}): Promise<Installed> {
  const file = await findSdkRootFile(options);
  if (file !== undefined) return installFromFile(file, options);
  throw new AnchorError(
    "TRUST_ANCHOR_NOT_FOUND",
    "no Python on this computer has the package bosdyn-client; give the file: spotwire trust import FILE, or run: " +
      "spotwire trust install",
  );
}

/**
 * Install whatever one certificate a file holds, on the caller's word: a site's own root.
 * @param options.sha256 refuse any other fingerprint; hex, with or without colons
 * @throws as {@link installFromFile}
 */
export async function installAny(
  file: string,
  name: string,
  options: AnchorStoreOptions & { readonly sha256?: string | undefined } = {},
): Promise<StoredAnchor> {
  return addAnchor(name, acceptAny(await readPemFile(file), file, options.sha256), options);
}

async function installPinned(pem: string | Uint8Array, source: string, options: InstallOptions): Promise<Installed> {
  const { fingerprints = PINNED_ROOT_FINGERPRINTS } = options;
  const { accepted, ignored } = acceptPinned(pem, source, fingerprints);
  const anchors: StoredAnchor[] = [];
  for (const certificate of accepted) {
    const place = fingerprints.indexOf(certificate.fingerprint);
    const name = place === 0 ? BOSTON_DYNAMICS_ANCHOR_NAME : `${BOSTON_DYNAMICS_ANCHOR_NAME}-${place + 1}`;
    anchors.push(await addAnchor(name, certificate, options));
  }
  return { source, anchors, ignored };
}

async function readPemFile(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= MAX_FILE_BYTES) return await readFile(file);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new AnchorError("TRUST_ANCHOR_NOT_FOUND", `${file}: ${text}`, { cause });
  }
  throw new AnchorError("TRUST_ANCHOR_UNREADABLE", `${file}: over ${MAX_FILE_BYTES} bytes, so it is no certificate`);
}
