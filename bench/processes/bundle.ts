/**
 * Programs of the bench as plain JavaScript, as their users would run them: a loader that compiles on the fly would weigh
 * on memory, and on every function that is made inside another.
 */
import { mkdir } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Where the bench puts what it makes: beside the packages, so that what lies there finds them. */
export const CACHE: string = resolve(import.meta.dirname, "../../node_modules/.cache/spotwire-bench");

/** Bundle a program of ours into one file, packages left where they are; returns its path. */
export async function bundle(entry: URL): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const file = fileURLToPath(entry);
  const name = relative(resolve(import.meta.dirname, ".."), file)
    .replace(/\.ts$/, "")
    .replaceAll(/[\\/]/g, "-");
  const outfile = resolve(CACHE, `${name}.mjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}
