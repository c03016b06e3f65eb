import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rootTformFrame, validateFrameTree } from "../../src/geometry/index.ts";
import { frameTree } from "../../src/sim/body/frame-tree.ts";
import { bodyAt } from "../sim/body/swaying-body.ts";
import { expectClose } from "./closeness.ts";
import { level, tree, type TreeEdges } from "./trees.ts";

describe("validateFrameTree", () => {
  it("returns the root of a tree", () => {
    expect(validateFrameTree(tree({ body: [""], odom: ["body"], hand: ["body"], tool: ["hand"] }))).toBe("body");
    expect(validateFrameTree(tree({ tool: ["hand"], hand: ["body"], body: [""] }))).toBe("body");
    expect(validateFrameTree(frameTree(bodyAt(1)))).toBe("body");
  });

  it.each<[what: string, edges: TreeEdges, code: string, frame: string | undefined]>([
    ["an empty tree", {}, "FRAME_TREE_EMPTY", undefined],
    ["a frame without a name", { body: [""], "": ["body"] }, "FRAME_TREE_UNNAMED_FRAME", ""],
    ["a root without a name", { "": [""] }, "FRAME_TREE_UNNAMED_FRAME", ""],
    ["a parent that is nobody's child", { body: [""], odom: ["gone"] }, "FRAME_TREE_UNKNOWN_PARENT", "odom"],
    ["a frame that is its own parent", { body: [""], odom: ["odom"] }, "FRAME_TREE_CYCLE", "odom"],
    ["a cycle of two beside a tree", { body: [""], a: ["b"], b: ["a"] }, "FRAME_TREE_CYCLE", "a"],
    ["a way that leads into a cycle", { a: ["b"], b: ["c"], c: ["b"] }, "FRAME_TREE_CYCLE", "b"],
    ["two roots", { body: [""], odom: ["body"], map: [""] }, "FRAME_TREE_SEVERAL_ROOTS", "map"],
  ])("refuses %s", (_, edges, code, frame) => {
    expect(() => validateFrameTree(tree(edges))).toThrow(
      expect.objectContaining({ name: "FrameTreeError", code, frame, retryable: false }) as Error,
    );
  });

  it("refuses a snapshot without a map", () => {
    expect(() => validateFrameTree({})).toThrow(expect.objectContaining({ code: "FRAME_TREE_EMPTY" }) as Error);
  });

  it("takes every tree, in any order of its frames, and none with an edge bent down", () => {
    const anyParents = fc.array(fc.nat(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(anyParents, fc.nat(), fc.boolean(), (picks, pick, reversed) => {
        const edges = picks.map((each, i): [string, readonly [string]] => [`f${i}`, [i === 0 ? "" : `f${each % i}`]]);
        if (reversed) edges.reverse();
        expect(validateFrameTree(tree(Object.fromEntries(edges)))).toBe("f0");
        const bent = { ...Object.fromEntries(edges), f0: [`f${pick % picks.length}`] as const };
        expect(() => validateFrameTree(tree(bent))).toThrow(
          expect.objectContaining({ code: "FRAME_TREE_CYCLE" }) as Error,
        );
      }),
    );
  });

  it("is done with a long chain at once", () => {
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`f${i}`, [`f${i + 1}`]] as const));
    expect(validateFrameTree(tree({ ...chain, f20000: [""] }))).toBe("f20000");
  });
});

describe("rootTformFrame", () => {
  const edges: TreeEdges = {
    map: ["", level(9, 9, 9, 9)],
    odom: ["map", level(1, 0, 0, Math.PI / 2)],
    body: ["odom", level(2, 3, 0.5, 0.1)],
    lost: ["gone"],
    one: ["other"],
    other: ["one"],
  };

  it("composes the poses on the way up; a root is where it is", () => {
    const found = rootTformFrame(tree(edges), "body");
    expect(found?.root).toBe("map");
    expectClose(found?.pose, level(-2, 2, 0.5, Math.PI / 2 + 0.1));
    expect(rootTformFrame(tree(edges), "map")?.pose).toEqual(level(0, 0, 0, 0));
  });

  it("is undefined for a frame that is not there, and for the empty name", () => {
    for (const frame of ["vision", "gone", ""]) expect(rootTformFrame(tree(edges), frame)).toBeUndefined();
    expect(rootTformFrame({}, "body")).toBeUndefined();
    expect(rootTformFrame(tree({ "": [""] }), "")).toBeUndefined();
  });

  it("refuses a way that leads nowhere, or round", () => {
    expect(() => rootTformFrame(tree(edges), "lost")).toThrow(
      expect.objectContaining({ code: "FRAME_TREE_UNKNOWN_PARENT", frame: "lost" }) as Error,
    );
    expect(() => rootTformFrame(tree(edges), "one")).toThrow(
      expect.objectContaining({ code: "FRAME_TREE_CYCLE" }) as Error,
    );
  });
});
