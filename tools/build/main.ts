/**
 * Build `dist/`: the library as ES modules with declarations (tsc), the inspector's page as one HTML file, and the command
 * line, with that page in it, as one file (esbuild).
 * `npm run build`.
 */
import { execFile } from "node:child_process";
import { chmod, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { bundleCommandLine } from "./bundle.ts";
import { bundlePage } from "./page.ts";

const run = promisify(execFile);

await rm("dist", { recursive: true, force: true });
const [{ page, commandLine }] = await Promise.all([buildBundles(), buildLibrary()]);
await chmod("dist/spotwire.mjs", 0o755);
process.stderr.write(
  `built dist/: the library, inspect.html (${kibibytes(page)}), and spotwire.mjs (${kibibytes(commandLine)})\n`,
);

async function buildBundles(): Promise<{ readonly page: number; readonly commandLine: number }> {
  const page = await bundlePage("dist/inspect.html");
  return { page, commandLine: await bundleCommandLine("dist/spotwire.mjs", "dist/inspect.html") };
}

function kibibytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}

async function buildLibrary(): Promise<void> {
  try {
    await run(process.execPath, ["node_modules/typescript/bin/tsc", "--project", "tools/build/tsconfig.json"]);
  } catch (error) {
    // tsc says what is wrong on stdout.
    process.stderr.write((error as { stdout?: string }).stdout ?? "");
    throw error;
  }
}
