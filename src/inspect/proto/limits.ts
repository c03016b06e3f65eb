/**
 * What a tree may cost. A hostile message of 100 MB could make a part of every byte, and bytes that may be anything must
 * not be guessed at over and over again, level by level.
 */

/** Bounds of one tree. */
export interface InspectLimits {
  /** Parts of a tree, roughly: what is left when they are used up is one part that says so. Default 100 000. */
  readonly maxSpans?: number;
  /** Characters of a text that are shown; longer ones are cut and say how long they are. Default 120. */
  readonly maxTextLength?: number;
  /**
   * Bytes that may be looked at to guess what they are, those of nested messages once for each level. Beyond, what no
   * schema names is shown as bytes. Default 32 MiB.
   */
  readonly maxGuessedBytes?: number;
}

const DEFAULT_MAX_SPANS = 100_000;
const DEFAULT_MAX_TEXT_LENGTH = 120;
const DEFAULT_MAX_GUESSED_BYTES = 32 * 1024 * 1024;

/** What is left of the bounds while one tree grows. */
export class Budget {
  readonly maxSpans: number;
  readonly maxTextLength: number;
  #spans: number;
  #guessedBytes: number;

  constructor(limits: InspectLimits) {
    this.maxSpans = limits.maxSpans ?? DEFAULT_MAX_SPANS;
    this.maxTextLength = limits.maxTextLength ?? DEFAULT_MAX_TEXT_LENGTH;
    this.#spans = this.maxSpans;
    this.#guessedBytes = limits.maxGuessedBytes ?? DEFAULT_MAX_GUESSED_BYTES;
  }

  /** Whether the tree may grow any more. */
  get isUsedUp(): boolean {
    return this.#spans <= 0;
  }

  /** Spans are about to be made. */
  spend(spans: number): void {
    this.#spans -= spans;
  }

  /** Whether so many bytes may be looked at for a guess; they count from then on. */
  mayGuess(bytes: number): boolean {
    if (bytes > this.#guessedBytes) return false;
    this.#guessedBytes -= bytes;
    return true;
  }
}
