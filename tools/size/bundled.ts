/** Programs as their users would ship them: one file with everything in it, minified. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { generated } from "./generated.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** How much a bundle is, in bytes. */
export interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

/** Packages that are CommonJS call `require` for Node's built-ins, which an ES module does not have. */
const REQUIRE = `import{createRequire}from"node:module";const require=createRequire(import.meta.url);`;

/** What to bundle. */
export interface BundleInput {
  /** A module's text, or the path of one, from the root of the repository. */
  readonly source?: string;
  readonly program?: string;
  /** Whether something in it is CommonJS. */
  readonly needsRequire?: boolean;
}

/** Bundle and minify. */
export async function bundled({ source = "", program, needsRequire = false }: BundleInput): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...(program === undefined
      ? { stdin: { contents: source, resolveDir: ROOT, loader: "ts" as const } }
      : { entryPoints: [resolve(ROOT, program)] }),
    ...(needsRequire && { banner: { js: REQUIRE } }),
    absWorkingDir: ROOT,
    // What protoc-gen-es makes lies in a cache, from which packages are not to be found otherwise.
    nodePaths: [resolve(ROOT, "node_modules")],
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    write: false,
    logLevel: "error",
    plugins: [generated],
  });
  return outputFiles[0]?.contents ?? new Uint8Array(0);
}

/** The command line as it is shipped, minified. @throws {Error} it was not built */
export async function commandLine(): Promise<Uint8Array> {
  const text = await readFile(resolve(ROOT, "dist/spotwire.mjs"), "utf8").catch((cause: unknown) => {
    throw new Error("dist/spotwire.mjs is missing: npm run build", { cause });
  });
  const { code } = await transform(text, { minify: true, format: "esm", target: "node20.19", legalComments: "none" });
  return new TextEncoder().encode(code);
}

/** Weigh a bundle. */
export function sizeOf(bytes: Uint8Array): Size {
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}
