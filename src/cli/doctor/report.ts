/** The doctor's report: for a person to read, and for a program to hold. */
import { type Output, paint, printJson, printLine } from "../output.ts";
import { VERSION } from "../../version.ts";
import { FLOOR_NAMES, type Finding, type Outcome } from "./finding.ts";
import type { Visit } from "./visit.ts";

const MARKS: Readonly<Record<Outcome, readonly [mark: string, style: "green" | "yellow" | "red" | "dim"]>> = {
  pass: ["✓", "green"],
  warn: ["!", "yellow"],
  fail: ["✗", "red"],
  skipped: ["–", "dim"],
};

const NAME_WIDTH = Math.max(...FLOOR_NAMES.map((name) => name.length));

/** Print one floor. What is not as it should be tells everything about itself. */
export function printFinding({ outcome, floor, tried, seen, meaning, remedy }: Finding, output: Output): void {
  const [mark, style] = MARKS[outcome];
  const { stdout } = output;
  const head = `${paint(style, mark, stdout)} ${paint("bold", floor.padEnd(NAME_WIDTH), stdout)}`;
  if (outcome === "pass" || outcome === "skipped") {
    printLine(output, `${head}  ${outcome === "skipped" ? paint("dim", `skipped: ${seen}`, stdout) : seen}`);
    return;
  }
  printLine(output, `${head}  ${seen}`);
  for (const [label, text] of [
    ["tried", tried],
    ["means", meaning],
    ["do", remedy],
  ] as const) {
    if (text !== undefined) printLine(output, `    ${paint("dim", label.padEnd(5), stdout)} ${text}`);
  }
}

/** Say in a sentence what the findings come to. */
export function summary(findings: readonly Finding[], { way }: Visit): string {
  const named = (wanted: Outcome): string[] =>
    findings.filter(({ outcome }) => outcome === wanted).map(({ floor }) => floor);
  const [failed] = named("fail");
  const [warned, skipped] = [named("warn"), named("skipped")];
  if (failed !== undefined) {
    const above = FLOOR_NAMES.length - findings.length;
    const rest = above === 0 ? "" : `; the ${above} floors above it were not looked at`;
    return `The stack carries up to ${failed}, which fails (by ${way.description})${rest}.`;
  }
  const notes = [
    ...(warned.length === 0 ? [] : [`look at ${warned.join(", ")}`]),
    ...(skipped.length === 0 ? [] : [`skipped: ${skipped.join(", ")}`]),
  ];
  return `The robot can be used, by ${way.description}${notes.length === 0 ? ", and nothing is amiss" : `; ${notes.join("; ")}`}.`;
}

/** Print everything as one JSON object. No secret is in it. */
export function printReport(findings: readonly Finding[], visit: Visit, output: Output): void {
  const failed = findings.find(({ outcome }) => outcome === "fail");
  const proxied = visit.options.link !== undefined;
  printJson(output, {
    host: visit.options.host,
    at: new Date().toISOString(),
    outcome: failed ? "fail" : findings.some(({ outcome }) => outcome === "warn") ? "warn" : "pass",
    failedFloor: failed?.floor ?? null,
    summary: summary(findings, visit),
    way: visit.way.way,
    isProxied: proxied,
    client: { spotwire: VERSION, node: process.version, platform: process.platform, arch: process.arch },
    floors: findings,
    notReached: FLOOR_NAMES.slice(findings.length),
  });
}
