import { mkdtemp, readdir, readFile, rm, truncate, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkMapFolder, fetchMapFolder, MapFolder, MapFolderError, sendMapFolder } from "../../src/maps/index.ts";
import { EdgeSnapshot, Graph, type GraphInit, WaypointSnapshot } from "../../src/messages/bosdyn/api/graph_nav/map.ts";
import { type GraphNavClient, graphProblems, UnknownMapInformationError } from "../../src/services/index.ts";
import type { EncodedSnapshot } from "../../src/services/graph-nav/encoded-snapshots.ts";
import { concat } from "../support/hex.ts";
import { rejection } from "../support/robots.ts";

const GRAPH: GraphInit = {
  waypoints: [{ id: "w1", snapshotId: "snapshot-a" }, { id: "w2", snapshotId: "snapshot-b" }, { id: "w3" }],
  edges: [
    { id: { fromWaypoint: "w1", toWaypoint: "w2" }, snapshotId: "edge-a", fromTformTo: { rotation: { w: 1 } } },
    { id: { fromWaypoint: "w2", toWaypoint: "w3" }, fromTformTo: {} },
  ],
};
const graph = (): Graph => Graph.decode(Graph.encode(GRAPH));

async function folder(): Promise<MapFolder> {
  const path = await mkdtemp(join(tmpdir(), "spotwire-map-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return new MapFolder(join(path, "map"));
}

type Fetching = Pick<GraphNavClient, "fetchGraph" | "fetchEncodedWaypointSnapshot" | "fetchEncodedEdgeSnapshot">;

/** A robot that has the map, and may be told to fail at the nth snapshot. */
function robot(options: { readonly failAt?: number; readonly lacks?: string } = {}) {
  const asked: string[] = [];
  async function* give(id: string, bytes: Uint8Array): AsyncGenerator<Uint8Array, undefined, undefined> {
    await Promise.resolve();
    asked.push(id);
    if (id === options.lacks) {
      throw new UnknownMapInformationError({ method: "m", response: {}, status: 2, detail: "no" });
    }
    yield bytes.subarray(0, 3);
    if (asked.length === options.failAt) throw new Error("the link broke");
    yield bytes.subarray(3);
  }
  const client: Fetching = {
    fetchGraph: () => Promise.resolve(graph()),
    fetchEncodedWaypointSnapshot: ({ waypointSnapshotId: id = "" }) => give(id, WaypointSnapshot.encode({ id })),
    fetchEncodedEdgeSnapshot: (id) => give(id, EdgeSnapshot.encode({ id })),
  };
  return { client, asked };
}

describe("a check or transfer that is given up", () => {
  it("rejects with the reason, reads nothing more, and leaves no rejection behind", async () => {
    const strays: unknown[] = [];
    const onStray = (reason: unknown): void => void strays.push(reason);
    process.on("unhandledRejection", onStray);
    onTestFinished(() => void process.off("unhandledRejection", onStray));
    const map = await folder();
    await fetchMapFolder(robot().client, map);
    const refuse = (): Promise<never> => Promise.reject(new MapFolderError("MAP_FOLDER_IO", map.path, "no"));
    const broken = Object.assign(new MapFolder(map.path), { readWaypointSnapshot: refuse, hasSnapshot: refuse });
    const reason = new Error("enough");
    const given = { signal: AbortSignal.abort(reason) };
    expect(await rejection(checkMapFolder(broken, given))).toBe(reason);
    const { client, asked } = robot();
    expect(await rejection(fetchMapFolder(client, broken, given))).toBe(reason);
    expect(asked).toEqual([]);
    // Stray rejections are reported once the queue of promises is empty.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(strays).toEqual([]);
  });
});

describe("fetching a map into a folder", () => {
  it("writes the layout that the API's own tools read: serialised messages by id", async () => {
    const map = await folder();
    const progress: number[] = [];
    const fetched = await fetchMapFolder(robot().client, map, { onProgress: ({ done }) => void progress.push(done) });
    expect((await readdir(map.path, { recursive: true })).sort()).toEqual([
      "edge_snapshots",
      "edge_snapshots/edge-a",
      "graph",
      "waypoint_snapshots",
      "waypoint_snapshots/snapshot-a",
      "waypoint_snapshots/snapshot-b",
    ]);
    expect(new Uint8Array(await readFile(join(map.path, "graph")))).toEqual(Graph.encode(GRAPH));
    expect(new Uint8Array(await readFile(join(map.path, "edge_snapshots/edge-a")))).toEqual(
      EdgeSnapshot.encode({ id: "edge-a" }),
    );
    expect(fetched).toMatchObject({ fetched: 3, kept: 0, missing: [], bytes: 32 });
    expect(progress).toEqual([1, 2, 3]);
  });

  for (const failAt of [1, 2, 3]) {
    it(`goes on where it was after it broke at snapshot ${failAt}`, async () => {
      const map = await folder();
      expect(await rejection(fetchMapFolder(robot({ failAt }).client, map))).toMatchObject({
        message: "the link broke",
      });
      // Without its graph it is no map yet, and nobody takes it for one.
      expect(await rejection(map.readGraph())).toMatchObject({ code: "MAP_FOLDER_NOT_A_MAP" });
      const again = robot();
      expect(await fetchMapFolder(again.client, map)).toMatchObject({ fetched: 4 - failAt, kept: failAt - 1 });
      expect(again.asked).toHaveLength(4 - failAt);
      expect(await checkMapFolder(map)).toMatchObject({ sound: 3, missing: [], corrupt: [], graphProblems: [] });
    });
  }

  it("fetches a damaged snapshot again", async () => {
    const map = await folder();
    await fetchMapFolder(robot().client, map);
    await truncate(join(map.path, "waypoint_snapshots/snapshot-b"), 5);
    const again = robot();
    expect(await fetchMapFolder(again.client, map)).toMatchObject({ fetched: 1, kept: 2 });
    expect(again.asked).toEqual(["snapshot-b"]);
  });

  it("names what the robot does not have itself", async () => {
    const map = await folder();
    expect(await fetchMapFolder(robot({ lacks: "snapshot-b" }).client, map)).toMatchObject({
      fetched: 2,
      missing: ["snapshot-b"],
    });
  });

  it("lets no snapshot out of the folder", async () => {
    const map = await folder();
    for (const id of ["../out", "..", ".", "a/b", "a\\b", "a\0b", "x".repeat(250), "a.partial"]) {
      const evil = {
        ...robot().client,
        fetchGraph: () => Promise.resolve(Graph.decode(Graph.encode({ waypoints: [{ id: "w", snapshotId: id }] }))),
      };
      expect(await rejection(fetchMapFolder(evil, map)), id).toMatchObject({ code: "MAP_FOLDER_UNSAFE_ID" });
    }
  });

  it("keeps nothing of what is no snapshot, nor of one that breaks off", async () => {
    const map = await folder();
    const sends = (...pieces: (Uint8Array | Error)[]): Fetching => ({
      ...robot().client,
      async *fetchEncodedWaypointSnapshot() {
        for (const piece of await Promise.resolve(pieces)) {
          if (piece instanceof Error) throw piece;
          yield piece;
        }
        return undefined;
      },
    });
    const text = new TextEncoder().encode("not protobuf");
    expect(await rejection(fetchMapFolder(sends(text), map))).toMatchObject({
      code: "MAP_FOLDER_CORRUPT",
      path: expect.stringContaining("snapshot-a") as string,
    });
    const broke = new Error("the link broke");
    expect(await rejection(fetchMapFolder(sends(Uint8Array.of(0x0a), broke), map))).toBe(broke);
    expect(await readdir(join(map.path, "waypoint_snapshots"))).toEqual([]);
  });

  it("says which file cannot be written", async () => {
    const map = await folder();
    await mkdir(map.path);
    await writeFile(join(map.path, "waypoint_snapshots"), "a file in the way");
    const error = await rejection(fetchMapFolder(robot().client, map));
    expect(error).toBeInstanceOf(MapFolderError);
    expect(error).toMatchObject({
      code: "MAP_FOLDER_IO",
      path: expect.stringContaining("waypoint_snapshots") as string,
    });
  });
});

describe("checking a map folder", () => {
  it("tells what is missing, what is damaged, and what has another name", async () => {
    const map = await folder();
    await fetchMapFolder(robot().client, map);
    await rm(join(map.path, "edge_snapshots/edge-a"));
    await writeFile(join(map.path, "waypoint_snapshots/snapshot-a"), WaypointSnapshot.encode({ id: "snapshot-c" }));
    await writeFile(join(map.path, "waypoint_snapshots/snapshot-b"), "not protobuf");
    expect(await checkMapFolder(map)).toMatchObject({
      sound: 0,
      missing: ["edge-a"],
      corrupt: ["snapshot-a", "snapshot-b"],
    });
  });

  it("says so where there is no map, or its graph is damaged", async () => {
    const map = await folder();
    expect(await rejection(checkMapFolder(map))).toMatchObject({ code: "MAP_FOLDER_NOT_A_MAP", path: map.path });
    await mkdir(map.path);
    await writeFile(join(map.path, "graph"), Buffer.from([0x0a, 0x50, 0x01]));
    expect(await rejection(checkMapFolder(map))).toMatchObject({
      code: "MAP_FOLDER_CORRUPT",
      cause: { code: "WIRE_TRUNCATED" },
    });
  });

  it("says what it cannot read", async () => {
    const map = await folder();
    await fetchMapFolder(robot().client, map);
    await rm(join(map.path, "graph"));
    await mkdir(join(map.path, "graph"));
    expect(await rejection(checkMapFolder(map))).toMatchObject({ code: "MAP_FOLDER_IO" });
  });
});

describe("sending a map folder", () => {
  const sending = (unknown: readonly string[]) => {
    const sent: string[] = [];
    const client = {
      sendGraph: () => {
        sent.push("graph");
        return Promise.resolve({ unknownWaypointSnapshotIds: unknown, unknownEdgeSnapshotIds: ["edge-a"] });
      },
      sendEncodedSnapshots: async (snapshots: readonly EncodedSnapshot[]) => {
        for (const snapshot of snapshots) {
          const codec = snapshot.kind === "waypoint" ? WaypointSnapshot : EdgeSnapshot;
          const pieces: Uint8Array[] = [];
          for await (const piece of snapshot.read()) pieces.push(piece.slice());
          sent.push(codec.decode(concat(...pieces)).id);
        }
      },
      clearGraph: () => Promise.resolve(),
    };
    return {
      sent,
      client: client as unknown as Pick<GraphNavClient, "sendGraph" | "clearGraph" | "sendEncodedSnapshots">,
    };
  };

  it("sends the graph and what the robot lacks, and names what neither has", async () => {
    const map = await folder();
    await fetchMapFolder(robot().client, map);
    const { sent, client } = sending(["snapshot-b", "snapshot-z"]);
    expect(await sendMapFolder(client, map)).toMatchObject({ missingSnapshotIds: ["snapshot-z"] });
    expect(sent).toEqual(["graph", "snapshot-b", "edge-a"]);
  });

  it("sends nothing of an unsound graph", async () => {
    const map = await folder();
    await map.writeGraph(
      Graph.decode(Graph.encode({ edges: [{ id: { fromWaypoint: "w1", toWaypoint: "w2" }, fromTformTo: {} }] })),
    );
    const { sent, client } = sending([]);
    expect(await rejection(sendMapFolder(client, map))).toMatchObject({
      code: "MAP_FOLDER_CORRUPT",
      message: expect.stringContaining('no waypoint "w1"') as string,
    });
    expect(sent).toEqual([]);
  });

  it("stops at a damaged snapshot, and names the file", async () => {
    const map = await folder();
    await fetchMapFolder(robot().client, map);
    await writeFile(join(map.path, "waypoint_snapshots/snapshot-b"), "not protobuf");
    expect(await rejection(sendMapFolder(sending(["snapshot-b"]).client, map))).toMatchObject({
      code: "MAP_FOLDER_CORRUPT",
      path: expect.stringContaining("snapshot-b") as string,
    });
  });
});

describe("graphProblems", () => {
  it("finds none in a sound graph", () => {
    expect(graphProblems(GRAPH)).toEqual([]);
    expect(graphProblems({})).toEqual([]);
  });

  const [a, b] = [{ id: "a" }, { id: "b" }];
  const link = (fromWaypoint: string, toWaypoint: string, extra: object = {}) => ({
    id: { fromWaypoint, toWaypoint },
    fromTformTo: {},
    ...extra,
  });
  const rows: readonly [string, GraphInit, RegExp][] = [
    ["a waypoint twice", { waypoints: [a, a] }, /a is there twice/],
    ["a waypoint without id", { waypoints: [{}] }, /no id/],
    ["an edge both ways", { waypoints: [a, b], edges: [link("a", "b"), link("b", "a")] }, /other way round/],
    ["an edge to itself", { waypoints: [a], edges: [link("a", "a")] }, /nowhere/],
    ["an edge to nothing", { waypoints: [a], edges: [link("a", "z")] }, /no waypoint "z"/],
    [
      "an edge without a pose",
      { waypoints: [a, b], edges: [link("a", "b", { fromTformTo: undefined })] },
      /from_tform_to/,
    ],
    [
      "a rotation of length 2",
      { waypoints: [a, b], edges: [link("a", "b", { fromTformTo: { rotation: { w: 2 } } })] },
      /from_tform_to/,
    ],
    ["a rotation of length 0", { waypoints: [{ id: "a", waypointTformKo: { rotation: {} } }] }, /waypoint_tform_ko/],
    [
      "a place that is none",
      { waypoints: [{ id: "a", waypointTformKo: { position: { x: NaN } } }] },
      /waypoint_tform_ko/,
    ],
    ["an anchor of nothing", { anchoring: { anchors: [{ id: "z" }] } }, /anchor "z"/],
  ];
  for (const [name, each, problem] of rows) {
    it(`finds ${name}`, () => {
      const problems = graphProblems(each);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(problem);
    });
  }
});
