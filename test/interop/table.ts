/** Prints what came of a run: for people a table of cases, a column for each peer and direction; for programs JSON. */
import type { Direction, Result } from "./result.ts";

/** A peer as it was found. */
export interface PeerReport {
  readonly name: string;
  /** What exactly it was, or why it was not there. */
  readonly version: string | undefined;
  readonly missing: string | undefined;
}

/** All there is to say about a run. */
export interface Report {
  readonly peers: readonly PeerReport[];
  readonly results: readonly Result[];
}

const MARKS = { pass: "pass", fail: "FAIL", "not run": "–" } as const;
const SHORT: Readonly<Record<Direction, string>> = {
  "our client → their server": "→ server",
  "their client → our server": "client →",
};

/** The report for people. Reasons stand below the table. */
export function tableText({ peers, results }: Report): string {
  const columns = [...new Map(results.map((each) => [columnOf(each), each])).values()];
  const rows = [...new Set(results.map((each) => each.case))];
  const cells = [
    ["case", ...columns.map((each) => `${each.peer} ${SHORT[each.direction]}`)],
    ...rows.map((row) => [row, ...columns.map((column) => mark(results, row, column))]),
  ];
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => (row[i] ?? "").length)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  const found = peers.map(({ name, version, missing }) => `${name}: ${version ?? `not run: ${missing ?? ""}`}`);
  return [...found, "", ...lines, "", ...reasons(results), summary(results), ""].join("\n");
}

/** The report for programs, one object. */
export function reportJson(report: Report): string {
  return `${JSON.stringify({ summary: counts(report.results), ...report }, undefined, 2)}\n`;
}

/** How many results there are of each kind. */
export function counts(results: readonly Result[]): { pass: number; fail: number; notRun: number } {
  const of = (status: Result["outcome"]["status"]): number =>
    results.filter(({ outcome }) => outcome.status === status).length;
  return { pass: of("pass"), fail: of("fail"), notRun: of("not run") };
}

const columnOf = ({ peer, direction }: Result): string => `${peer} ${direction}`;

function mark(results: readonly Result[], row: string, column: Result): string {
  const found = results.find((each) => each.case === row && columnOf(each) === columnOf(column));
  return found === undefined ? "" : MARKS[found.outcome.status];
}

/** Cases with one reason in common share a line. */
function reasons(results: readonly Result[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { peer, direction, case: name, outcome } of results) {
    if (outcome.status === "pass") continue;
    const key = `${peer}, ${direction}: ${outcome.status}: ${outcome.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const lines = [...groups].map(([key, names]) => `${key}\n    ${names.join(", ")}`);
  return lines.length === 0 ? [] : [...lines, ""];
}

function summary(results: readonly Result[]): string {
  const { pass, fail, notRun } = counts(results);
  return `${pass} passed, ${fail} failed, ${notRun} not run`;
}
