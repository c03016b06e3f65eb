/**
 * `npm run size`: what bundles weigh, ours beside those of others, as a table. With `--json` as data, with `--write` into
 * the documents that show it. The exit code is 1 if one of ours is over its budget.
 */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { sizeOf } from "./bundled.ts";
import { PURPOSES } from "./bundles.ts";
import { markdownTable, type Row, textTable, withTable } from "./table.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Each has a place marked for the table. */
const DOCUMENTS = ["README.md", "docs/guide/bundling.md"].map((path) => resolve(ROOT, path));
const HELP = `Usage: npm run size -- [options]

Bundle small programs with esbuild (ES module, minified) and weigh them, beside the same over other people's packages.
Needs protoc for the code of @bufbuild/protobuf: apt install protobuf-compiler.

  --json     print the figures as JSON
  --write    put the table into README.md and docs/guide/bundling.md
  --help     show this

Exit code: 0 within all budgets, 1 not, 2 the command line is wrong.
`;

const { json, write, help } = options();
if (help) process.stdout.write(HELP);
else {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const { name: purpose, ways } of PURPOSES) {
    for (const { name, budget, make } of ways) {
      process.stderr.write(`${purpose}: ${name}\n`);
      rows.push({ purpose, name, budget, ...sizeOf(await make()) });
    }
  }
  process.stdout.write(json ? `${JSON.stringify(rows, undefined, 2)}\n` : textTable(rows));
  if (write) {
    for (const path of DOCUMENTS) {
      const table = await format(markdownTable(rows), { parser: "markdown" });
      await writeFile(path, withTable(await readFile(path, "utf8"), table.trimEnd()));
    }
  }
  if (rows.some(({ gzipped, budget = Infinity }) => gzipped > budget)) process.exitCode = 1;
}

function options(): { readonly json: boolean; readonly write: boolean; readonly help: boolean } {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({ options: { json: flag, write: flag, help: flag } }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${HELP}`);
    process.exit(2);
  }
}
