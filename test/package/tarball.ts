/** The package as `npm publish` would send it, made once for a file of tests. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll } from "vitest";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");

/** A tarball, in a folder that is removed after the tests of the file. */
export interface Tarball {
  readonly path: string;
  /** Somewhere to work. */
  readonly folder: string;
  /** What is in it, from the package's root. */
  readonly files: readonly string[];
}

/** Pack what is built. @throws {Error} nothing is */
export async function packed(): Promise<Tarball> {
  if (!existsSync(join(ROOT, "dist/index.js"))) throw new Error("there is no dist/: run `npm run build` first");
  const folder = await mkdtemp(join(tmpdir(), "spotwire-package-"));
  afterAll(() => rm(folder, { recursive: true }));
  // Not its scripts: they would build again, under the feet of whoever uses dist/.
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  const [facts] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { path: join(folder, facts.filename), folder, files: facts.files.map(({ path }) => path) };
}

/** Run a program and return what it printed; what it says when it fails is in the error. */
export async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}

/** A program of the repository's own packages. */
export function ownProgram(name: string): string {
  return join(ROOT, "node_modules/.bin", name);
}
