/** Where the requests of `spotwire call` come from: the command line, a file, or stdin. */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { text as readAll } from "node:stream/consumers";
import { UsageError } from "./exit.ts";

/**
 * The texts of the requests, each one JSON value.
 * @param data JSON, `@FILE`, or `@-` for stdin
 * @param isStream whether the RPC takes many requests: then a file or stdin holds one a line (NDJSON), sent as they come
 */
export async function* requestTexts(data: string, isStream: boolean): AsyncGenerator<string, void, void> {
  if (!data.startsWith("@")) {
    yield data;
  } else if (data !== "@-") {
    const content = await readInput(data.slice(1));
    yield* isStream ? nonEmpty(content.split("\n")) : [content];
  } else if (isStream) {
    // Line by line as it arrives: a stream may answer each request before the next one is typed.
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) yield* nonEmpty([line]);
  } else yield await readAll(process.stdin);
}

function nonEmpty(lines: readonly string[]): string[] {
  return lines.filter((line) => line.trim() !== "");
}

async function readInput(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`-d @${file}: ${(error as Error).message}`);
  }
}
