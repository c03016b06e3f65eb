/** What the command line prints: data on stdout, everything said to a person on stderr. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where output goes; tests put their own streams here. */
export interface Output {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Colour text for a stream, unless it is no terminal or NO_COLOR is set. */
export function paint(style: Style, text: string, stream: NodeJS.WritableStream): string {
  return styleText(style, text, { stream, validateStream: true });
}

/** Whether a person looks at a stream. */
export function isTerminal(stream: NodeJS.WritableStream): boolean {
  return "isTTY" in stream && stream.isTTY === true;
}

/** Print one line of data. */
export function printLine(output: Output, line: string): void {
  output.stdout.write(`${line}\n`);
}

/** Print one JSON value on one line. */
export function printJson(output: Output, value: unknown): void {
  printLine(output, JSON.stringify(value, jsonValue));
}

/** Tell the person what is going on. */
export function note(output: Output, text: string): void {
  output.stderr.write(`${paint("dim", text, output.stderr)}\n`);
}

/** Print `label  value` rows with the values in one column. */
export function printRows(output: Output, rows: readonly (readonly [label: string, value: string])[]): void {
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) {
    printLine(output, `${paint("bold", label.padEnd(width), output.stdout)}  ${value}`);
  }
}

/** Print rows of cells under a heading, each column as wide as its widest cell. */
export function printTable(output: Output, heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heading.map((title, column) =>
    Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0), title.length),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  printLine(output, paint("bold", line(heading), output.stdout));
  for (const row of rows) printLine(output, line(row));
}

/** What JSON has no word for: 64-bit integers become decimal strings. */
function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
