/** The schema that a command works with: Spot's own API, and what a user adds to it. */
import { readFile } from "node:fs/promises";
import { type Command } from "commander";
import { apiSchema, protosetSchema, SchemaRegistry } from "../reflect/index.ts";
import { UsageError } from "./exit.ts";

/** What those options hold. */
export interface SchemaOptions {
  readonly protoset?: readonly string[];
}

/** Add the option. */
export function withSchemaOptions(command: Command): Command {
  return command.option(
    "--protoset <file...>",
    "also know the services of these FileDescriptorSets (protoc --include_imports --descriptor_set_out)",
  );
}

/** Read the schema. @throws {UsageError} a file cannot be read, or is no FileDescriptorSet */
export async function loadSchema({ protoset = [] }: SchemaOptions): Promise<SchemaRegistry> {
  const added = await Promise.all(
    protoset.map(async (file) => {
      try {
        return protosetSchema(await readFile(file));
      } catch (error) {
        throw new UsageError(`--protoset ${file}: ${(error as Error).message}`);
      }
    }),
  );
  return new SchemaRegistry(...added, apiSchema());
}
