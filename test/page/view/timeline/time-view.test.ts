import { describe, expect, it } from "vitest";
import { lanesOf } from "../../../../src/page/view/timeline/lanes.ts";
import {
  panned,
  revealed,
  SHORTEST_MS,
  tickText,
  ticksOf,
  wholeView,
  zoomed,
} from "../../../../src/page/view/timeline/time-view.ts";

const WHOLE = { fromMs: 1000, toMs: 2000 };

describe("the span of time that is shown", () => {
  it("is all of it at first, with room at the end, and never nothing", () => {
    expect(wholeView(1000, 2000)).toEqual({ fromMs: 1000, toMs: 2020 });
    expect(wholeView(5, 5).toMs).toBeGreaterThan(5);
  });

  it("is zoomed round an instant that stays where it is", () => {
    const view = zoomed(WHOLE, 2, 1250, WHOLE);
    expect(view).toEqual({ fromMs: 1125, toMs: 1625 });
    expect((1250 - view.fromMs) / 500).toBe(0.25);
    expect(zoomed(view, 0.5, 1250, WHOLE)).toEqual(WHOLE);
  });

  it("is no shorter than clocks can tell, and no longer than the whole", () => {
    const near = zoomed(WHOLE, 1e12, 1500, WHOLE);
    expect(near.toMs - near.fromMs).toBeCloseTo(SHORTEST_MS);
    expect(zoomed(near, 1e-12, 1500, WHOLE)).toEqual(WHOLE);
  });

  it("moves, and stops at the ends", () => {
    expect(panned({ fromMs: 1200, toMs: 1400 }, 0.5, WHOLE)).toEqual({ fromMs: 1300, toMs: 1500 });
    expect(panned({ fromMs: 1200, toMs: 1400 }, -9, WHOLE)).toEqual({ fromMs: 1000, toMs: 1200 });
    expect(panned({ fromMs: 1200, toMs: 1400 }, 9, WHOLE)).toEqual({ fromMs: 1800, toMs: 2000 });
  });

  it("moves to what is to be seen, if it is not", () => {
    const view = { fromMs: 1200, toMs: 1400 };
    expect(revealed(view, 1390, 1800, WHOLE)).toBe(view);
    expect(revealed(view, 1500, 1520, WHOLE)).toEqual({ fromMs: 1410, toMs: 1610 });
    // Longer than the view: its beginning.
    expect(revealed(view, 1500, 1990, WHOLE).fromMs).toBe(1500);
  });
});

describe("the axis", () => {
  it("has round numbers, about as many as there is room for", () => {
    expect(ticksOf({ fromMs: 1000, toMs: 1100 }, 1000, 5)).toEqual({
      atMs: [1000, 1020, 1040, 1060, 1080, 1100],
      stepMs: 20,
    });
    expect(ticksOf({ fromMs: 1030, toMs: 1100 }, 1000, 3).atMs).toEqual([1050, 1100]);
    expect(ticksOf({ fromMs: 0, toMs: 0.02 }, 0, 4).stepMs).toBeCloseTo(0.005);
  });

  it("says each with the digits that its step is worth", () => {
    expect(tickText(20, 20)).toBe("20 ms");
    expect(tickText(0.005, 0.005)).toBe("0.005 ms");
    expect(tickText(1250, 50)).toBe("1.25 s");
    expect(tickText(20_000, 10_000)).toBe("20 s");
  });
});

describe("the rows of calls", () => {
  it("are the first that are free", () => {
    const at = (fromPx: number, toPx: number): { fromPx: number; toPx: number } => ({ fromPx, toPx });
    expect(lanesOf([at(0, 100), at(10, 20), at(15, 30), at(23, 40), at(103, 110)], 9).lanes).toEqual([0, 1, 2, 1, 0]);
  });

  it("are no more than there is room for: the last is shared", () => {
    const all = Array.from({ length: 5 }, () => ({ fromPx: 0, toPx: 10 }));
    expect(lanesOf(all, 3)).toEqual({ lanes: [0, 1, 2, 2, 2], crowded: 2 });
  });
});
