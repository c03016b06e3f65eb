import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Span } from "../../../src/inspect/index.ts";
import { leavesWithin, pathAt } from "../../../src/page/view/span-bytes.ts";
import { spanAt, TreeRows } from "../../../src/page/view/tree-rows.ts";

function span(label: string, start: number, end: number, children: readonly Span[] = []): Span {
  return { kind: children.length === 0 ? "value" : "message", start, end, label, text: "", children };
}

/** `a` with `b` (0–2: `c`, `d`), `e` (2–3) and `f` (3–6: `g` with `h`). */
const TREE = span("a", 0, 6, [
  span("b", 0, 2, [span("c", 0, 1), span("d", 1, 2)]),
  span("e", 2, 3),
  span("f", 3, 6, [span("g", 3, 6, [span("h", 3, 6)])]),
]);

const labels = (rows: TreeRows): string =>
  Array.from({ length: rows.count }, (_, row) => rows.at(row).span.label).join("");

describe("the rows of a tree", () => {
  it("are the root and its children at first", () => {
    expect(labels(new TreeRows(TREE))).toBe("abef");
    expect(labels(new TreeRows(span("x", 0, 1)))).toBe("x");
  });

  it("open and close", () => {
    const rows = new TreeRows(TREE);
    rows.open([0]);
    expect(labels(rows)).toBe("abcdef");
    rows.open([2, 0]);
    expect(labels(rows)).toBe("abcdefgh");
    rows.close([0]);
    expect(labels(rows)).toBe("abefgh");
    rows.close([]);
    expect(labels(rows)).toBe("a");
    rows.open([]);
    expect(labels(rows)).toBe("abef");
  });

  it("know their paths, places, and what hides a span", () => {
    const rows = new TreeRows(TREE);
    rows.open([2, 0]);
    expect(rows.at(5)).toMatchObject({ path: [2, 0, 0], position: 1, siblings: 1, isOpen: false });
    expect(rows.rowOf([2, 0, 0])).toBe(5);
    expect(rows.rowOf([0, 1])).toBe(1);
    expect(() => rows.at(6)).toThrow(RangeError);
    expect(() => rows.at(-1)).toThrow(RangeError);
  });

  it("open from the top as far as there is room", () => {
    const [wide, narrow] = [new TreeRows(TREE), new TreeRows(TREE)];
    wide.openUpTo(100);
    expect(labels(wide)).toBe("abcdefgh");
    narrow.openUpTo(6);
    expect(labels(narrow)).toBe("abcdef");
  });

  it("agree with a list of them, whatever is opened and closed", () => {
    const treeOf = fc.memo((depth): fc.Arbitrary<Span> =>
      depth <= 1
        ? fc.constant(span("x", 0, 1))
        : fc.array(treeOf(), { maxLength: 4 }).map((children) => span("x", 0, 1, children)),
    );
    const shape = treeOf(5);
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 30 });
    fc.assert(
      fc.property(shape, steps, (tree, toggles) => {
        const rows = new TreeRows(tree);
        const open = new Set<string>([""]);
        for (const [opens, at] of toggles) {
          const { path } = rows.at(at % rows.count);
          if (opens) {
            rows.open(path);
            open.add(path.join());
          } else {
            rows.close(path);
            for (const each of [...open])
              if (each === path.join() || each.startsWith(`${path.join()},`) || path.length === 0) open.delete(each);
          }
        }
        const listed: string[] = [];
        const list = (node: Span, path: readonly number[]): void => {
          listed.push(path.join());
          if (open.has(path.join())) node.children.forEach((child, i) => list(child, [...path, i]));
        };
        list(tree, []);
        expect(Array.from({ length: rows.count }, (_, row) => rows.at(row).path.join())).toEqual(listed);
        for (const [row, path] of listed.entries()) {
          expect(rows.rowOf(path === "" ? [] : path.split(",").map(Number))).toBe(row);
        }
      }),
    );
  });
});

describe("bytes and spans", () => {
  it("find each other", () => {
    expect([0, 1, 2, 3, 5].map((offset) => spanAt(TREE, pathAt(TREE, offset)).label)).toEqual([
      "c",
      "d",
      "e",
      "h",
      "h",
    ]);
    expect(pathAt(TREE, 6)).toEqual([]);
    expect([...leavesWithin(TREE, { start: 1, end: 4 })].map(({ label }) => label)).toEqual(["d", "e", "h"]);
    expect([...leavesWithin(TREE, { start: 6, end: 9 })]).toEqual([]);
  });

  it("pass over spans without bytes", () => {
    const tree = span("a", 0, 2, [span("b", 0, 0), span("c", 0, 1), span("d", 1, 1), span("e", 1, 2)]);
    expect([0, 1].map((offset) => spanAt(tree, pathAt(tree, offset)).label)).toEqual(["c", "e"]);
    expect([...leavesWithin(tree, { start: 0, end: 2 })].map(({ label }) => label)).toEqual(["c", "e"]);
  });
});
