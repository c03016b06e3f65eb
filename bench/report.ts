/**
 * Writes the tables of `bench/results.json` into docs/performance.md, between the marks that name them:
 *
 *     npx tsx bench/report.ts
 */
import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { GOALS, judge, type Outcome } from "./goals.ts";
import { MACHINE, readResults, type Results } from "./results.ts";
import { markdownTable } from "./table.ts";

const PAGE = new URL("../docs/performance.md", import.meta.url);

const results = await readResults();
let page = await readFile(PAGE, "utf8");
page = between(page, "machine", `${MACHINE.cpu}, ${MACHINE.cores} cores, Node ${MACHINE.node.slice(1)}.`);
page = between(page, "goals", goalsTable(results));
for (const [name, { what, server, rounds, measures }] of Object.entries(results)) {
  const said = `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}. ${server === undefined ? "" : `Server: ${server}. `}${rounds} rounds.`;
  page = between(page, name, `${said}\n\n${markdownTable(measures)}`);
}
const style = await resolveConfig(PAGE);
await writeFile(PAGE, await format(page, { ...style, parser: "markdown" }));

/** Put text between two marks; a page without them stays as it is. */
function between(text: string, name: string, inside: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from)}${open}\n\n${inside}\n\n${text.slice(to)}`;
}

function goalsTable(all: Results): string {
  const rows = GOALS.map((goal) => row(judge(goal, all)));
  return [
    "| work | whose | against | to reach | measured | reached |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function row({ goal, ratio, isReached }: Outcome): string {
  const { work, ours, theirs, atLeast, atMost } = goal;
  const wanted = atLeast === undefined ? `≤ ${atMost ?? ""}×` : `≥ ${atLeast}×`;
  const times = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
  const measured =
    ratio === undefined ? "not measured" : `${times(ratio.median)}× (${times(ratio.least)} to ${times(ratio.most)})`;
  return `| ${work} | ${ours} | ${theirs} | ${wanted} | ${measured} | ${isReached ? "yes" : "no"} |`;
}
