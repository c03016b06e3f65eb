/** `--timeout`, the same wherever there is one. */
import { Option } from "commander";
import { UsageError } from "./exit.ts";

/** `--timeout` in seconds, a millisecond to an hour. */
export function timeoutOption(description: string, defaultSeconds: number): Option {
  return new Option("--timeout <seconds>", description).default(defaultSeconds).argParser((text) => {
    const seconds = Number(text);
    if (seconds >= 0.001 && seconds <= 3600) return seconds;
    throw new UsageError(`--timeout takes seconds from 0.001 to 3600, not ${text}`);
  });
}
