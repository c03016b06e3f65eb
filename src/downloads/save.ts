/** Downloads on disk: a file has its name once it is whole, and never takes the place of another. */
import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import type { DownloadedFile } from "./download.ts";

/** A file that was saved. */
export interface SavedFile extends Omit<DownloadedFile, "bytes"> {
  readonly path: string;
  /** Its length in bytes. */
  readonly bytes: number;
}

/** How many files of one name a folder takes. */
const MAX_NAMESAKES = 1000;

/**
 * Save downloads to a folder, which is made if need be. A file of the name that is there already stays, and the new one is
 * called `name (2)`. What was cut off is deleted.
 * @returns what was saved, in order
 * @throws as the downloads do, and what the file system says; files saved before stay
 * @example
 * ```ts
 * await saveDownloads(downloadBddf(robot, { from, to }), "logs");
 * ```
 */
export async function saveDownloads(files: AsyncIterable<DownloadedFile>, folder: string): Promise<SavedFile[]> {
  await mkdir(folder, { recursive: true });
  const saved: SavedFile[] = [];
  for await (const { bytes, ...file } of files) {
    const partial = join(folder, `.${randomUUID()}.part`);
    try {
      const length = await write(partial, bytes);
      const path = await reserve(folder, file.fileName);
      await rename(partial, path);
      saved.push({ ...file, path, bytes: length });
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }
  return saved;
}

async function write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, "wx");
  let length = 0;
  try {
    for await (const piece of bytes) {
      await writeAll(handle, piece);
      length += piece.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return length;
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await handle.write(piece, at)).bytesWritten;
}

/** Take a name that is free, so that nobody else does meanwhile. */
async function reserve(folder: string, fileName: string): Promise<string> {
  const extension = extname(fileName);
  const stem = fileName.slice(0, fileName.length - extension.length);
  for (let namesake = 1; ; namesake++) {
    const path = join(folder, namesake === 1 ? fileName : `${stem} (${namesake})${extension}`);
    try {
      await (await open(path, "wx")).close();
      return path;
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken || namesake === MAX_NAMESAKES) throw error;
    }
  }
}
