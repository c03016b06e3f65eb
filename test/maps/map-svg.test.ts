import { describe, expect, it } from "vitest";
import { mapLayout } from "../../src/maps/map-layout.ts";
import { mapSvg } from "../../src/maps/map-svg.ts";
import { Edge_EdgeSource, type GraphInit } from "../../src/messages/bosdyn/api/graph_nav/map.ts";

const LEFT = { w: Math.SQRT1_2, z: Math.SQRT1_2 };

function edge(
  from: string,
  to: string,
  x: number,
  y = 0,
  rotation: object = { w: 1 },
): NonNullable<GraphInit["edges"]>[number] {
  return { id: { fromWaypoint: from, toWaypoint: to }, fromTformTo: { position: { x, y }, rotation } };
}

const waypoints = (...ids: string[]): NonNullable<GraphInit["waypoints"]> => ids.map((id) => ({ id }));

function place(graph: GraphInit, id: string): [number, number, number] {
  const { position, angle } = mapLayout(graph).waypoints.get(id) ?? { position: { x: NaN, y: NaN }, angle: NaN };
  return [position.x, position.y, angle];
}

describe("mapLayout", () => {
  it("walks along edges from the first waypoint, forwards and backwards, turning with them", () => {
    const graph = {
      waypoints: waypoints("a", "b", "c", "d"),
      edges: [edge("a", "b", 2, 0, LEFT), edge("b", "c", 1), edge("d", "a", 3)],
    };
    expect(place(graph, "a")).toEqual([0, 0, 0]);
    const [x, y, angle] = place(graph, "c");
    expect([x, y, angle].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
      2,
      1,
      Math.round((Math.PI / 2) * 1e9) / 1e9,
    ]);
    expect(place(graph, "d")[0]).toBeCloseTo(-3, 12);
  });

  it("believes anchors before edges, and hangs the others on them", () => {
    const graph = {
      waypoints: waypoints("a", "b"),
      edges: [edge("a", "b", 2)],
      anchoring: { anchors: [{ id: "b", seedTformWaypoint: { position: { x: 10, y: 5 } } }] },
    };
    expect(place(graph, "b")).toEqual([10, 5, 0]);
    expect(place(graph, "a")).toEqual([8, 5, 0]);
    expect([...mapLayout(graph).anchored]).toEqual(["b"]);
  });

  it("puts pieces that nothing joins side by side, and counts them", () => {
    const graph = { waypoints: waypoints("a", "b", "c", "d"), edges: [edge("a", "b", 4), edge("c", "d", -2)] };
    const layout = mapLayout(graph);
    expect(layout.pieces).toBe(2);
    expect(place(graph, "d")).toEqual([7, 0, 0]);
    expect(place(graph, "c")).toEqual([9, 0, 0]);
  });

  it("leaves out edges and anchors of waypoints that are not there, and takes broken poses for the origin", () => {
    const graph = {
      waypoints: waypoints("a", "b"),
      edges: [edge("a", "ghost", 1), edge("a", "b", NaN, 1, { w: 0 })],
      anchoring: { anchors: [{ id: "ghost", seedTformWaypoint: { position: { x: 99 } } }] },
    };
    expect([...mapLayout(graph).waypoints.keys()].sort()).toEqual(["a", "b"]);
    expect(place(graph, "b")).toEqual([0, 1, 0]);
  });

  it("places ten thousand waypoints in a chain, and as many that nothing joins", () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `w${index}`);
    const edges = ids.slice(1).map((id, index) => edge(`w${index}`, id, 1));
    expect(place({ waypoints: waypoints(...ids), edges }, "w9999")[0]).toBeCloseTo(9999, 6);
    expect(mapLayout({ waypoints: waypoints(...ids) }).pieces).toBe(10_000);
  });
});

describe("mapSvg", () => {
  const graph: GraphInit = {
    waypoints: [
      { id: "waypoint-a", annotations: { name: "door" } },
      { id: "waypoint-b", annotations: { name: `<&">\u0007` } },
    ],
    edges: [
      {
        ...edge("waypoint-a", "waypoint-b", 3),
        annotations: { edgeSource: Edge_EdgeSource.EDGE_SOURCE_SMALL_LOOP_CLOSURE },
      },
    ],
    anchoring: {
      anchors: [{ id: "waypoint-a", seedTformWaypoint: { rotation: { w: 1 } } }],
      objects: [{ id: "520", seedTformObject: { position: { x: 1, y: 1 } } }],
    },
  };

  it("is one element with a size, that names no other file", () => {
    const svg = mapSvg(graph);
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="300" height="240" viewBox="0 0 300 240">/,
    );
    expect(svg.endsWith("</svg>\n")).toBe(true);
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/href|url\(|http/);
    const opened = svg.match(/<[a-z]+(?=[\s>])[^>]*[^/]>|<[a-z]+>/g)?.length;
    expect(svg.match(/<\/[a-z]+>/g)?.length).toBe(opened);
  });

  it("shows waypoints by name, anchors, fiducials, and the sort of each edge", () => {
    const svg = mapSvg(graph, { title: "office" });
    expect(svg).toContain(">door</text>");
    expect(svg).toContain(">520</text>");
    expect(svg.match(/class="waypoint"/g)).toHaveLength(2);
    expect(svg.match(/class="anchor"/g)).toHaveLength(1);
    expect(svg).toContain(`<line class="edge closure" x1="60" y1="150" x2="240" y2="150">`);
    expect(svg).toContain("2 waypoints, 1 edges, 1 anchors");
  });

  it("escapes whatever a name holds", () => {
    const svg = mapSvg(graph, { title: "</title><script>" });
    expect(svg).toContain("&lt;&amp;&quot;&gt;?");
    expect(svg).not.toContain("<script>");
    expect(svg).not.toContain("\u0007");
  });

  it("puts the robot where it is localised, with the way it looks, and nowhere if that is nowhere", () => {
    const robot = { waypointId: "waypoint-b", waypointTformBody: { position: { x: -1 }, rotation: LEFT } };
    expect(mapSvg(graph, { robot })).toContain('transform="translate(180 150) rotate(-90)"');
    expect(mapSvg(graph, { robot: { waypointId: "" } })).not.toContain('class="robot"');
    expect(mapSvg(graph, { robot: { waypointId: "elsewhere" } })).not.toContain('class="robot"');
  });

  it("keeps the picture of a large map small, and draws an empty one", () => {
    const far = mapSvg({ waypoints: waypoints("a", "b"), edges: [edge("a", "b", 5000)] });
    expect(Number(/width="(\d+)"/.exec(far)?.[1])).toBeLessThanOrEqual(4120);
    expect(mapSvg({})).toContain("0 waypoints, 0 edges, 0 anchors");
  });
});
