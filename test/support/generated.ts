/**
 * Generates modules from `.proto` files at test time and loads them, so that a test can use message types that the
 * robot's API does not have.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { generateModules } from "../../tools/generate/generate.ts";
import type { MessageCodec } from "../../src/wire/index.ts";

/** A generated module whose types the test does not know. */
export type GeneratedModule = Readonly<Record<string, unknown>>;

/** The directory of `.proto` files that only tests use. */
export const TEST_PROTOS: string = join(import.meta.dirname, "protos");

/**
 * Generate every module of a directory, bundle one of them, and load the bundle.
 * Errors it throws are of classes of its own: compare `name` and `code`, not with `instanceof`.
 */
export async function loadGenerated(protoDirectory: string, protoPath: string): Promise<GeneratedModule> {
  const directory = mkdtempSync(join(tmpdir(), "spotwire-generated-"));
  try {
    const entry = await writeModules(directory, protoDirectory, protoPath);
    const outfile = join(directory, "bundle.mjs");
    await build({
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      target: "node20",
      outfile,
      logLevel: "error",
    });
    return (await import(pathToFileURL(outfile).href)) as GeneratedModule;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Write generated modules below a directory; returns the path of the wanted one. */
export async function writeModules(directory: string, protoDirectory: string, protoPath: string): Promise<string> {
  const outDirectory = join(directory, "messages");
  for (const [path, text] of generateModules({ protoDirectory, outDirectory })) {
    await mkdir(dirname(join(outDirectory, path)), { recursive: true });
    writeFileSync(join(outDirectory, path), text);
  }
  return join(outDirectory, protoPath.replace(/\.proto$/, ".ts"));
}

/** A message as tests see it when its type is not known at compile time. */
export type AnyMessage = Record<string, unknown>;

/** Take a codec from a generated module. @throws {Error} there is none of that name */
export function codecOf(module: GeneratedModule, name: string): MessageCodec<AnyMessage> {
  const codec = module[name];
  if (typeof codec !== "object" || codec === null || !("decode" in codec)) {
    throw new Error(`no codec is called ${name}`);
  }
  return codec as MessageCodec<AnyMessage>;
}
