/**
 * Build `dist/`: the library as ES modules with declarations (tsc), and the command line as one file (esbuild).
 * `npm run build`.
 */
import { execFile } from "node:child_process";
import { chmod, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { bundleCommandLine } from "./bundle.ts";

const run = promisify(execFile);

await rm("dist", { recursive: true, force: true });
const [bytes] = await Promise.all([bundleCommandLine("dist/spotwire.mjs"), buildLibrary()]);
await chmod("dist/spotwire.mjs", 0o755);
process.stderr.write(`built dist/: the library, and spotwire.mjs (${Math.round(bytes / 1024)} KiB)\n`);

async function buildLibrary(): Promise<void> {
  try {
    await run(process.execPath, ["node_modules/typescript/bin/tsc", "--project", "tools/build/tsconfig.json"]);
  } catch (error) {
    // tsc says what is wrong on stdout.
    process.stderr.write((error as { stdout?: string }).stdout ?? "");
    throw error;
  }
}
