/** Where an MCAP file's bytes go: a file on disk, appended to. */
import { type FileHandle, open } from "node:fs/promises";
import { McapFileError } from "./errors.ts";
import { McapFile, type McapFileOptions } from "./mcap-file.ts";

/** Takes bytes, one after the other. */
export interface McapSink {
  /** Bytes that it has taken. */
  readonly size: number;
  /** Take all of them, or none. @throws {McapFileError} it cannot */
  write(bytes: Uint8Array): Promise<void>;
  /** May come twice. */
  close(): Promise<void>;
}

/**
 * Begin an MCAP file where there is none.
 * @throws {McapFileError} `MCAP_FILE_EXISTS`, `MCAP_FILE_UNWRITABLE`
 * @example
 * ```ts
 * import { createMcap } from "spotwire/mcap";
 *
 * await using file = await createMcap("walk.mcap");
 * const topic = file.topic("/robot_id", "bosdyn.api.RobotId");
 * await file.write(topic, new Uint8Array(), { logTime: BigInt(Date.now()) * 1_000_000n });
 * await file.finish();
 * ```
 */
export async function createMcap(path: string, options?: McapFileOptions): Promise<McapFile> {
  try {
    return new McapFile(new FileSink(path, await open(path, "wx")), options);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const detail = exists ? "is there already, and is not written over" : (cause as Error).message;
    throw new McapFileError(exists ? "MCAP_FILE_EXISTS" : "MCAP_FILE_UNWRITABLE", path, detail, { cause });
  }
}

/** Appends to an open file. */
export class FileSink implements McapSink {
  readonly #path: string;
  readonly #handle: FileHandle;
  #size = 0;
  #closing: Promise<void> | undefined;

  /** @param handle the sink's to close */
  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  get size(): number {
    return this.#size;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += (await this.#handle.write(bytes, at)).bytesWritten;
      this.#size += bytes.length;
    } catch (cause) {
      // A reader that recovers files minds half a record less than we do; it may fail, too.
      await this.#handle.truncate(this.#size).catch(() => undefined);
      throw new McapFileError("MCAP_FILE_UNWRITABLE", this.#path, (cause as Error).message, { cause });
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#handle.close();
    return this.#closing;
  }
}
