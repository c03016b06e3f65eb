/** All files that this tool keeps: the guide's chapters with their blocks, and the vectors. */
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BLOCKS } from "./blocks/index.ts";
import { runCommands } from "./commands.ts";
import { type MarkedBlock, remade } from "./documents.ts";
import type { Material } from "./material.ts";
import { vectorFiles } from "./vectors/index.ts";

/** The repository. */
export const ROOT: string = resolve(import.meta.dirname, "../..");
const GUIDE = "docs/wire";
const VECTORS = "test/vectors";

/** Make the vectors that come from this stack, and the manifest of all. @returns texts by their paths in the repository */
export function makeVectors(material: Material): ReadonlyMap<string, string> {
  return new Map(vectorFiles(material).map(([path, text]) => [`${VECTORS}/${path}`, text]));
}

/** Make the blocks of every chapter anew; commands in them read vectors from the disk. @returns texts by their paths */
export async function makeChapters(material: Material): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const path of await chapters()) {
    files.set(path, await remade(await readFile(join(ROOT, path), "utf8"), (block) => contentOf(block, material)));
  }
  return files;
}

/** The guide's documents, by their paths in the repository. */
export async function chapters(): Promise<string[]> {
  const names = await readdir(join(ROOT, GUIDE));
  return names.filter((name) => name.endsWith(".md")).map((name) => `${GUIDE}/${name}`);
}

/** What a block is to show. @throws {Error} no generator has its name; a command fails */
export async function contentOf({ kind, name }: MarkedBlock, material: Material): Promise<string> {
  if (kind === "output") return runCommands(name);
  const make = BLOCKS[kind][name];
  if (make === undefined) throw new Error(`no block of ${kind} is called ${name}`);
  return make(material);
}
