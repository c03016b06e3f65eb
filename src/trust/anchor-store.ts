/** The anchors installed on this computer: one PEM file each, named by whoever installed it. */
import { join } from "node:path";
import { type Certificate, CertificateError, parsePem } from "../tls/index.ts";
import { certificatePem } from "./accept-anchor.ts";
import { PINNED_ROOT_FINGERPRINTS } from "./boston-dynamics-root.ts";
import { createFile, dataDirectory, listFiles, readWhole, removeFile } from "./directory.ts";
import { AnchorError, NoAnchorError, TrustDirectoryError } from "./errors.ts";

/** An installed anchor. */
export interface StoredAnchor {
  readonly name: string;
  readonly certificate: Certificate;
  /** Ready for `roots`. */
  readonly pem: string;
  readonly path: string;
  /** Whether it is Boston Dynamics' own, by its fingerprint and not by its name. */
  readonly isBostonDynamics: boolean;
}

/** Where anchors are. */
export interface AnchorStoreOptions {
  /** Default {@link anchorDirectory}. */
  readonly directory?: string | undefined;
}

const EXTENSION = ".pem";
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The default folder of anchors: `anchors` in {@link dataDirectory}. */
export function anchorDirectory(): string {
  return join(dataDirectory(), "anchors");
}

/**
 * The installed anchors as PEM, for `roots`.
 * @throws {NoAnchorError} `TRUST_NO_ANCHOR`, with the command to run
 * @throws {TrustDirectoryError} `TRUST_DIRECTORY_UNUSABLE`
 * @example
 * ```ts
 * await using robot = await connect("192.168.80.3", { roots: await loadAnchors() });
 * ```
 */
export async function loadAnchors(options: AnchorStoreOptions = {}): Promise<string[]> {
  const anchors = await listAnchors(options);
  if (anchors.length === 0) throw new NoAnchorError(options.directory ?? anchorDirectory());
  return anchors.map(({ pem }) => pem);
}

/** The installed anchors, by name; none where nothing was ever installed. @throws {TrustDirectoryError} */
export async function listAnchors({ directory = anchorDirectory() }: AnchorStoreOptions = {}): Promise<StoredAnchor[]> {
  const files = await listFiles(directory, EXTENSION);
  const anchors = await Promise.all(files.map((file) => readStored(directory, file.slice(0, -EXTENSION.length))));
  return anchors.filter((anchor) => anchor !== undefined);
}

/** One anchor. @throws {AnchorError} `TRUST_ANCHOR_NOT_FOUND` @throws {TrustDirectoryError} */
export async function findAnchor(name: string, options: AnchorStoreOptions = {}): Promise<StoredAnchor> {
  const { directory = anchorDirectory() } = options;
  const anchor = NAME.test(name) ? await readStored(directory, name) : undefined;
  if (anchor !== undefined) return anchor;
  throw notFound(name);
}

/**
 * Install an anchor. The same certificate may be installed again under its name; another one may not take the name.
 * @param name 1 to 64 of a–z, 0–9, dot, underscore and hyphen, beginning with a letter or digit
 * @throws {AnchorError} `TRUST_ANCHOR_EXISTS`
 * @throws {TrustDirectoryError}
 * @throws {RangeError} the name cannot be one
 */
export async function addAnchor(
  name: string,
  certificate: Certificate,
  { directory = anchorDirectory() }: AnchorStoreOptions = {},
): Promise<StoredAnchor> {
  if (!NAME.test(name)) {
    throw new RangeError(`anchor name ${JSON.stringify(name)}: take up to 64 of a-z, 0-9, ".", "_" and "-"`);
  }
  await createFile(pathOf(directory, name), certificatePem(certificate));
  const stored = await readStored(directory, name);
  if (stored?.certificate.fingerprint === certificate.fingerprint) return stored;
  throw new AnchorError(
    "TRUST_ANCHOR_EXISTS",
    `another certificate is installed as ${name} (SHA-256 ${stored?.certificate.fingerprint ?? "gone by now"}); ` +
      `take another name, or run: spotwire trust remove ${name}`,
  );
}

/** Remove an anchor. @throws {AnchorError} `TRUST_ANCHOR_NOT_FOUND` @throws {TrustDirectoryError} */
export async function removeAnchor(name: string, options: AnchorStoreOptions = {}): Promise<void> {
  const { directory = anchorDirectory() } = options;
  const wasThere = NAME.test(name) && (await removeFile(pathOf(directory, name)));
  if (!wasThere) throw notFound(name);
}

async function readStored(directory: string, name: string): Promise<StoredAnchor | undefined> {
  const path = pathOf(directory, name);
  const pem = await readWhole(path);
  if (pem === undefined) return undefined;
  const certificate = onlyCertificate(pem, path);
  return { name, certificate, pem, path, isBostonDynamics: PINNED_ROOT_FINGERPRINTS.includes(certificate.fingerprint) };
}

/** A file that cannot be read is no reason to go on with the others: whoever put it there counts on it. */
function onlyCertificate(pem: string, path: string): Certificate {
  const remedy = "remove the file, and install the anchor anew";
  try {
    const [certificate, surplus] = parsePem(pem);
    if (certificate !== undefined && surplus === undefined) return certificate;
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new TrustDirectoryError(path, `is no anchor: ${cause.message}; ${remedy}`, { cause });
  }
  throw new TrustDirectoryError(path, `holds several certificates, and an anchor is one; ${remedy}`);
}

function pathOf(directory: string, name: string): string {
  return join(directory, `${name}${EXTENSION}`);
}

function notFound(name: string): AnchorError {
  const text = `no anchor is installed as ${JSON.stringify(name)}; see: spotwire trust list`;
  return new AnchorError("TRUST_ANCHOR_NOT_FOUND", text);
}
