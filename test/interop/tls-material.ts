/** Certificates for one run: an authority and a server, minted by ours and written where the peers can read them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mintAuthority, type MintedCertificate } from "../../src/tls/mint.ts";

/** The name in the server's certificate, which every client expects and gives as its `:authority`. */
export const SERVER_NAME = "interop.spot.robot";

/** Files by the names that gRPC's own test programs look for. */
export const TLS_FILES = { authority: "ca.pem", certificate: "server1.pem", key: "server1.key" } as const;

/** What both sides of a run need. */
export interface TlsMaterial extends Disposable {
  readonly rootsPem: string;
  readonly server: MintedCertificate;
  /** A directory of this run's own, removed with it. */
  readonly directory: string;
  /** Where in it the `TLS_FILES` are. */
  readonly tlsDirectory: string;
}

/** Mint, and write the files. */
export async function mintTlsMaterial(): Promise<TlsMaterial> {
  const authority = await mintAuthority({ commonName: "spotwire interop" });
  const server = await authority.issue({ commonName: SERVER_NAME, dnsNames: [SERVER_NAME] });
  const directory = mkdtempSync(join(tmpdir(), "spotwire-interop-"));
  const tlsDirectory = join(directory, "spec/testdata");
  mkdirSync(tlsDirectory, { recursive: true });
  writeFileSync(join(tlsDirectory, TLS_FILES.authority), authority.certificatePem);
  writeFileSync(join(tlsDirectory, TLS_FILES.certificate), server.certificatePem);
  writeFileSync(join(tlsDirectory, TLS_FILES.key), server.privateKeyPem, { mode: 0o600 });
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  // There is a private key in it, so it goes even if the run is broken off.
  process.once("exit", remove);
  return {
    rootsPem: authority.certificatePem,
    server,
    directory,
    tlsDirectory,
    [Symbol.dispose]: remove,
  };
}
