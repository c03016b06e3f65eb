/** What @bufbuild/protobuf makes its codecs of at run time: a FileDescriptorSet, by protoc, put into the cache. */
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { createFileRegistry, fromBinary, type FileRegistry } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { CACHE } from "../processes/bundle.ts";
import { PROTO_FILES, PROTOS } from "./protos.ts";

const run = promisify(execFile);
let made: Promise<string | undefined> | undefined;

/** Make the set; returns its path, or nothing where there is no protoc, which it says on stderr. */
export function makeDescriptorSet(): Promise<string | undefined> {
  return (made ??= make());
}

/** Read it. */
export async function readRegistry(path: string): Promise<FileRegistry> {
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, await readFile(path)));
}

async function make(): Promise<string | undefined> {
  await mkdir(CACHE, { recursive: true });
  const path = resolve(CACHE, "descriptors.binpb");
  try {
    await run("protoc", [
      `--proto_path=${PROTOS}`,
      "--include_imports",
      `--descriptor_set_out=${path}`,
      ...PROTO_FILES,
    ]);
    return path;
  } catch (error) {
    process.stderr.write(`Whoever needs @bufbuild/protobuf is left out: ${(error as Error).message}\n`);
    return undefined;
  }
}
