/** What goes wrong with a text that should be annotated hex. */
import { SpotError } from "../errors.ts";

/** Why it cannot be turned into bytes. */
export type AnnotatedHexErrorCode =
  /** A line has something else than pairs of hex digits, white space and a comment. */
  | "INSPECT_HEX_SYNTAX"
  /** Bytes were left out when it was printed. */
  | "INSPECT_HEX_CUT"
  /** A comment says that its line holds a length, and the bytes of the line have none. */
  | "INSPECT_HEX_LENGTH";

/** A text that is no annotated hex, or not enough of it. */
export class AnnotatedHexError extends SpotError {
  readonly code: AnnotatedHexErrorCode;
  readonly retryable = false;
  /** The first is 1. */
  readonly line: number;

  constructor(code: AnnotatedHexErrorCode, line: number, detail: string) {
    super(`line ${line}: ${detail}`);
    this.code = code;
    this.line = line;
  }
}
