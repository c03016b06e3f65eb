/**
 * Scrolling through more than an element may be high: browsers stop at some 16 to 33 million pixels, and lose precision
 * before. The scrollbar's track is then shorter than the rows are, and stands for them in proportion; small steps still
 * move the rows by as much as the hand did.
 */

/** The longest track: far enough below what any browser takes. */
export const MAX_TRACK_PX = 8_000_000;

/** Where the view is. */
export interface ScrollPosition {
  /** Pixels of rows above the view. */
  readonly top: number;
  /** Where the scrollbar is to be. */
  readonly scrollTop: number;
}

/** Rows of one height in a view, and the scrollbar beside them. */
export interface ScrollScale {
  readonly rowsPx: number;
  readonly viewPx: number;
}

/** How high the track is. */
export function trackPx({ rowsPx }: ScrollScale): number {
  return Math.min(rowsPx, MAX_TRACK_PX);
}

/** Put the view at a pixel of the rows, as far as there are so many. */
export function scrolledTo(scale: ScrollScale, top: number): ScrollPosition {
  const most = Math.max(0, scale.rowsPx - scale.viewPx);
  const kept = Math.min(Math.max(0, top), most);
  const mostTrack = Math.max(0, trackPx(scale) - scale.viewPx);
  return { top: kept, scrollTop: most === mostTrack ? kept : (kept / most) * mostTrack };
}

/** The scrollbar was moved, by hand or wheel: less than a view is that much of the rows, more is a place on the track. */
export function scrolledBy(scale: ScrollScale, before: ScrollPosition, scrollTop: number): ScrollPosition {
  const most = Math.max(0, scale.rowsPx - scale.viewPx);
  const mostTrack = Math.max(0, trackPx(scale) - scale.viewPx);
  if (most === mostTrack) return { top: scrollTop, scrollTop };
  const step = scrollTop - before.scrollTop;
  if (scrollTop <= 0) return scrolledTo(scale, 0);
  if (scrollTop >= mostTrack - 1 && step > 0) return scrolledTo(scale, most);
  if (Math.abs(step) < scale.viewPx) return scrolledTo(scale, before.top + step);
  return { top: (scrollTop / mostTrack) * most, scrollTop };
}
