/** Every vector that comes from this stack, and the manifest of all. */
import { resolve } from "node:path";
import type { Material } from "../material.ts";
import { hpackVectors } from "./hpack.ts";
import { http2Vectors } from "./http2.ts";
import { writtenEntries } from "./manifest.ts";
import { messageVectors } from "./messages.ts";
import { networkVectors } from "./network.ts";
import { entryOf, filesOf } from "./vector.ts";

const DIRECTORY = resolve(import.meta.dirname, "../../../test/vectors");
/** Version of the manifest's form. */
const FORMAT = 1;

/** Make them. @returns texts by their paths below `test/vectors` */
export function vectorFiles(material: Material): (readonly [path: string, text: string])[] {
  const made = [messageVectors, hpackVectors, http2Vectors, networkVectors].flatMap((make) => make(material));
  const written = writtenEntries(DIRECTORY, new Set(made.map(({ name }) => name)));
  const vectors = [...made.map(entryOf), ...written].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = vectors.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n");
  const manifest = `{\n  "format": ${FORMAT},\n  "vectors": [\n${lines}\n  ]\n}\n`;
  return [...made.flatMap(filesOf), ["index.json", manifest]];
}
