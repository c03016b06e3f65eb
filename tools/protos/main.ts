/**
 * `npm run protos`: writes protos/ from schema facts and keeps the comments that stand there. The exit code is 1 if
 * `--check` finds a difference, 2 for a wrong argument or bad facts.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { readComments } from "./comments.ts";
import { parseFacts } from "./facts.ts";
import { printProto } from "./print.ts";

const HELP = `Usage: npm run protos -- --schema DIR [options] [file…]

Write .proto files from schema facts. Structure comes from the facts; comments that stand in a
.proto already are kept with the thing of the same name. A comment whose subject is gone is
reported and dropped.

  file          path of a .proto, bosdyn/api/auth.proto; default: those that exist in the output
  --schema DIR  directory of facts, DIR/bosdyn/api/auth.json
  --out DIR     where the .proto files are (default: protos)
  --all         every file of the schema
  --check       write nothing; list what would change, and exit with 1 if anything would
  --help        show this text
`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      schema: { type: "string" },
      out: { type: "string", default: join(import.meta.dirname, "../../protos") },
      all: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.schema === undefined) throw new Error("--schema is wanted; see --help");
  const schema = resolve(values.schema);
  const out = resolve(values.out);
  const files = positionals.length > 0 ? positionals : listFiles(values.all ? schema : out);
  let changed = 0;
  for (const file of files) if (updateFile(schema, out, file, values.check)) changed++;
  console.error(`${files.length} files, ${changed} ${values.check ? "would change" : "changed"}`);
  return values.check && changed > 0 ? 1 : 0;
}

/** List what a directory describes, as .proto paths. */
function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|proto)$/.test(entry.name))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .map((path) => path.replace(/\.json$/, ".proto"))
    .sort();
}

function updateFile(schema: string, out: string, file: string, check: boolean): boolean {
  const source = join(schema, file.replace(/\.proto$/, ".json"));
  const facts = parseFacts(readFileSync(source, "utf8"), source);
  if (facts.file !== file) throw new Error(`${source} says it is ${facts.file}`);
  const target = join(out, file);
  const before = existsSync(target) ? readFileSync(target, "utf8") : "";
  const { text, orphans } = printProto(facts, readComments(before));
  for (const key of orphans) console.error(`${file}: comment without a subject: ${key}`);
  if (text === before) return false;
  console.error(`${check ? "differs" : "wrote"} ${file}`);
  if (!check) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return true;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
