/**
 * Builds the testee: our generator makes the suite's message types from the `.proto` files that come with the runner,
 * and esbuild puts them together with the testee's code into one file that plain `node` runs.
 */
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { buildModel } from "../../tools/generate/build-model.ts";
import { loadProtos } from "../../tools/generate/load.ts";
import { schemaData } from "../../tools/generate/schema-data.ts";
import { writeModules } from "../support/generated.ts";

/** The suite's protocol, and the message type that proto3 implementations are tested with. */
const PROTOCOL = "conformance/conformance.proto";
const TEST_MESSAGES = "google/protobuf/test_messages_proto3.proto";

/** Which codecs are under test: the generated ones, or those that src/reflect makes from the schema as data. */
export type TestedCodecs = "generated" | "dynamic";

/**
 * Build it.
 * @param include the directory of the suite's `.proto` files
 * @param directory where everything goes; it must exist
 * @returns the path of a program that the runner can start
 */
export async function buildTestee(include: string, directory: string, codecs: TestedCodecs): Promise<string> {
  // proto2 and the editions lie in the same directory, so the two files are taken out of it.
  const protos = join(directory, "protos");
  for (const path of [PROTOCOL, TEST_MESSAGES]) {
    mkdirSync(dirname(join(protos, path)), { recursive: true });
    copyFileSync(join(include, path), join(protos, path));
  }
  const protocol = await writeModules(directory, protos, PROTOCOL);
  const messages = await writeModules(directory, protos, TEST_MESSAGES);
  const schema = join(directory, "schema.json");
  writeFileSync(schema, JSON.stringify(schemaData(buildModel(loadProtos(protos)))));
  const bundle = join(directory, "testee.mjs");
  await build({
    stdin: { contents: entry({ protocol, messages, schema }, codecs), resolveDir: directory, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile: bundle,
    logLevel: "error",
  });
  // The runner starts a program by its path alone.
  const program = join(directory, "testee");
  writeFileSync(program, `#!/bin/sh\nexec ${shellQuoted(process.execPath)} ${shellQuoted(bundle)}\n`);
  chmodSync(program, 0o755);
  return program;
}

function entry(paths: { protocol: string; messages: string; schema: string }, codecs: TestedCodecs): string {
  const source = join(import.meta.dirname, "../../src/reflect");
  const path = (of: string): string => JSON.stringify(of);
  return `
    import * as protocol from ${path(paths.protocol)};
    import { TestAllTypesProto3 } from ${path(paths.messages)};
    import schema from ${path(paths.schema)};
    import { schemaOfRows } from ${path(join(source, "api.ts"))};
    import { DynamicCodecs, JsonReader, JsonWriter, parseJson, SchemaRegistry } from ${path(join(source, "index.ts"))};
    import { serve } from ${path(join(import.meta.dirname, "testee.ts"))};

    const registry = new SchemaRegistry(schemaOfRows(schema));
    const codecs = new DynamicCodecs(registry);
    const { typeName } = TestAllTypesProto3;
    const codec = ${codecs === "generated" ? "TestAllTypesProto3" : "codecs.codec(typeName)"};
    const json = {
      print: (message) => JSON.stringify(new JsonWriter(registry, codecs).message(typeName, message)),
      parse: (text, options) => new JsonReader(registry, codecs, options).message(typeName, parseJson(text)),
    };
    await serve({ protocol, types: new Map([[typeName, { codec, json }]]) }, process.stdin, process.stdout);
  `;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
