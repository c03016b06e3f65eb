/**
 * The base of everything spotwire throws on purpose. A caller's own mistake (a bad argument) is a `TypeError` or
 * `RangeError` instead; anything else that escapes is a bug of ours.
 */

/**
 * An error with a stable `code` to match on. The text is for people and may change between releases.
 *
 * Messages say what happened, where, then why, and never carry a token, password or key.
 * @see docs/errors.md for every code: its meaning, its usual cause and what to do.
 */
export abstract class SpotError extends Error {
  /** Stable identifier in CAPITAL_SNAKE_CASE; one line of docs/errors.md each. */
  abstract readonly code: string;
  /** Whether the very same request may succeed later without any change by the caller. */
  abstract readonly retryable: boolean;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
