/** `--port` of the commands that listen. */
import { Option } from "commander";
import { UsageError } from "./exit.ts";

/** The option, with what it is for. */
export function portOption(help: string, byDefault: number): Option {
  return new Option("--port <number>", help).default(byDefault).argParser((text) => {
    const port = Number(text);
    if (text.trim() !== "" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
    throw new UsageError(`--port takes 0 to 65535, not ${text}`);
  });
}
