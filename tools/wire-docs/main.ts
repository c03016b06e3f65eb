/**
 * `npm run docs:wire`: makes the blocks of docs/wire and the generated vectors of test/vectors anew. Progress goes to stderr;
 * the exit code is 1 if `--check` finds a difference, 2 for a wrong argument or a failure.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { writeFile } from "../generate/output.ts";
import { recordMaterial } from "./material.ts";
import { makeChapters, makeVectors, ROOT } from "./outputs.ts";
import { mintChainVector } from "./vectors/chains.ts";

const HELP = `Usage: npm run docs:wire -- [options]

Make the bytes, texts and command outputs of docs/wire anew, and the vectors that come from this stack.

  --check        write nothing; list what is stale, and exit with 1 if anything is
  --mint-chains  mint the certificates of test/vectors/tls/chains.json anew; no two runs mint the same
  --help         show this text
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: "boolean", default: false },
      "mint-chains": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // The guide's commands name files as they are seen from here.
  process.chdir(ROOT);
  if (values["mint-chains"]) await mintChainVector();
  const material = await recordMaterial();
  // Vectors first: commands in the chapters read them.
  const changed = put(makeVectors(material), values.check) + put(await makeChapters(material), values.check);
  return values.check && changed > 0 ? 1 : 0;
}

/** Write what differs, or only say so. @returns how many do */
function put(files: ReadonlyMap<string, string>, isCheck: boolean): number {
  let changed = 0;
  for (const [path, text] of files) {
    const target = join(ROOT, path);
    if (!isCheck) mkdirSync(dirname(target), { recursive: true });
    if (!writeFile(target, text, { isCheck })) continue;
    changed++;
    console.error(`${isCheck ? "stale" : "wrote"} ${path}`);
  }
  return changed;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
