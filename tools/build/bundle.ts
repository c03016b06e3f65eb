/** The command line as one file that needs nothing but Node. */
import { stat } from "node:fs/promises";
import { build } from "esbuild";

/** node-forge and commander are CommonJS and call `require` for Node's built-ins, which an ES module does not have. */
const BANNER = `#!/usr/bin/env node
// spotwire, bundled. Licences of what is in here: see NOTICE and the packages' own.
import { createRequire as spotwireCreateRequire } from "node:module";
const require = spotwireCreateRequire(import.meta.url);`;

/** Bundle `src/cli/bin.ts`; returns the size in bytes. */
export async function bundleCommandLine(outfile: string): Promise<number> {
  await build({
    entryPoints: ["src/cli/bin.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    banner: { js: BANNER },
    legalComments: "inline",
    logLevel: "warning",
  });
  return (await stat(outfile)).size;
}
