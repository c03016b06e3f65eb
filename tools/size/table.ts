/** Sizes as tables: for a terminal, and in Markdown. */
import type { Size } from "./bundled.ts";

/** What one bundle weighs. */
export interface Row extends Size {
  readonly purpose: string;
  readonly name: string;
  readonly budget: number | undefined;
}

/** A table for a terminal: one block for each purpose. */
export function textTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return purposesOf(rows)
    .map(([purpose, ways]) => {
      const lines = ways.map((way) => {
        const sizes = `${kilobytes(way.minified).padStart(11)} ${kilobytes(way.gzipped).padStart(10)}`;
        return `  ${way.name.padEnd(width)} ${sizes}  ${verdict(way)}`.trimEnd();
      });
      return [`${purpose}${" ".repeat(Math.max(1, width + 6 - purpose.length))}minified    gzipped`, ...lines, ""];
    })
    .flat()
    .join("\n");
}

/** A table in Markdown. */
export function markdownTable(rows: readonly Row[]): string {
  const lines = purposesOf(rows).flatMap(([purpose, ways]) =>
    ways.map(({ name, minified, gzipped, budget }, i) => {
      const limit = budget === undefined ? "" : kilobytes(budget);
      return `| ${[i === 0 ? purpose : "", name, kilobytes(minified), kilobytes(gzipped), limit].join(" | ")} |`;
    }),
  );
  return ["| | | minified | gzipped | budget |", "| --- | --- | ---: | ---: | ---: |", ...lines].join("\n");
}

/** A document with the table in the place marked for it. @throws {Error} there is none */
export function withTable(document: string, table: string): string {
  const place = /(<!-- size -->)[\s\S]*?(<!-- \/size -->)/;
  if (!place.test(document)) throw new Error("no place marked <!-- size --> for the table");
  return document.replace(place, (_, before: string, after: string) => `${before}\n\n${table}\n\n${after}`);
}

function purposesOf(rows: readonly Row[]): [string, Row[]][] {
  return [...new Set(rows.map(({ purpose }) => purpose))].map((name) => [
    name,
    rows.filter(({ purpose }) => purpose === name),
  ]);
}

function verdict({ gzipped, budget }: Row): string {
  if (budget === undefined) return "";
  return gzipped <= budget ? `within ${kilobytes(budget)}` : `OVER ${kilobytes(budget)}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 99_950 ? 2 : 0)} kB`;
}
