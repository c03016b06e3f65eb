/**
 * Bundles the files of the suites, with the stand-in where they import vitest. What they have in common is in shared chunks,
 * so that a runtime reads it once; where a test looks for files beside itself, it finds the repository's.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { ROOT } from "./runtimes.ts";

const STANDIN = join(import.meta.dirname, "standin");
/** Inside the repository: what is not bundled is found in its packages. */
const OUTPUT = join(ROOT, "node_modules/.cache/runtime-suites");

/** Where the bundles are. */
export interface BundledSuites {
  /** Runs them. */
  readonly program: string;
  /** The bundle of a test file. */
  readonly bundleOf: (file: string) => string;
}

/** CommonJS packages call `require`, which an ES module does not have. */
const BANNER = `import { createRequire as spotwireCreateRequire } from "node:module";
const require = spotwireCreateRequire(import.meta.url);`;

/** Bundle test files for every runtime that has Node's modules. */
export async function bundleSuites(files: readonly string[]): Promise<BundledSuites> {
  await rm(OUTPUT, { recursive: true, force: true });
  const messages = (await readdir(join(ROOT, "src/messages"), { recursive: true }))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `src/messages/${file}`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...files, ...messages, "test/runtimes/standin/program.ts"],
    outbase: ".",
    outdir: OUTPUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    keepNames: true,
    banner: { js: BANNER },
    alias: { vitest: join(STANDIN, "vitest.ts") },
    external: ["esbuild", "tsx"],
    plugins: [inPlace],
    logLevel: "error",
    logLimit: 5,
  });
  const bundleOf = (file: string): string => join(OUTPUT, file.replace(/\.ts$/, ".mjs"));
  return { program: bundleOf("test/runtimes/standin/program.ts"), bundleOf };
}

/** Where a test imports messages by a path made at run time: from that path to the bundle. */
const IN_BUNDLES = `((path) => path.replace(${JSON.stringify(ROOT)}, ${JSON.stringify(OUTPUT)}).replace(/\\.ts$/, ".mjs"))`;

/** A bundled test still stands where its source does. */
export const inPlace: Plugin = {
  name: "in-place",
  setup: (bundler) => {
    bundler.onLoad({ filter: /[/\\](test|tools)[/\\].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replace(/\bimport\(join\((.*?)\)\)/g, (_, parts: string) => `import(${IN_BUNDLES}(join(${parts})))`);
      return { contents, loader: "ts" };
    });
  },
};
