/** Whether a file is a recording, before anything is served: what else it may be has commands of its own. */
import { open } from "node:fs/promises";
import { RecordingFileError } from "../../recording/index.ts";
import { MAGIC } from "../../recording/format.ts";
import { formOf } from "./byte-text.ts";
import { isCapture } from "./capture.ts";

const LOOK_BYTES = 4096;

/**
 * Look at a file's first bytes. An empty one may be about to become a recording.
 * @throws {RecordingFileError} `RECORDING_FILE_UNREADABLE`, `RECORDING_FILE_FOREIGN`: it says what to do instead
 */
export async function checkRecordingFile(path: string): Promise<void> {
  const first = await beginning(path);
  if (first.subarray(0, MAGIC.length).every((byte, i) => byte === MAGIC[i])) return;
  throw new RecordingFileError("RECORDING_FILE_FOREIGN", 0, `${path} ${adviceFor(path, first)}`);
}

function adviceFor(path: string, first: Uint8Array): string {
  if (isCapture(first)) {
    return `is a capture of packets: spotwire decode ${path} reads it (with --key-log KEYS, where it is encrypted)`;
  }
  // Cut in the middle of a line or pair, maybe.
  const form = formOf(first.length < LOOK_BYTES ? first : first.subarray(0, first.lastIndexOf(0x0a) + 1));
  if (form !== "binary") {
    return `is ${form}, no recording: run spotwire inspect without a file and paste it, or spotwire decode ${path}`;
  }
  return `is no recording of spotwire tap: spotwire decode ${path} shows what bytes say`;
}

async function beginning(path: string): Promise<Uint8Array> {
  try {
    await using handle = await open(path, "r");
    const bytes = new Uint8Array(LOOK_BYTES);
    const { bytesRead } = await handle.read(bytes, 0, LOOK_BYTES, 0);
    return bytes.subarray(0, bytesRead);
  } catch (cause) {
    throw new RecordingFileError("RECORDING_FILE_UNREADABLE", 0, `${path}: ${(cause as Error).message}`, { cause });
  }
}
