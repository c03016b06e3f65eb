/** A recording out of a file, record by record: a file of any size takes the memory of one record. */
import { type FileHandle, open } from "node:fs/promises";
import { RecordingFileError } from "../errors.ts";
import { type RecordingEnd, RecordingParser } from "../parser.ts";
import type { RecordingRecord } from "../records.ts";

/** How to read. */
export interface ReadRecordingOptions {
  /** Hears how the recording ended, after its last record: in order, or cut, and where. Default: nobody. */
  readonly onEnd?: (end: RecordingEnd) => void;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * Read the records of a file. One that was cut, by a crash or a full disk, gives those that are whole, and `onEnd` says so.
 * @throws {RecordingFileError} `RECORDING_FILE_UNREADABLE`, and as `RecordingParser.push`, after the records before the
 * damage
 */
export async function* readRecording(
  path: string,
  { onEnd }: ReadRecordingOptions = {},
): AsyncGenerator<RecordingRecord, undefined, undefined> {
  const parser = new RecordingParser();
  const handle = await readable(path, () => open(path, "r"));
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const bytesRead = await readable(path, () => readInto(handle, chunk));
      if (bytesRead === 0) break;
      yield* parser.push(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
  onEnd?.(parser.end());
}

async function readInto(handle: FileHandle, chunk: Uint8Array): Promise<number> {
  const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
  return bytesRead;
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new RecordingFileError("RECORDING_FILE_UNREADABLE", 0, `${path}: ${(cause as Error).message}`, { cause });
  }
}
