/** Chains of certificates and what becomes of them, minted once: keys and signatures cannot be made the same twice. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../outputs.ts";
import { mintChains } from "../scene/chains.ts";
import { filesOf, type Vector } from "./vector.ts";

/** Mint them anew and write them. */
export async function mintChainVector(): Promise<void> {
  const { judged, at } = await mintChains();
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString("base64");
  const vector: Vector = {
    name: "tls/chains",
    kind: "certificate-chains",
    description: "chains that a robot might present, the root that they are judged by, and the verdict at an instant",
    source: "minted by `npm run docs:wire -- --mint-chains`; verdicts by RFC 5280 §6 without host names",
    json: {
      kind: "certificate-chains",
      at: at.toISOString(),
      cases: judged.map(({ name, description, presented, root, refusal }) => ({
        name,
        description,
        root: base64(root),
        presented: presented.map(base64),
        ...(refusal === undefined ? { trusted: true } : { trusted: false, reason: refusal }),
      })),
    },
  };
  for (const [path, text] of filesOf(vector)) {
    mkdirSync(join(ROOT, "test/vectors/tls"), { recursive: true });
    writeFileSync(join(ROOT, "test/vectors", path), text);
  }
}
