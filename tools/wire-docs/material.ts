/** Everything that blocks are made from, recorded once. */
import { mintAuthority } from "../../src/tls/mint.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { recordHello } from "./scene/hello.ts";
import { type DiscoveryPackets, recordPackets } from "./scene/packets.ts";
import { recordScene, type Scene } from "./scene/scene.ts";
import { type ChainMaterial, mintChains } from "./scene/chains.ts";

/** What was recorded. */
export interface Material {
  readonly scene: Scene;
  /** A ClientHello for `id.spot.robot`. */
  readonly hello: Uint8Array;
  readonly packets: DiscoveryPackets;
  readonly chains: ChainMaterial;
  /** The types of the robot's API. */
  readonly registry: SchemaRegistry;
}

/** Record it all. */
export async function recordMaterial(): Promise<Material> {
  const anyRoot = await mintAuthority({ commonName: "root", keyType: "ec" });
  return {
    scene: await recordScene(),
    hello: await recordHello("id.spot.robot", anyRoot.certificatePem),
    packets: await recordPackets(),
    chains: await mintChains(),
    registry: new SchemaRegistry(apiSchema()),
  };
}
