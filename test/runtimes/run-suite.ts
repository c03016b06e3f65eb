/** Runs one suite on one runtime, and sees it through: a runtime that goes down is started again behind the file that felled it. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { BundledSuites } from "./bundle-suites.ts";
import { ROOT, type Runtime } from "./runtimes.ts";
import type { ReportLine } from "./standin/program.ts";
import type { Suite } from "./suites.ts";

/** A test that failed. */
export interface Failure {
  readonly file: string;
  readonly test: string;
  readonly reason: string;
}

/** What became of a suite. */
export interface SuiteResult {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly ms: number;
}

/** How long a runtime may say nothing, in milliseconds: more than a test may take. */
const SILENCE_MS = 45_000;

/** Run a suite. */
export async function runSuite(runtime: Runtime, suite: Suite, bundles: BundledSuites): Promise<SuiteResult> {
  const start = performance.now();
  const failures: Failure[] = [];
  let passed = 0;
  let left = suite.files;
  while (left.length > 0) {
    const outcome = await runFiles(runtime, suite, left, bundles);
    passed += outcome.passed;
    failures.push(...outcome.failures);
    left = outcome.left;
  }
  return { passed, failures, ms: Math.round(performance.now() - start) };
}

interface PartialResult {
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** Files that were not begun. */
  readonly left: readonly string[];
}

async function runFiles(
  runtime: Runtime,
  suite: Suite,
  files: readonly string[],
  { program, bundleOf }: BundledSuites,
): Promise<PartialResult> {
  const child = spawn(runtime.binary, [...runtime.options, program, ...files.map(bundleOf)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", NO_COLOR: "1", ...suite.env },
  });
  const failures: Failure[] = [];
  let passed = 0;
  let begun = -1;
  let isDone = false;
  let words = "";
  const silence = { isTooLong: false };
  const falls = (): void => {
    silence.isTooLong = true;
    child.kill("SIGKILL");
  };
  let watch = setTimeout(falls, SILENCE_MS);
  child.stderr.on("data", (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4000)));
  const closed = new Promise<string>((resolve) => {
    child.on("close", (code, signal) => resolve(`${code ?? signal}`));
    child.on("error", (error) => resolve(error.message));
  });
  for await (const text of createInterface({ input: child.stdout })) {
    clearTimeout(watch);
    watch = setTimeout(falls, SILENCE_MS);
    const line = lineOf(text);
    if (line === undefined) continue;
    if ("file" in line) begun++;
    else if ("done" in line) isDone = true;
    else if (line.error === undefined) passed++;
    else failures.push({ file: files[begun] ?? "?", test: line.name, reason: line.error });
  }
  const how = await closed;
  clearTimeout(watch);
  if (isDone) return { passed, failures, left: [] };
  const felled = files[begun] ?? "(before the first file)";
  const reason = silence.isTooLong
    ? `nothing for ${SILENCE_MS / 1000} s`
    : `the runtime ended with ${how}: ${words.slice(-500)}`;
  failures.push({ file: felled, test: "the rest of the file", reason });
  return { passed, failures, left: begun < 0 ? [] : files.slice(begun + 1) };
}

/** A line of the report; a program of a test may say something of its own. */
function lineOf(text: string): ReportLine | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as ReportLine;
  } catch {
    return undefined;
  }
}
