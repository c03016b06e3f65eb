/** What is wrong with a JSON text or with a message in JSON. */
import { SpotError } from "../../errors.ts";

/** Why. */
export type JsonErrorCode =
  /** The text is not JSON (RFC 8259). */
  | "JSON_SYNTAX"
  /** The message has no such field, or the enum no such name. */
  | "JSON_UNKNOWN_NAME"
  /** A value is of the wrong kind for its field. */
  | "JSON_WRONG_TYPE"
  /** A value is out of its field's range. */
  | "JSON_OUT_OF_RANGE"
  /** A field, or two members of one oneof, stand twice. */
  | "JSON_DUPLICATE"
  /** Nested deeper than the limit. */
  | "JSON_TOO_DEEP"
  /** A message cannot be said in JSON: a Timestamp out of range, an Any of an unknown type. */
  | "JSON_UNSAYABLE";

/** A message in JSON that cannot be read, or a message that cannot be written as JSON. */
export class JsonError extends SpotError {
  readonly code: JsonErrorCode;
  readonly retryable = false;
  /** Where in the message, `robotCommand.fullBodyCommand.stopRequest`; empty for the whole of it. */
  readonly path: string;

  constructor(code: JsonErrorCode, path: string, detail: string) {
    super(path === "" ? detail : `${path}: ${detail}`);
    this.code = code;
    this.path = path;
  }
}
