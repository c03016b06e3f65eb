/**
 * `npm run bench`: every comparison side by side in one go. Progress on stderr, tables on stdout, everything in
 * `bench/results.json`.
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import type { Comparison } from "./comparison.ts";
import { robotStateDecode, robotStateEncode } from "./comparisons/robot-state.ts";
import { unaryCpu, unaryLatency, unaryThroughput } from "./comparisons/unary.ts";
import { compete, type Standing } from "./rounds.ts";

const COMPARISONS: readonly Comparison[] = [
  unaryLatency,
  unaryThroughput,
  unaryCpu,
  robotStateDecode,
  robotStateEncode,
];
const RESULTS = new URL("results.json", import.meta.url);
const HELP = `Usage: npm run bench -- [--only NAME]… [--rounds N] [--quick]

Compares side by side, contenders in turn, and prints the median of the ratios within each round with their least and most.

  --only NAME   one of ${COMPARISONS.map(({ name }) => name).join(", ")}; may be given again
  --rounds N    rounds that count, after two for warming up (default 7, at least 5 without --quick)
  --quick       a tenth of the work, to see that it runs; its figures mean nothing and are not written
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "7" },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const unknown = values.only?.find((name) => !COMPARISONS.some((each) => each.name === name));
if (values.help || unknown !== undefined || !(Number.isInteger(rounds) && rounds >= (values.quick ? 1 : 5))) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}

const results: Record<string, object> = {};
for (const comparison of COMPARISONS) {
  if (values.only !== undefined && !values.only.includes(comparison.name)) continue;
  const { name, what, unit, isLessBetter } = comparison;
  const { contenders, close } = await comparison.prepare(values.quick);
  const onRound = (done: number, total: number): void =>
    void process.stderr.write(`\r${name}: round ${done} of ${total} `);
  const standings = await compete(contenders, { rounds, warmUps: values.quick ? 0 : 2, isLessBetter, onRound });
  process.stderr.write("\r\u001b[K");
  await close();
  process.stdout.write(`${table(comparison, standings)}\n`);
  results[name] = { what, unit, isLessBetter, standings };
}
if (!values.quick) {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  await writeFile(RESULTS, `${JSON.stringify({ machine, rounds, results }, undefined, 2)}\n`);
}

function table({ name, what, unit }: Comparison, standings: readonly Standing[]): string {
  const width = Math.max(...standings.map((each) => each.name.length));
  const rows = standings.map(({ name: who, median, ratio }, i) => {
    const figure = `${median.toPrecision(4)} ${unit}`.padStart(16);
    const spread = `${ratio.median.toFixed(2)}×  (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)})`;
    return `  ${who.padEnd(width)}  ${figure}   ${i === 0 ? "1" : spread}`;
  });
  return [`${name}: ${what}`, ...rows, ""].join("\n");
}
