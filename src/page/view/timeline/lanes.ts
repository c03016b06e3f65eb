/** Which row of the timeline each call takes: the first that is free, so that calls at the same time stand below each other. */

/** When something is on the screen. */
export interface Stretch {
  readonly fromPx: number;
  readonly toPx: number;
}

/** Pixels between two bars of a row. */
const GAP_PX = 2;

/**
 * Give each a row, in their order.
 * @param most rows that there are; what finds none shares the last
 */
export function lanesOf(
  stretches: readonly Stretch[],
  most: number,
): { readonly lanes: readonly number[]; readonly crowded: number } {
  const ends: number[] = [];
  let crowded = 0;
  const lanes = stretches.map(({ fromPx, toPx }) => {
    let lane = ends.findIndex((end) => end + GAP_PX <= fromPx);
    if (lane < 0 && ends.length < most) lane = ends.length;
    if (lane < 0) {
      lane = most - 1;
      crowded++;
    }
    ends[lane] = Math.max(ends[lane] ?? 0, toPx);
    return lane;
  });
  return { lanes, crowded };
}
