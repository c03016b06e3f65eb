/** The root of an authority that a command has minted, in a file for clients to trust. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "./exit.ts";

/** A root in a file; a file that nobody named is removed at the end. */
export interface RootFile extends AsyncDisposable {
  readonly path: string;
}

/** Write a root. @param named where to; default: a temporary file @throws {UsageError} it cannot be written there */
export async function writeRootFile(rootPem: string, named: string | undefined): Promise<RootFile> {
  const folder = named === undefined ? await mkdtemp(join(tmpdir(), "spotwire-root-")) : undefined;
  const path = named ?? join(folder as string, "root.pem");
  try {
    await writeFile(path, rootPem);
  } catch (error) {
    throw new UsageError(`--root-out ${path}: ${(error as Error).message}`);
  }
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
