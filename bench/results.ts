/** `bench/results.json`: the latest results of each comparison. */
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import process from "node:process";
import type { MeasureResult } from "./rounds.ts";
import type { ServerKind } from "./servers/start-server.ts";

const FILE = new URL("results.json", import.meta.url);

/** What came of one comparison. */
export interface Result {
  readonly what: string;
  /** Where it was one of those that can be chosen. */
  readonly server?: ServerKind;
  readonly rounds: number;
  readonly measures: readonly MeasureResult[];
}

/** By the comparison's name. */
export type Results = Readonly<Record<string, Result>>;

/** Where the results are from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
}

/** This machine. */
export const MACHINE: Machine = { cpu: cpus()[0]?.model ?? "?", cores: cpus().length, node: process.version };

/** Read what there is; those of another machine do not count. */
export async function readResults(): Promise<Results> {
  const text = await readFile(FILE, "utf8").catch(() => undefined);
  if (text === undefined) return {};
  const { machine, comparisons } = JSON.parse(text) as { machine: Machine; comparisons?: Results };
  return JSON.stringify(machine) === JSON.stringify(MACHINE) ? (comparisons ?? {}) : {};
}

/** Write them all. */
export async function writeResults(comparisons: Results): Promise<void> {
  await writeFile(FILE, `${JSON.stringify({ machine: MACHINE, comparisons }, undefined, 2)}\n`);
}
