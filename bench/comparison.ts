/** One thing that is compared. */
import type { Contender } from "./rounds.ts";

/** What is compared, and by whom. */
export interface Comparison {
  /** For `--only`. */
  readonly name: string;
  /** One sentence: what each contender does. */
  readonly what: string;
  /** Of its figures. */
  readonly unit: string;
  readonly isLessBetter: boolean;
  /** Make the contenders ready, the baseline first. @param isQuick a tenth of the work, for trying it out */
  prepare(
    isQuick: boolean,
  ): Promise<{ readonly contenders: readonly Contender[]; readonly close: () => Promise<void> }>;
}
