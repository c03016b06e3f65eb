/** What goes wrong with a BDDF file. */
import { SpotError } from "../errors.ts";

/** The bytes are no BDDF file, or a part of one; `offset` says where. */
export class BddfError extends SpotError {
  readonly code:
    "BDDF_NOT_A_FILE" | "BDDF_TRUNCATED" | "BDDF_CORRUPT" | "BDDF_CHECKSUM" | "BDDF_TOO_LARGE" | "BDDF_SERIES";
  readonly retryable = false;
  /** Byte offset in the file. */
  readonly offset: number;

  constructor(code: BddfError["code"], offset: number, detail: string, options?: ErrorOptions) {
    super(`BDDF, byte ${offset}: ${detail}`, options);
    this.code = code;
    this.offset = offset;
  }
}
