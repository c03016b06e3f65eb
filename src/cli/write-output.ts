/** Files that a command writes where the person said. */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { UsageError } from "./exit.ts";

/** A file to write. */
export interface OutputFile {
  /** Its name without what it ends in; may come from a robot. */
  readonly name: string;
  readonly extension: string;
  readonly bytes: Uint8Array;
}

/**
 * Write files. One file goes to `out` if that looks like a file; otherwise `out` is a folder, made if need be. Existing
 * files are written over.
 * @param out default: the working directory
 * @returns their paths
 * @throws {UsageError} they cannot be written there, or several are to go into one
 */
export async function writeOutputFiles(out: string | undefined, files: readonly OutputFile[]): Promise<string[]> {
  try {
    const isFolder = out === undefined || (await isDirectory(out)) || extname(out) === "" || out.endsWith("/");
    if (!isFolder) {
      const [file] = files;
      if (file === undefined || files.length > 1) {
        throw new UsageError(`--out ${out} looks like one file, and there are ${files.length}: name a folder`);
      }
      await writeFile(out, file.bytes);
      return [out];
    }
    const folder = out ?? ".";
    await mkdir(folder, { recursive: true });
    const paths: string[] = [];
    for (const { name, extension, bytes } of files) {
      const path = join(folder, `${safeName(name)}.${extension}`);
      await writeFile(path, bytes);
      paths.push(path);
    }
    return paths;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--out ${out ?? "."}: ${(error as Error).message}`);
  }
}

/** A name from a robot must not lead out of the folder, nor hide in it. */
function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "_") || "_";
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
