/**
 * The core of the tests and every bundle of examples/bundles on Node 20 to 26, Bun, Deno and in Chromium.
 *
 *     npm run test:runtimes [-- --only NAME,…] [--json]
 *
 * The exit code is 1 if something failed that `known.ts` does not have.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { runInBrowser } from "./browser.ts";
import { bundleSuites } from "./bundle-suites.ts";
import { KNOWN, type KnownFailure } from "./known.ts";
import { runSuite, type SuiteResult } from "./run-suite.ts";
import { findRuntimes, type Runtime } from "./runtimes.ts";
import { allSuites } from "./suites.ts";
import { reasonsOf, type Result, stale, tableOf } from "./table.ts";
import { downloadInLittleMemory, useBundles, type UseResult } from "./use-bundles.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, json: { type: "boolean", default: false } },
});
const only = values.only?.split(",");
const wanted = (name: string): boolean => only === undefined || only.includes(name);

const results: Result[] = [];
const seen = new Set<KnownFailure>();
const columns: { name: string; version: string }[] = [];

const runtimes = (await findRuntimes()).filter(({ name }) => wanted(name));
const suites = allSuites();
const bundles = await bundleSuites([...new Set(suites.flatMap(({ files }) => files))]);

// Two at a time: each has tests of its own that wait for time to pass.
const waiting = [...runtimes];
await Promise.all(
  [1, 2].map(async () => {
    for (let runtime = waiting.shift(); runtime !== undefined; runtime = waiting.shift()) await tryRuntime(runtime);
  }),
);
for (const runtime of runtimes.filter(({ name }) => /^node-2[06]$/.test(name))) {
  for (const used of await downloadInLittleMemory(runtime)) noteUse(runtime.name, used, true);
}
columns.push(...runtimes);
if (wanted("chromium")) {
  try {
    const { version, results: suitesThere } = await runInBrowser();
    columns.push({ name: "chromium", version });
    for (const [name, result] of Object.entries(suitesThere)) noteSuite("chromium", name, result);
  } catch (error) {
    columns.push({ name: "chromium", version: "?" });
    noteSuite("chromium", "wire", {
      passed: 0,
      failures: [{ file: "browser", test: "start", reason: String(error) }],
      ms: 0,
    });
  }
}

const unexpected = results.flatMap(({ runtime, row, unexpected: texts }) =>
  texts.map((text) => ({ runtime, row, text })),
);
const idle = only === undefined ? stale(KNOWN, seen) : [];
if (values.json)
  process.stdout.write(`${JSON.stringify({ runtimes: columns, results, idle: idle.map(String) }, undefined, 1)}\n`);
else {
  process.stdout.write(`${tableOf(results, columns)}\n\nKnown not to work:\n\n${reasonsOf(results)}\n`);
  const saying = results.filter(({ said }) => said !== undefined && said !== "");
  for (const { runtime, row, said } of saying) process.stdout.write(`\n${runtime} says with ${row}: ${said ?? ""}\n`);
  for (const { tests, reason } of idle) process.stdout.write(`\nno longer so: ${String(tests)}: ${reason}\n`);
  for (const { runtime, row, text } of unexpected) process.stdout.write(`\nFAILED on ${runtime}, ${row}: ${text}\n`);
}
process.exitCode = unexpected.length === 0 ? 0 : 1;

async function tryRuntime(runtime: Runtime): Promise<void> {
  for (const suite of suites) noteSuite(runtime.name, suite.name, await runSuite(runtime, suite, bundles));
  for (const used of await useBundles(runtime)) noteUse(runtime.name, used, false);
  process.stderr.write(`${runtime.name} ${runtime.version}: done\n`);
}

function noteSuite(runtime: string, row: string, { passed, failures }: SuiteResult): void {
  const known: string[] = [];
  const news: string[] = [];
  for (const { file, test, reason } of failures) {
    const name = `${file.replace("test/", "")} > ${test}`;
    const rule = find(runtime, name);
    if (rule === undefined) news.push(`${name}: ${reason}`);
    else known.push(rule.reason);
  }
  results.push({ runtime, row, passed, known, unexpected: news });
}

function noteUse(runtime: string, { name, error, peakRssBytes, said }: UseResult, withMemory: boolean): void {
  const rule = error === undefined ? undefined : find(runtime, name);
  results.push({
    runtime,
    row: name,
    passed: error === undefined ? 1 : 0,
    known: rule === undefined ? [] : [rule.reason],
    unexpected: error === undefined || rule !== undefined ? [] : [error],
    said,
    ...(withMemory && { peakRssBytes }),
  });
}

function find(runtime: string, name: string): KnownFailure | undefined {
  const rule = KNOWN.find(({ runtimes: which, tests }) => which.test(runtime) && tests.test(name));
  if (rule !== undefined) seen.add(rule);
  return rule;
}
