/**
 * `npm run bench`: every comparison side by side in one go. Progress on stderr, tables on stdout, everything in
 * `bench/results.json`.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import type { Comparison } from "./comparison.ts";
import { bulkDownload, bulkUpload, unaryBesideBulk } from "./comparisons/bulk.ts";
import { coldStart } from "./comparisons/cold-start.ts";
import {
  jointCommandEncode,
  jointPositions,
  robotStateDecode,
  robotStateEncode,
  stateStreamDecode,
} from "./comparisons/codecs.ts";
import { controlLoop, controlLoopSteady } from "./comparisons/control-loop.ts";
import { fleet } from "./comparisons/fleet.ts";
import { footprint } from "./comparisons/footprint.ts";
import { unaryLatency, unaryThroughput } from "./comparisons/unary.ts";
import { readResults, writeResults } from "./results.ts";
import { compete } from "./rounds.ts";
import { fastestServer, SERVER_KINDS, type ServerKind } from "./servers/start-server.ts";
import { textTable } from "./table.ts";

const COMPARISONS: readonly Comparison[] = [
  unaryLatency,
  unaryThroughput,
  robotStateDecode,
  robotStateEncode,
  jointPositions,
  stateStreamDecode,
  jointCommandEncode,
  bulkDownload,
  bulkUpload,
  unaryBesideBulk,
  controlLoop,
  controlLoopSteady,
  fleet,
  footprint,
  coldStart,
];
const HELP = `Usage: npm run bench -- [--only NAME]… [--rounds N] [--server KIND] [--quick]

Compares side by side, contenders in turn, and prints the median of the ratios within each round with their least and most.

  --only NAME    one of ${COMPARISONS.map(({ name }) => name).join(", ")}; may be given again
  --rounds N     rounds that count, after two for warming up (default 7, at least 5 without --quick; the comparisons
                 whose rounds are long have a number of their own, unless this is given)
  --server KIND  ${SERVER_KINDS.join(", ")}: whose server the clients call (default cpp where it compiles, else grpc-js)
  --quick        a tenth of the work, to see that it runs; its figures mean nothing and are not written
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string" },
    server: { type: "string" },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const { quick: isQuick, only } = values;
const chosenRounds = values.rounds === undefined ? undefined : Number(values.rounds);
const areRoundsRight =
  chosenRounds === undefined || (Number.isInteger(chosenRounds) && chosenRounds >= (isQuick ? 1 : 5));
const areNamesRight = only?.every((name) => COMPARISONS.some((each) => each.name === name)) ?? true;
const isServerRight = values.server === undefined || (SERVER_KINDS as readonly string[]).includes(values.server);
if (values.help || !areRoundsRight || !areNamesRight || !isServerRight) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}

const server = (values.server as ServerKind | undefined) ?? (await fastestServer());
for (const comparison of COMPARISONS) {
  const { name, what, measures, usesServer = false } = comparison;
  if (only !== undefined && !only.includes(name)) continue;
  const reason = await comparison.whyNot?.();
  if (reason !== undefined) {
    process.stderr.write(`${name} is left out: ${reason}.\n`);
    continue;
  }
  process.stderr.write(`${name}: getting ready `);
  const { contenders, close } = await comparison.prepare({ isQuick, server });
  const rounds = chosenRounds ?? (isQuick ? 1 : (comparison.rounds ?? 7));
  const onRound = (done: number, total: number): void =>
    void process.stderr.write(`\r\u001b[K${name}: round ${done} of ${total} `);
  const warmUps = isQuick ? 0 : (comparison.warmUps ?? (comparison.rounds === undefined ? 2 : 1));
  const result = await compete(contenders, { rounds, warmUps, measures, onRound });
  process.stderr.write("\r\u001b[K");
  await close();
  process.stdout.write(`${name}: ${what}\n${textTable(result)}\n`);
  if (!isQuick)
    await writeResults({
      ...(await readResults()),
      [name]: { what, ...(usesServer && { server }), rounds, measures: result },
    });
}
