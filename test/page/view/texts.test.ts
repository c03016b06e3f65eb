import { describe, expect, it } from "vitest";
import {
  bytesText,
  counted,
  countText,
  durationText,
  instantText,
  offsetText,
} from "../../../src/page/view/figures.ts";
import { shown } from "../../../src/page/view/shown-text.ts";
import { Store } from "../../../src/page/view/store.ts";

describe("figures", () => {
  it("have three digits and a unit", () => {
    expect([0, 999, 1000, 9994, 12_345, 999_499, 999_500, 5e6, 99_999_999, 2e9].map(bytesText)).toEqual([
      ...["0 B", "999 B", "1.00 kB", "9.99 kB", "12.3 kB", "999 kB", "1.00 MB", "5.00 MB", "100 MB", "2.00 GB"],
    ]);
    expect([0, 0.004, 0.42, 12.34, 999.4, 1250, 80_000, 125_000, 3_723_000].map(durationText)).toEqual([
      ...["0 ms", "0 ms", "0.42 ms", "12.3 ms", "999 ms", "1.25 s", "80.0 s", "2 min 5 s", "1 h 2 min"],
    ]);
  });

  it("stand in columns", () => {
    expect(instantText(12_345.6)).toBe("12.3456");
    expect(countText(1_234_567)).toBe("1\u202f234\u202f567");
    expect([counted(1, "byte"), counted(0, "byte")]).toEqual(["1 byte", "0 bytes"]);
    expect(offsetText(255)).toBe("0000ff");
  });
});

describe("texts of a peer", () => {
  it("hide nothing and turn nothing round", () => {
    expect(shown("a\u202Eb\u0000\u200b\u001b[31m")).toBe("a\\u202eb\\u0000\\u200b\\u001b[31m");
    expect(shown("<b>é漢😀</b>")).toBe("<b>é漢😀</b>");
  });

  it("are cut, not through the middle of a character", () => {
    expect(shown("abcdef", 3)).toBe("abc…");
    expect(shown("ab😀😀", 3)).toBe("ab…");
  });
});

describe("the store", () => {
  it("tells of changes in their order, those of listeners after the one that they hear of", () => {
    const store = new Store({ a: 0, b: 0 });
    const heard: string[] = [];
    store.watch(({ a }, before) => {
      if (a === 1 && before.a === 0) store.set({ b: 5 });
    });
    store.watch(({ a, b }) => heard.push(`${a}${b}`));
    store.set({ a: 1 });
    expect(heard).toEqual(["00", "10", "15"]);
    expect(store.state).toEqual({ a: 1, b: 5 });
  });

  it("goes on after a listener that throws", () => {
    const store = new Store({ a: 0 });
    store.watch(({ a }) => {
      if (a === 1) throw new Error("a view");
    });
    expect(() => store.set({ a: 1 })).toThrow("a view");
    store.set({ a: 2 });
    expect(store.state.a).toBe(2);
  });
});
