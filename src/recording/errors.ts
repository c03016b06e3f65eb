/** What goes wrong with a recording. */
import { SpotError } from "../errors.ts";

/** Why a recording cannot be read or written. */
export type RecordingErrorCode =
  | "RECORDING_FILE_FOREIGN"
  | "RECORDING_FILE_VERSION"
  | "RECORDING_FILE_CORRUPT"
  | "RECORDING_FILE_EXISTS"
  | "RECORDING_FILE_UNREADABLE"
  | "RECORDING_FILE_UNWRITABLE";

/** The bytes are no recording, or a damaged one, or its file cannot be used; what was read before holds. */
export class RecordingFileError extends SpotError {
  readonly code: RecordingErrorCode;
  readonly retryable = false;
  /** Byte of the recording at which it is so: where its whole records end, for a damaged one. */
  readonly offset: number;

  constructor(code: RecordingErrorCode, offset: number, detail: string, options?: ErrorOptions) {
    super(`recording, byte ${offset}: ${detail}`, options);
    this.code = code;
    this.offset = offset;
  }
}
