/** What a page reads of `node:fs`: the vectors, which are in its script. */
import vectors from "embedded-vectors";

/** Read a vector's file. @throws {Error} it is none */
export function readFileSync(path: string): string {
  const text = vectors[path];
  if (text === undefined) throw new Error(`ENOENT: ${path}`);
  return text;
}

/** The names in a folder of vectors. */
export function readdirSync(folder: string): string[] {
  const inside = Object.keys(vectors).filter((path) => path.startsWith(`${folder}/`));
  return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
}
