/** A search under way: slice by slice, until it is through or another one begins. */
import type { PageModel, SearchHit } from "../../model/page-model.ts";
import { Slices } from "../slices.ts";

/** Nobody steps through more; that there are more is said. */
export const MOST_HITS = 10_000;

/** How a search stands. */
export interface SearchProgress {
  readonly hits: readonly SearchHit[];
  readonly isDone: boolean;
  /** There are more than are kept. */
  readonly isFull: boolean;
  /** Why nothing can be looked for: what was asked for is wrong. */
  readonly problem: string;
}

/** Run a search. @param onProgress hears of hits and of the end, some times a second at most */
export async function runSearch(
  model: PageModel,
  query: string,
  showSecrets: boolean,
  signal: AbortSignal,
  onProgress: (progress: SearchProgress) => void,
): Promise<void> {
  const hits: SearchHit[] = [];
  const tell = (isDone: boolean, problem = ""): void => {
    if (!signal.aborted) onProgress({ hits, isDone, isFull: hits.length >= MOST_HITS, problem });
  };
  const slices = new Slices();
  let told = 0;
  try {
    for (const hit of model.search(query, { showSecrets })) {
      if (hit !== undefined) hits.push(hit);
      if (hits.length >= MOST_HITS) break;
      await slices.pause();
      if (signal.aborted) return;
      // The first at once, for somebody waits for it.
      if (performance.now() - told > 100 || (told === 0 && hits.length > 0)) {
        told = performance.now();
        tell(false);
      }
    }
    tell(true);
  } catch (error) {
    tell(true, (error as Error).message);
  }
}
