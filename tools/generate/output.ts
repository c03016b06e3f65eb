/**
 * Brings a directory in line with the generated modules, or says where it is not.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** How a directory differs from what it should hold; paths relative to it, sorted. */
export interface Difference {
  /** Missing, or with other content. */
  readonly stale: readonly string[];
  /** There, but of no `.proto`. */
  readonly extra: readonly string[];
}

/** Compare a directory with the files that it should hold. */
export function compareOutput(directory: string, files: ReadonlyMap<string, string>): Difference {
  const stale = [...files].filter(([path, text]) => readIfThere(join(directory, path)) !== text).map(([path]) => path);
  const extra = listFiles(directory).filter((path) => !files.has(path));
  return { stale: stale.sort(), extra: extra.sort() };
}

/** Write what differs, remove what is left over, and leave the rest alone. */
export function writeOutput(directory: string, files: ReadonlyMap<string, string>): Difference {
  const difference = compareOutput(directory, files);
  for (const path of difference.stale) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, files.get(path) ?? "");
  }
  for (const path of difference.extra) rmSync(join(directory, path));
  return difference;
}

/** Write one file if its text differs; with `isCheck` only say whether it does. */
export function writeFile(path: string, text: string, { isCheck }: { readonly isCheck: boolean }): boolean {
  if (readIfThere(path) === text) return false;
  if (!isCheck) writeFileSync(path, text);
  return true;
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
