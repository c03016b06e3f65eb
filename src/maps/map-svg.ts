/**
 * A map as an SVG picture, seen from above: waypoints with the way they look, edges, anchors, fiducials, and the robot if
 * somebody says where it is. One file that needs no other.
 */
import { multiplySe2, type Pose2 } from "../geometry/index.ts";
import type { SE3PoseInit } from "../messages/bosdyn/api/geometry.ts";
import { Edge_EdgeSource, type GraphInit } from "../messages/bosdyn/api/graph_nav/map.ts";
import { flat, mapLayout } from "./map-layout.ts";

/** What to draw besides the map. */
export interface MapSvgOptions {
  /** Stands above the picture. Default: how many waypoints and edges there are. */
  readonly title?: string | undefined;
  /** Where the robot is, as `GetLocalizationState` says; without a waypoint it is not drawn. */
  readonly robot?: { readonly waypointId?: string; readonly waypointTformBody?: SE3PoseInit | undefined } | undefined;
}

/** Pixels to a metre, where the map is not so large that the picture would be. */
const SCALE = 60;
const MAX_PIXELS = 4000;
const MARGIN = 60;
const MIN_METERS = 2;
/** Letters of an id that stand for it where a waypoint has no name. */
const ID_LETTERS = 8;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #333; }
.title { font-size: 16px; font-weight: 600; }
.edge { stroke: #6b7a90; stroke-width: 2; fill: none; }
.closure { stroke: #b06a00; stroke-dasharray: 6 4; }
.waypoint { fill: #1f6feb; stroke: #fff; stroke-width: 1.5; }
.heading { stroke: #1f6feb; stroke-width: 2; }
.anchor { fill: none; stroke: #1a7f37; stroke-width: 1.5; }
.object { fill: #fff; stroke: #1a7f37; stroke-width: 2; }
.robot { fill: #d1242f; stroke: #fff; stroke-width: 1.5; }
.scale { stroke: #333; stroke-width: 2; }`;

/**
 * Draw a map. Pure: the same map makes the same picture.
 * @returns a whole SVG document; whatever a name holds is escaped
 * @example
 * ```ts
 * await writeFile("map.svg", mapSvg(await new MapFolder("map").readGraph()));
 * ```
 */
export function mapSvg(graph: GraphInit, { title, robot }: MapSvgOptions = {}): string {
  const { waypoints = [], edges = [], anchoring } = graph;
  const layout = mapLayout(graph);
  const at = (id = ""): Pose2 | undefined => layout.waypoints.get(id);
  const base = at(robot?.waypointId);
  const robotPose = base && multiplySe2(base, flat(robot?.waypointTformBody));
  const objects = (anchoring?.objects ?? []).map(({ id = "", seedTformObject }) => ({
    id,
    pose: flat(seedTformObject),
  }));
  const paper = new Paper([
    ...layout.waypoints.values(),
    ...objects.map(({ pose }) => pose),
    ...(robotPose === undefined ? [] : [robotPose]),
  ]);
  const counts = `${waypoints.length} waypoints, ${edges.length} edges, ${layout.anchored.size} anchors`;
  const pieces = layout.pieces > 1 ? `, in ${layout.pieces} pieces` : "";
  const lines = [
    `<title>${escape(title ?? counts + pieces)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text class="title" x="${MARGIN / 2}" y="24">${escape(title ?? "GraphNav map")}</text>`,
    `<text x="${MARGIN / 2}" y="42">${escape(counts + pieces)}</text>`,
    ...edges.flatMap(({ id, annotations }) => {
      const from = at(id?.fromWaypoint);
      const to = at(id?.toWaypoint);
      const name = `${id?.fromWaypoint ?? ""} → ${id?.toWaypoint ?? ""}`;
      return from && to ? [paper.edge(from, to, annotations?.edgeSource ?? 0, name)] : [];
    }),
    ...objects.map(({ id, pose }) => paper.object(pose, id)),
    ...waypoints.flatMap(({ id = "", annotations }) => {
      const pose = at(id);
      const name = annotations?.name ?? "";
      return pose ? [paper.waypoint(pose, { id, name, isAnchored: layout.anchored.has(id) })] : [];
    }),
    ...(robotPose === undefined ? [] : [paper.robot(robotPose)]),
    paper.scaleBar(),
  ];
  const { width, height } = paper;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${lines.join("\n")}\n</svg>\n`;
}

/** From metres to pixels, y upwards. */
class Paper {
  readonly width: number;
  readonly height: number;
  readonly #scale: number;
  readonly #minX: number;
  readonly #maxY: number;

  constructor(poses: readonly Pose2[]) {
    // Not Math.min(...all): a large map has more waypoints than a call takes arguments.
    let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { position } of poses) {
      [minX, maxX] = [Math.min(minX, position.x), Math.max(maxX, position.x)];
      [minY, maxY] = [Math.min(minY, position.y), Math.max(maxY, position.y)];
    }
    if (poses.length === 0) [minX, maxX, minY, maxY] = [0, 0, 0, 0];
    const wide = Math.max(maxX - minX, MIN_METERS);
    const high = Math.max(maxY - minY, MIN_METERS);
    this.#scale = Math.min(SCALE, MAX_PIXELS / wide, MAX_PIXELS / high);
    this.#minX = (minX + maxX - wide) / 2;
    this.#maxY = (minY + maxY + high) / 2;
    this.width = Math.ceil(wide * this.#scale + 2 * MARGIN);
    this.height = Math.ceil(high * this.#scale + 2 * MARGIN);
  }

  edge(from: Pose2, to: Pose2, source: number, name: string): string {
    const isOdometry = source === Edge_EdgeSource.EDGE_SOURCE_ODOMETRY || source === 0;
    const [a, b] = [this.#place(from), this.#place(to)];
    const kind = isOdometry ? "edge" : "edge closure";
    return `<line class="${kind}" x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}"><title>${escape(name)}</title></line>`;
  }

  waypoint(pose: Pose2, { id, name, isAnchored }: { id: string; name: string; isAnchored: boolean }): string {
    const { x, y } = this.#place(pose);
    const tip = { x: round(x + 14 * Math.cos(pose.angle)), y: round(y - 14 * Math.sin(pose.angle)) };
    const label = name === "" ? id.slice(0, ID_LETTERS) : name;
    return [
      `<g><title>${escape(name === "" ? id : `${name} (${id})`)}</title>`,
      isAnchored ? `<circle class="anchor" cx="${x}" cy="${y}" r="9"/>` : "",
      `<line class="heading" x1="${x}" y1="${y}" x2="${tip.x}" y2="${tip.y}"/>`,
      `<circle class="waypoint" cx="${x}" cy="${y}" r="5"/>`,
      `<text x="${round(x + 9)}" y="${round(y + 16)}">${escape(label)}</text></g>`,
    ].join("");
  }

  object(pose: Pose2, id: string): string {
    const { x, y } = this.#place(pose);
    const box = `<rect class="object" x="${round(x - 6)}" y="${round(y - 6)}" width="12" height="12"/>`;
    return `<g>${box}<text x="${round(x + 9)}" y="${round(y - 6)}">${escape(id)}</text></g>`;
  }

  robot(pose: Pose2): string {
    const { x, y } = this.#place(pose);
    const degrees = round((-pose.angle * 180) / Math.PI);
    const shape = `<polygon class="robot" points="12,0 -8,7 -4,0 -8,-7"/>`;
    return `<g transform="translate(${x} ${y}) rotate(${degrees})"><title>robot</title>${shape}</g>`;
  }

  scaleBar(): string {
    const meters = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => each * this.#scale >= 50) ?? 1000;
    const y = this.height - 20;
    const end = round(MARGIN / 2 + meters * this.#scale);
    const bar = `<line class="scale" x1="${MARGIN / 2}" y1="${y}" x2="${end}" y2="${y}"/>`;
    return `${bar}<text x="${MARGIN / 2}" y="${y - 6}">${meters} m</text>`;
  }

  #place({ position: { x, y } }: Pose2): { x: number; y: number } {
    return {
      x: round((x - this.#minX) * this.#scale + MARGIN),
      y: round((this.#maxY - y) * this.#scale + MARGIN),
    };
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Names come from whoever made the map. What XML does not allow at all becomes a question mark. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?");
}
