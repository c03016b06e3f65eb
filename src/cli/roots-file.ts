/** The file that `--roots` names. */
import { readFile } from "node:fs/promises";
import { UsageError } from "./exit.ts";

/** Read it. @throws {UsageError} it cannot be read */
export async function readRootsFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`--roots ${file}: ${(error as Error).message}`);
  }
}
