/**
 * The code of other people's generators for our `.proto` files, made while a program is bundled: `static:` is protobufjs's
 * static code, `es:` that of protoc-gen-es, each followed by the files.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Plugin } from "esbuild";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
const PROTOS = resolve(ROOT, "protos");
const CACHE = resolve(ROOT, "node_modules/.cache/spotwire-size");

/** Brings them into a bundle. */
export const generated: Plugin = {
  name: "generated",
  setup(bundler) {
    bundler.onResolve({ filter: /^static:/ }, async ({ path }) => ({ path: await staticModule(filesOf(path)) }));
    bundler.onResolve({ filter: /^es:/ }, async ({ path }) => ({ path: await esModule(filesOf(path)[0] ?? "") }));
  },
};

function filesOf(path: string): string[] {
  return path.slice(path.indexOf(":") + 1).split(",");
}

async function staticModule(files: readonly string[]): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const module = resolve(CACHE, `static-${files.length}.cjs`);
  const leaveOut = ["--no-create", "--no-verify", "--no-convert", "--no-delimited", "--no-typeurl", "--no-comments"];
  const options = ["--target", "static-module", "--wrap", "commonjs", ...leaveOut, "--path", PROTOS, "--out", module];
  await run(process.execPath, [resolve(ROOT, "node_modules/protobufjs-cli/bin/pbjs"), ...options, ...files]);
  return module;
}

let esModules: Promise<void> | undefined;

async function esModule(file: string): Promise<string> {
  await (esModules ??= makeEsModules());
  return resolve(CACHE, "es", file.replace(/\.proto$/, "_pb.js"));
}

/** All the files of the API, which import each other. @throws {Error} there is no protoc */
async function makeEsModules(): Promise<void> {
  const out = resolve(CACHE, "es");
  await mkdir(out, { recursive: true });
  const plugin = resolve(ROOT, "node_modules/.bin/protoc-gen-es");
  const files = ["auth_service", "robot_id_service", "robot_state_service"].map((name) => `bosdyn/api/${name}.proto`);
  const all = await withImports(files);
  const options = [`--plugin=protoc-gen-es=${plugin}`, `--es_out=${out}`, "--es_opt=target=js"];
  await protoc([`--proto_path=${PROTOS}`, ...options, ...all]);
}

/** Files and all that they import. Google's own types come with the library. */
async function withImports(files: readonly string[]): Promise<string[]> {
  const all = new Set(files);
  // A set takes what is added while it is gone through.
  for (const file of all) {
    const text = await readFile(resolve(PROTOS, file), "utf8");
    for (const [, name = ""] of text.matchAll(/^import "(bosdyn\/[^"]+)";/gm)) all.add(name);
  }
  return [...all];
}

async function protoc(options: readonly string[]): Promise<void> {
  try {
    await run("protoc", options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error("there is no protoc, which @bufbuild/protobuf's generator needs: apt install protobuf-compiler", {
      cause: error,
    });
  }
}
