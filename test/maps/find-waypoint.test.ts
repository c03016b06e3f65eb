import { describe, expect, it } from "vitest";
import { findWaypoints } from "../../src/maps/find-waypoint.ts";

const GRAPH = {
  waypoints: [
    { id: "able-1", annotations: { name: "kitchen" } },
    { id: "able-2", annotations: { name: "door" } },
    { id: "baker", annotations: { name: "door" } },
    { id: "kitchen", annotations: { name: "cellar" } },
    { id: "nameless" },
  ],
};

describe("findWaypoints", () => {
  for (const [text, ids] of [
    ["able-1", ["able-1"]],
    ["cellar", ["kitchen"]],
    ["kitchen", ["kitchen"]],
    ["door", ["able-2", "baker"]],
    ["able", ["able-1", "able-2"]],
    ["bak", ["baker"]],
    ["attic", []],
    ["", []],
  ] as const) {
    it(`takes ${JSON.stringify(text)} for ${ids.join(" or ") || "none"}`, () => {
      expect(findWaypoints(GRAPH, text)).toEqual(ids);
    });
  }
});
