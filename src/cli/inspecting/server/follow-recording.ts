/** The bytes of a recording that may still be growing, piece by piece: only what is asked for next is in memory. */
import { watch } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { RecordingFileError, RecordingParser } from "../../../recording/index.ts";

/** How to follow. */
export interface FollowOptions {
  /** Ends it, at once. */
  readonly signal: AbortSignal;
  /** Milliseconds after which to look for more, where the system does not tell of changes. */
  readonly pollMs: number;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Read a recording from its beginning, and on as it grows: up to its last record, or the end of a file that is damaged or
 * was cut behind what has been read.
 * @throws {RecordingFileError} `RECORDING_FILE_UNREADABLE`
 */
export async function* followRecording(
  path: string,
  { signal, pollMs }: FollowOptions,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  const handle = await readable(path, () => open(path, "r"));
  using changes = new Changes(path);
  try {
    const progress = new Progress();
    for (let at = 0; !signal.aborted;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const { bytesRead } = await readable(path, () => handle.read(chunk, 0, CHUNK_BYTES, at));
      if (bytesRead > 0) {
        at += bytesRead;
        const bytes = chunk.subarray(0, bytesRead);
        progress.push(bytes);
        yield bytes;
      } else {
        if (progress.isOver || (await readable(path, () => hasGone(handle, at)))) return;
        await changes.next(pollMs, signal);
      }
    }
  } finally {
    await handle.close();
  }
}

/** Whether the file is shorter than what was read of it, or no name leads to it any more. */
async function hasGone(handle: FileHandle, at: number): Promise<boolean> {
  const { size, nlink } = await handle.stat();
  return size < at || nlink === 0;
}

/** Knows whether more may come: not after the last record, nor after damage. */
class Progress {
  readonly #parser = new RecordingParser();
  isOver = false;

  push(bytes: Uint8Array): void {
    if (this.isOver) return;
    try {
      for (const { kind } of this.#parser.push(bytes)) if (kind === "finished") this.isOver = true;
    } catch (error) {
      if (!(error instanceof RecordingFileError)) throw error;
      this.isOver = true;
    }
  }
}

/** Tells that a file has changed: by the system's word, or by time where it has none (network drives). */
class Changes implements Disposable {
  readonly #stop: (() => void) | undefined;
  #hasChanged = false;
  #wake: (() => void) | undefined;

  constructor(path: string) {
    try {
      const watcher = watch(path, { persistent: false }, () => {
        this.#hasChanged = true;
        this.#wake?.();
      });
      watcher.on("error", () => watcher.close());
      this.#stop = () => watcher.close();
    } catch {
      // Too many are watched already, or the drive cannot: time is enough.
    }
  }

  /** Resolves once the file has changed since the last time, `mostMs` have passed, or the signal is aborted. */
  async next(mostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasChanged && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, mostMs);
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener("abort", wake);
      });
      this.#wake?.();
      this.#wake = undefined;
    }
    this.#hasChanged = false;
  }

  [Symbol.dispose](): void {
    this.#stop?.();
  }
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new RecordingFileError("RECORDING_FILE_UNREADABLE", 0, `${path}: ${(cause as Error).message}`, { cause });
  }
}
