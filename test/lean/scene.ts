/** What the tests of the lean client share: a root, a robot's identity below it, and channels closed after the test. */
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { onTestFinished } from "vitest";
import { type ConnectLeanOptions, connectLean, type LeanChannel } from "../../src/lean/index.ts";
import { type Authority, mintAuthority, type MintedCertificate } from "../../src/tls/mint.ts";
import { startHttp2Peer } from "../support/tls-peers.ts";

/** Identities are minted once a file: keys take time. */
export interface Scene {
  readonly root: Authority;
  readonly identity: MintedCertificate;
}

export async function mintScene(): Promise<Scene> {
  const root = await mintAuthority({ commonName: "Lean Root" });
  return { root, identity: await root.issue({ commonName: "robot", dnsNames: ["*.spot.robot"] }) };
}

/** Connect to a loopback port; closed after the test. */
export async function open(
  { root }: Pick<Scene, "root">,
  port: number,
  options: Partial<ConnectLeanOptions> = {},
): Promise<LeanChannel> {
  const channel = await connectLean(leanOptions(root, port, options));
  onTestFinished(() => channel.close());
  return channel;
}

export function leanOptions(
  { certificatePem }: Pick<MintedCertificate, "certificatePem">,
  port: number,
  options: Partial<ConnectLeanOptions> = {},
): ConnectLeanOptions {
  return { host: "127.0.0.1", port, authority: "id.spot.robot", trustAnchors: certificatePem, ...options };
}

/** A channel to a peer that answers every request as the test says. */
export async function answeredBy(
  scene: Scene,
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  options: Partial<ConnectLeanOptions> = {},
): Promise<LeanChannel> {
  return open(scene, await startHttp2Peer(scene.identity, onStream), options);
}

/** Response headers of a gRPC server. */
export const GRPC = { ":status": 200, "content-type": "application/grpc" } as const;

/** Answer with DATA and trailers. */
export function respond(
  stream: ServerHttp2Stream,
  data: Uint8Array,
  trailers: Record<string, string> = { "grpc-status": "0" },
  headers: Record<string, string | number> = GRPC,
): void {
  stream.respond(headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(data);
}
