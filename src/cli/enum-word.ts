/** Enum values as words for people. */
import { enumName } from "../wire/index.ts";

/** `STATUS_CHARGING` → `charging`; a number that this release does not know stays a number. */
export function enumWord(names: Readonly<Record<string, number>>, value: number, prefix: RegExp): string {
  const name = enumName(names, value);
  return name === undefined ? String(value) : name.replace(prefix, "").toLowerCase().replaceAll("_", " ");
}
