/** Where the inspector's page comes from: what `npm run build` has made. The bundled command line has it inside instead. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../exit.ts";

const FILE = join(import.meta.dirname, "../../../dist/inspect.html");

/** The page as one HTML file. @throws {UsageError} it was not built */
export async function readPageHtml(): Promise<string> {
  try {
    return await readFile(FILE, "utf8");
  } catch (error) {
    throw new UsageError(`${FILE} is made by npm run build: ${(error as Error).message}`);
  }
}
