/** Every case, in the order in which they run and are printed. */
import type { InteropCase } from "./case.ts";
import { COMPRESSION_CASES } from "./compression.ts";
import { ENDING_CASES } from "./ending.ts";
import { LOAD_CASES } from "./load.ts";
import { METADATA_CASES } from "./metadata.ts";
import { STATUS_CASES } from "./status.ts";
import { STREAMING_CASES } from "./streaming.ts";
import { UNARY_CASES } from "./unary.ts";

/** The cases, simple ones first. */
export const CASES: readonly InteropCase[] = [
  ...UNARY_CASES,
  ...STREAMING_CASES,
  ...COMPRESSION_CASES,
  ...ENDING_CASES,
  ...METADATA_CASES,
  ...STATUS_CASES,
  ...LOAD_CASES,
];

/** Find a case by its name. @throws {RangeError} there is none */
export function caseNamed(name: string): InteropCase {
  const found = CASES.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`there is no case ${name}`);
  return found;
}
