/**
 * A recording in a file, written as it comes about. Each record is with the system when `write` returns, so that a program
 * that is killed loses none; bytes that a power failure may cost are fewer than the system holds back.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { RecordingFileError } from "../errors.ts";
import type { ConnectionRecord } from "../records.ts";
import { RecordingWriter } from "../writer.ts";

/** What a new recording says of itself. */
export interface RecordingFileOptions {
  /** What makes it: `spotwire 0.1.0 tap`. */
  readonly maker: string;
  /** Wall clock of the start, in nanoseconds since 1970. Default: now, by this machine. */
  readonly startedAtNanos?: bigint;
}

/** A recording that is being written. Make it with `createRecording`; hold it with `using`. */
export class RecordingFile implements Disposable {
  readonly path: string;
  readonly #handle: number;
  readonly #writer: RecordingWriter;
  #wholeBytes = 0;
  #isOpen = true;

  /** Use `createRecording`. */
  constructor(path: string, handle: number, options: Required<RecordingFileOptions>) {
    this.path = path;
    this.#handle = handle;
    this.#writer = new RecordingWriter((bytes) => this.#append(bytes), options);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#wholeBytes;
  }

  /** Whether more may be written: not after `finish`, `close` or a failure. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Write a record, before this returns.
   * @throws {RecordingFileError} `RECORDING_FILE_UNWRITABLE`: the disk is full, for example; the file is closed, and holds
   * what was written before
   * @throws {TypeError} the file is closed
   */
  write(record: ConnectionRecord): void {
    if (!this.#isOpen) throw new TypeError(`${this.path} is closed`);
    this.#writer.write(record);
  }

  /** End the recording in order, and close the file. Nothing if it is closed. @throws {RecordingFileError} as `write` */
  finish(atNanos: bigint): void {
    if (!this.#isOpen) return;
    this.#writer.finish(atNanos);
    this.close();
  }

  /** Close the file as it is: a reader will see that it was not ended in order. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      fsyncSync(this.#handle);
    } catch {
      // What is no file on a disk (a pipe) has nothing to be flushed to.
    }
    closeSync(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #append(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at);
      this.#wholeBytes += bytes.length;
    } catch (cause) {
      this.#giveUp();
      const detail = `${this.path}: ${(cause as Error).message}`;
      throw new RecordingFileError("RECORDING_FILE_UNWRITABLE", this.#wholeBytes, detail, { cause });
    }
  }

  /** Take back the part of a record that was written. */
  #giveUp(): void {
    try {
      ftruncateSync(this.#handle, this.#wholeBytes);
    } catch {
      // A reader leaves out what is cut.
    }
    this.close();
  }
}

/**
 * Begin a recording in a new file that its owner alone may read: what it holds are the bytes as they were, passwords and
 * tokens included.
 * @throws {RecordingFileError} `RECORDING_FILE_EXISTS`, `RECORDING_FILE_UNWRITABLE`
 */
export function createRecording(path: string, options: RecordingFileOptions): RecordingFile {
  let handle: number;
  try {
    handle = openSync(path, "wx", 0o600);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const detail = exists
      ? `${path} is there already, and is not written over`
      : `${path}: ${(cause as Error).message}`;
    throw new RecordingFileError(exists ? "RECORDING_FILE_EXISTS" : "RECORDING_FILE_UNWRITABLE", 0, detail, { cause });
  }
  const startedAtNanos = options.startedAtNanos ?? BigInt(Date.now()) * 1_000_000n;
  return new RecordingFile(path, handle, { ...options, startedAtNanos });
}
