/**
 * `npm run gen`: writes src/messages from protos/. Progress goes to stderr; the exit code is 1 if `--check` finds a
 * difference, 2 for a wrong argument.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  loadModel,
  MESSAGES_DIRECTORY,
  PROTO_DIRECTORY,
  printModules,
  REFLECT_DIRECTORY,
  SCHEMA_DATA_FILE,
} from "./generate.ts";
import { printSchemaData } from "./schema-data.ts";
import { compareOutput, writeFile, writeOutput } from "./output.ts";

const HELP = `Usage: npm run gen -- [options]

Generate one TypeScript module for each .proto file; and, where they go to src/messages, the same
schema as data for src/reflect.

  --protos DIR  read .proto files from DIR (default: protos)
  --out DIR     write modules to DIR (default: src/messages); whatever else is in DIR is removed
  --check       write nothing; list what is stale or left over, and exit with 1 if anything is
  --help        show this text
`;

function main(): number {
  const { values } = parseArgs({
    options: {
      protos: { type: "string", default: PROTO_DIRECTORY },
      out: { type: "string", default: MESSAGES_DIRECTORY },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const started = performance.now();
  const outDirectory = resolve(values.out);
  const files = loadModel(resolve(values.protos));
  const modules = printModules(files, outDirectory);
  const { stale, extra } = (values.check ? compareOutput : writeOutput)(outDirectory, modules);
  const isSchemaStale =
    outDirectory === MESSAGES_DIRECTORY &&
    writeFile(join(REFLECT_DIRECTORY, SCHEMA_DATA_FILE), printSchemaData(files), {
      isCheck: values.check,
    });
  if (isSchemaStale) console.error(`${values.check ? "stale" : "wrote"} src/reflect/${SCHEMA_DATA_FILE}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  for (const path of stale) console.error(`${values.check ? "stale" : "wrote"} ${path}`);
  for (const path of extra) console.error(`${values.check ? "extra" : "removed"} ${path}`);
  console.error(`${modules.size} modules, ${stale.length} changed, ${extra.length} left over, ${seconds} s`);
  return values.check && (isSchemaStale || stale.length + extra.length > 0) ? 1 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
