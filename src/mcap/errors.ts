/** What goes wrong with an MCAP file. */
import { SpotError } from "../errors.ts";

/** Why an MCAP file cannot be written. */
export type McapErrorCode = "MCAP_FILE_EXISTS" | "MCAP_FILE_UNWRITABLE";

/** The file cannot be made, or no more can be written to it: the disk is full, for example. What was written holds. */
export class McapFileError extends SpotError {
  readonly code: McapErrorCode;
  readonly retryable = false;
  readonly path: string;

  constructor(code: McapErrorCode, path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options);
    this.code = code;
    this.path = path;
  }
}
