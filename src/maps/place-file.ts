/** Files that are there whole or not at all, after a power cut too. */
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { MapFolderError } from "./errors.ts";

/** Ends the name of a file that is being written. */
export const TEMPORARY = ".partial";

/**
 * Write a file by way of another name.
 * @param content its bytes, or what writes them
 * @throws {MapFolderError} it cannot be written; what `content` throws
 */
export async function placeFile(
  folder: string,
  name: string,
  content: Uint8Array | ((handle: FileHandle) => Promise<void>),
): Promise<void> {
  const file = join(folder, name);
  const temporary = `${file}${TEMPORARY}`;
  const handle = await fileIo(file, async () => {
    await mkdir(folder, { recursive: true });
    return open(temporary, "w+");
  });
  try {
    try {
      if (typeof content === "function") await content(handle);
      else await fileIo(file, () => handle.writeFile(content));
      await fileIo(file, () => handle.sync());
    } finally {
      await handle.close();
    }
    await fileIo(file, () => rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Do something with a file. @throws {MapFolderError} it failed */
export async function fileIo<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw ioError(path, error);
  }
}

/** What went wrong with a file, with its name. */
export function ioError(path: string, error: unknown): unknown {
  if (error instanceof MapFolderError || !(error instanceof Error)) return error;
  return new MapFolderError("MAP_FOLDER_IO", path, error.message, { cause: error });
}

/** Whether there is no such file. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
