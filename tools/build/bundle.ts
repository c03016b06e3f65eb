/** The command line as one file that needs nothing but Node. */
import { readFile, stat } from "node:fs/promises";
import { build, type BuildOptions, type Plugin } from "esbuild";

/** node-forge and commander are CommonJS and call `require` for Node's built-ins, which an ES module does not have. */
const BANNER = `#!/usr/bin/env node
// spotwire, bundled. Licences of what is in here: see NOTICE and the packages' own.
import { createRequire as spotwireCreateRequire } from "node:module";
const require = spotwireCreateRequire(import.meta.url);
const spotwireNode = process.versions.node.split(".").map(Number);
if (spotwireNode[0] < 20 || (spotwireNode[0] === 20 && spotwireNode[1] < 19)) {
  process.stderr.write("spotwire needs Node 20.19 or later, and this is " + process.versions.node + "\\n");
  process.exit(1);
}
try {
  require("node:http2");
} catch (error) {
  process.stderr.write("spotwire needs a Node with http2, and this one has none: " + error.message + "\\n");
  process.exit(1);
}`;

/**
 * Bundle `src/cli/bin.ts`; returns the size in bytes.
 * @param page the inspector's page, built before; its text goes into the bundle
 */
export async function bundleCommandLine(outfile: string, page: string): Promise<number> {
  const options = commandLine(page);
  const plugins = [...(options.plugins ?? []), builtinsWhenRun];
  await build({ ...options, plugins, outfile, format: "esm", banner: { js: BANNER } });
  return (await stat(outfile)).size;
}

/** The same as CommonJS, minified: what an executable with Node in it takes. Parameters as of `bundleCommandLine`. */
export async function bundleForExecutable(outfile: string, page: string): Promise<void> {
  await build({ ...commandLine(page), outfile, format: "cjs", minify: true, keepNames: true });
}

function commandLine(page: string): BuildOptions {
  return {
    entryPoints: ["src/cli/bin.ts"],
    bundle: true,
    platform: "node",
    target: "node20.19",
    legalComments: "inline",
    logLevel: "warning",
    plugins: [embedded(page), ownTracer],
  };
}

/** Puts the page itself in the place of the module that reads it from a file. */
function embedded(page: string): Plugin {
  return {
    name: "embedded-page",
    setup: (bundler) => {
      bundler.onLoad({ filter: /[/\\]cli[/\\]inspecting[/\\]page-html\.ts$/ }, async () => ({
        contents: `export const readPageHtml = async () => ${JSON.stringify(await readFile(page, "utf8"))};`,
        loader: "js",
      }));
    },
  };
}

/**
 * Loads Node's built-ins when the file runs, not when it is linked: an older Node, which lacks some name of one, is told
 * of in the banner's sentence, before anything is missing.
 */
const builtinsWhenRun: Plugin = {
  name: "builtins-when-run",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === "builtin" ? { path, external: true } : { path, namespace: "builtin" },
    );
    bundler.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};

/** The file carries its tracer, which the library leaves beside it. */
const ownTracer: Plugin = {
  name: "own-tracer",
  setup: (bundler) => {
    bundler.onLoad({ filter: /[/\\]grpc[/\\]h2[/\\]load-tracer\.ts$/ }, () => ({
      contents: `export const loadTracer = () => import("../../trace/index.ts");`,
      loader: "js",
    }));
  },
};
