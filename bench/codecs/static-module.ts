/**
 * protobufjs as it is fastest: static code that its command line makes of the same .proto files, put into the cache.
 */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { CACHE } from "../processes/bundle.ts";
import { PROTO_FILES, PROTOS } from "./protos.ts";

const run = promisify(execFile);
const made = new Map<string, Promise<string>>();

/** A type of a static module. */
export interface StaticType<Message = object> {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
  fromObject(fields: object): Message;
  toObject(message: object, options?: object): Record<string, unknown>;
}

/** Make a module of these files, by default all that the bench knows; returns its path. */
export function makeStaticModule(files: readonly string[] = PROTO_FILES): Promise<string> {
  const key = files.join(" ");
  const module = made.get(key) ?? make(files);
  made.set(key, module);
  return module;
}

/** A type of the module at a path. */
export function staticType<Message = object>(module: string, name: string): StaticType<Message> {
  const root: unknown = createRequire(module)(module);
  const type = name.split(".").reduce((at: unknown, part) => (at as Record<string, unknown>)[part], root);
  return type as StaticType<Message>;
}

async function make(files: readonly string[]): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const module = resolve(CACHE, `protobufjs-static-${files.length}.cjs`);
  const pbjs = resolve(import.meta.dirname, "../../node_modules/protobufjs-cli/bin/pbjs");
  const leaveOut = ["--no-verify", "--no-delimited", "--no-typeurl", "--no-comments"];
  const options = ["--target", "static-module", "--wrap", "commonjs", ...leaveOut, "--path", PROTOS, "--out", module];
  await run(process.execPath, [pbjs, ...options, ...files]);
  return module;
}
