/** Results as tables: for a terminal, and in Markdown. */
import type { MeasureResult, Standing } from "./rounds.ts";

/** A table for a terminal: one block for each measure. */
export function textTable(measures: readonly MeasureResult[]): string {
  return measures
    .map(({ name, unit, standings }) => {
      const width = Math.max(...standings.map((each) => each.name.length));
      const rows = standings.map((standing, i) => {
        const amount = `${figure(standing.median)} ${unit}`.padStart(22);
        return `  ${standing.name.padEnd(width)}  ${amount}   ${i === 0 ? "1" : ratio(standing)}`;
      });
      return [` ${name}`, ...rows, ""].join("\n");
    })
    .join("\n");
}

/** With more measures than this a table would be wider than a page. */
const MOST_COLUMNS = 4;

/** A table in Markdown: a row for each contender and a column for each measure, or the other way round where those are many. */
export function markdownTable(measures: readonly MeasureResult[]): string {
  const names = measures[0]?.standings.map(({ name }) => name) ?? [];
  const titles = measures.map(({ name, unit }) => `${name}, ${unit}`);
  const cells = measures.map(({ standings }) =>
    standings.map((each, i) => (i === 0 ? figure(each.median) : `${figure(each.median)}: ${ratio(each)}`)),
  );
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const table = (head: readonly string[], rows: readonly string[][]): string =>
    [line(["", ...head]), line(["---", ...head.map(() => "---:")]), ...rows.map(line)].join("\n");
  if (measures.length > MOST_COLUMNS) {
    return table(
      names,
      titles.map((title, i) => [title, ...(cells[i] ?? [])]),
    );
  }
  return table(
    titles,
    names.map((name, i) => [name, ...cells.map((column) => column[i] ?? "")]),
  );
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en").replaceAll(",", " ");
  return String(Number(value.toPrecision(3)));
}

function ratio({ ratio: { median, least, most } }: Standing): string {
  return Number.isFinite(median) ? `${median.toFixed(2)}× (${least.toFixed(2)} to ${most.toFixed(2)})` : "–";
}
