/**
 * The runtimes that programs are tried on: this Node, and those of tools/runtimes, installed when they are first asked for.
 * They are the platform packages of npm, as their projects publish them, in the versions and with the hashes of the lock
 * file there; no install script runs.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository. */
export const ROOT: string = resolve(import.meta.dirname, "../..");
const MANIFEST = join(ROOT, "tools/runtimes");
const INSTALLED = join(ROOT, "node_modules/.cache/runtimes");

/** Something that runs JavaScript. */
export interface Runtime {
  /** As its column is called: `node-24`, `bun`. */
  readonly name: string;
  readonly family: "node" | "bun" | "deno";
  readonly version: string;
  readonly binary: string;
  /** What stands before a program that may do anything. */
  readonly options: readonly string[];
}

/** Names, where their binaries lie, and how they run a file. */
const INSTALLABLE = [
  { name: "node-22", family: "node", path: "node22/bin/node", options: [] },
  { name: "node-24", family: "node", path: "node24/bin/node", options: [] },
  { name: "node-26", family: "node", path: "node26/bin/node", options: [] },
  { name: "bun", family: "bun", path: "@oven/bun-linux-x64/bin/bun", options: ["run"] },
  { name: "deno", family: "deno", path: "@deno/linux-x64-glibc/deno", options: ["run", "--allow-all", "--quiet"] },
] as const;

/** This Node, and the others. @throws {Error} they are not to be had for this platform, or npm says why not */
export async function findRuntimes(): Promise<readonly Runtime[]> {
  await install();
  const [major] = process.versions.node.split(".");
  const here: Runtime = {
    name: `node-${major}`,
    family: "node",
    version: process.versions.node,
    binary: process.execPath,
    options: [],
  };
  const others = INSTALLABLE.filter(({ name }) => name !== here.name).map(async ({ path, ...runtime }) => {
    const binary = join(INSTALLED, "node_modules", path);
    const { stdout } = await run(binary, ["--version"]);
    return { ...runtime, binary, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim() };
  });
  return [here, ...(await Promise.all(others))];
}

async function install(): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(`tools/runtimes has binaries for Linux on x64, and not for ${process.platform} on ${process.arch}`);
  }
  const files = ["package.json", "package-lock.json"];
  const state = await Promise.all(
    files.map(async (name) => {
      const [wanted, there] = await Promise.all(
        [MANIFEST, INSTALLED].map((folder) => readFile(join(folder, name), "utf8").catch(() => "")),
      );
      return wanted === there;
    }),
  );
  const complete = join(INSTALLED, "node_modules/.package-lock.json");
  if (state.every(Boolean) && (await readFile(complete).catch(() => undefined)) !== undefined) return;
  process.stderr.write("installing the runtimes of tools/runtimes, 0.8 GB unpacked\n");
  await mkdir(INSTALLED, { recursive: true });
  for (const name of files) await copyFile(join(MANIFEST, name), join(INSTALLED, name));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: INSTALLED });
}
