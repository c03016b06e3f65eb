import { describe, expect, it } from "vitest";
import {
  MAX_TRACK_PX,
  type ScrollPosition,
  scrolledBy,
  scrolledTo,
  trackPx,
} from "../../../src/page/view/scroll-scale.ts";

const SHORT = { rowsPx: 2000, viewPx: 500 };
/** A million rows of 22 pixels. */
const LONG = { rowsPx: 22_000_000, viewPx: 500 };
const LAST = LONG.rowsPx - LONG.viewPx;

describe("scrolling through what fits on a track", () => {
  it("is what the browser does", () => {
    expect(trackPx(SHORT)).toBe(2000);
    expect(scrolledTo(SHORT, 700)).toEqual({ top: 700, scrollTop: 700 });
    expect(scrolledBy(SHORT, { top: 700, scrollTop: 700 }, 1400)).toEqual({ top: 1400, scrollTop: 1400 });
  });

  it("stays within the rows", () => {
    expect(scrolledTo(SHORT, -5).top).toBe(0);
    expect(scrolledTo(SHORT, 99_999).top).toBe(1500);
    expect(scrolledTo({ rowsPx: 100, viewPx: 500 }, 50)).toEqual({ top: 0, scrollTop: 0 });
  });
});

describe("scrolling through more than a track holds", () => {
  it("has a track that browsers take", () => {
    expect(trackPx(LONG)).toBe(MAX_TRACK_PX);
    expect(scrolledTo(LONG, LAST)).toEqual({ top: LAST, scrollTop: MAX_TRACK_PX - LONG.viewPx });
    expect(scrolledTo(LONG, 0)).toEqual({ top: 0, scrollTop: 0 });
  });

  it("moves by as much as the hand does, in small steps", () => {
    const before = scrolledTo(LONG, 11_000_000);
    const after = scrolledBy(LONG, before, before.scrollTop + 100);
    expect(after.top - before.top).toBeCloseTo(100);
    expect(scrolledBy(LONG, after, after.scrollTop - 100).top).toBeCloseTo(before.top);
  });

  it("goes to the place on the track, in large ones", () => {
    const middle = (MAX_TRACK_PX - LONG.viewPx) / 2;
    const { top, scrollTop } = scrolledBy(LONG, scrolledTo(LONG, 0), middle);
    expect(top).toBeCloseTo(LAST / 2);
    expect(scrollTop).toBe(middle);
  });

  it("reaches both ends by small steps, and every row on the way", () => {
    let position: ScrollPosition = scrolledTo(LONG, LAST - 5000);
    for (let i = 0; i < 60; i++) {
      const next = scrolledBy(LONG, position, position.scrollTop + 100);
      expect(next.top - position.top).toBeLessThanOrEqual(100.001 + 1.75 * 101);
      position = next;
    }
    expect(position.top).toBe(LAST);
    position = scrolledTo(LONG, 5000);
    for (let i = 0; i < 60; i++) position = scrolledBy(LONG, position, position.scrollTop - 100);
    expect(position.top).toBe(0);
  });
});
