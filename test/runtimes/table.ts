/** The results as a table for people: a row for each suite and use, a column for each runtime. */
import type { KnownFailure } from "./known.ts";

/** One cell. */
export interface Result {
  readonly runtime: string;
  /** A suite, or a use of a bundle. */
  readonly row: string;
  readonly passed: number;
  /** Failures that nobody expected, in words. */
  readonly unexpected: readonly string[];
  /** Failures that are known, by their reasons. */
  readonly known: readonly string[];
  readonly peakRssBytes?: number;
  /** What the runtime said besides. */
  readonly said?: string;
}

/** Write results as Markdown. */
export function tableOf(results: readonly Result[], runtimes: readonly { name: string; version: string }[]): string {
  const rows = [...new Set(results.map(({ row }) => row))];
  const lines = [
    ["", ...runtimes.map(({ name, version }) => `${name.replace(/-.*/, "")} ${version}`)],
    ["---", ...runtimes.map(() => "---")],
    ...rows.map((row) => [
      row,
      ...runtimes.map(({ name }) => cellOf(results.find((each) => each.row === row && each.runtime === name))),
    ]),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellOf(result: Result | undefined): string {
  if (result === undefined) return "";
  const { passed, unexpected, known, peakRssBytes } = result;
  if (unexpected.length > 0) return `FAIL (${unexpected.length} of ${passed + unexpected.length + known.length})`;
  const rss = peakRssBytes === undefined ? "" : `, ${Math.round(peakRssBytes / 1_048_576)} MiB`;
  if (known.length === 0) return `pass${rss}`;
  return passed === 0 ? "no" : `${passed} of ${passed + known.length}`;
}

/** The reasons of what is known not to work, and for how much each stands. */
export function reasonsOf(results: readonly Result[]): string {
  const counts = new Map<string, number>();
  for (const { runtime, known } of results) {
    for (const reason of known) {
      const key = `${runtime.replace(/-.*/, "")}: ${reason}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].map(([reason, count]) => `- ${reason} (${count})`).join("\n");
}

/** Known failures of which nothing failed: they are to be taken out. */
export function stale(known: readonly KnownFailure[], seen: ReadonlySet<KnownFailure>): readonly KnownFailure[] {
  return known.filter((each) => !seen.has(each));
}
