/**
 * From a directory of `.proto` files to the text of their modules.
 */
import { join } from "node:path";
import { buildModel } from "./build-model.ts";
import { loadProtos } from "./load.ts";
import type { FileModel } from "./model.ts";
import { modulePath, printModule } from "./module.ts";

/** The top of the checkout. */
export const REPOSITORY: string = join(import.meta.dirname, "../..");
/** Where the `.proto` files are. */
export const PROTO_DIRECTORY: string = join(REPOSITORY, "protos");
/** Where the modules go. */
export const MESSAGES_DIRECTORY: string = join(REPOSITORY, "src/messages");
/** Where the schema goes as data, for tools. */
export const REFLECT_DIRECTORY: string = join(REPOSITORY, "src/reflect");
/** The one generated file in that room. */
export const SCHEMA_DATA_FILE = "api-data.ts";
const WIRE_MODULE = join(REPOSITORY, "src/wire/codec-parts.ts");

/** Where to read, and where the modules will lie, on which their import paths depend. */
export interface GenerateOptions {
  readonly protoDirectory: string;
  readonly outDirectory: string;
}

/**
 * Generate the module of every `.proto` below a directory and of the well-known files they import.
 * @returns text by path below the output directory; nothing is written
 * @throws {Error} a `.proto` that does not parse or resolve; names the file
 */
export function generateModules({ protoDirectory, outDirectory }: GenerateOptions): Map<string, string> {
  return printModules(loadModel(protoDirectory), outDirectory);
}

/** Read every `.proto` below a directory, and the well-known files they import. @throws {Error} as above */
export function loadModel(protoDirectory: string): FileModel[] {
  return buildModel(loadProtos(protoDirectory));
}

/** Print the module of every file. */
export function printModules(files: readonly FileModel[], outDirectory: string): Map<string, string> {
  return new Map(files.map((file) => [modulePath(file.protoPath), printModule(file, outDirectory, WIRE_MODULE)]));
}
