/** Whole maps to and from the robot, in memory. */
import { describe, expect, it } from "vitest";
import {
  UploadGraphRequest,
  UploadSnapshotsRequest_Snapshots,
} from "../../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import { DownloadGraphResponse } from "../../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import {
  EdgeSnapshot,
  type EdgeSnapshotInit,
  type GraphInit,
  WaypointSnapshot,
  type WaypointSnapshotInit,
} from "../../../src/messages/bosdyn/api/graph_nav/map.ts";
import {
  fetchMap,
  GraphNavClient,
  IncompatibleSensorsError,
  type MapProgress,
  sendMap,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { AnsweringChannel, type AnsweredCall, type Received } from "../answering-channel.ts";
import { testOptions } from "../support.ts";

const HEADER = { error: { code: 1 } };
const OK = { header: HEADER, status: 1 };
const GRAPH: GraphInit = {
  waypoints: [
    { id: "w1", snapshotId: "a" },
    { id: "w2", snapshotId: "b" },
    { id: "w3", snapshotId: "a" },
    { id: "w4" },
  ],
  edges: [{ snapshotId: "e" }, { snapshotId: "" }],
};

function make(answers: (call: AnsweredCall) => object): { client: GraphNavClient; calls: AnsweredCall[] } {
  const channel = new AnsweringChannel((call) => [answers(call)]);
  return { client: new GraphNavClient(channel, testOptions()), calls: channel.calls };
}

/** The bytes that a stream of requests carried. */
function carried(requests: readonly Received[]): Uint8Array {
  return new Uint8Array(Buffer.concat(requests.map(({ chunk }) => (chunk as { data: Uint8Array }).data)));
}

function chunk(data: Uint8Array): object {
  return { ...OK, chunk: { totalSize: BigInt(data.length), data } };
}

describe("fetching a map", () => {
  it("takes the graph and each snapshot that it names, once", async () => {
    const { client, calls } = make(({ name, requests: [request] }) => {
      if (name === "DownloadGraphStreaming") {
        return chunk(DownloadGraphResponse.encode({ header: HEADER, graph: GRAPH }));
      }
      if (name === "DownloadEdgeSnapshot") return chunk(EdgeSnapshot.encode({ id: "e" }));
      return chunk(WaypointSnapshot.encode({ id: request?.["waypointSnapshotId"] as string }));
    });
    const progress: MapProgress[] = [];
    const map = await fetchMap(client, { downloadImages: true, onProgress: (each) => progress.push(each) });
    expect(map.graph.waypoints).toHaveLength(4);
    expect([...map.waypointSnapshots.values()].map(({ id }) => id)).toEqual(["a", "b"]);
    expect([...map.edgeSnapshots.keys()]).toEqual(["e"]);
    expect(map.missingSnapshotIds).toEqual([]);
    expect(calls[1]?.requests[0]).toMatchObject({ downloadImages: true, compressPointCloud: false });
    expect(progress).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));
  });

  it("names the snapshots that the robot does not have", async () => {
    const { client } = make(({ name }) =>
      name === "DownloadGraphStreaming"
        ? chunk(DownloadGraphResponse.encode({ header: HEADER, graph: GRAPH }))
        : { header: HEADER, status: 2 },
    );
    const map = await fetchMap(client);
    expect(map.missingSnapshotIds).toEqual(["a", "b", "e"]);
    expect(map.waypointSnapshots.size + map.edgeSnapshots.size).toBe(0);
  });
});

describe("sending a map", () => {
  const waypointSnapshots = new Map<string, WaypointSnapshotInit>([
    ["a", { id: "a" }],
    ["b", { id: "b" }],
  ]);
  const edgeSnapshots = new Map<string, EdgeSnapshotInit>([["e", { id: "e" }]]);
  const map = { graph: GRAPH, waypointSnapshots, edgeSnapshots };
  const unknown = { unknownWaypointSnapshotIds: ["b", "", "b"], unknownEdgeSnapshotIds: ["e"] };

  function graphOf(call: AnsweredCall | undefined): ReturnType<typeof UploadGraphRequest.decode> {
    return UploadGraphRequest.decode(carried(call?.requests ?? []));
  }

  it("sends the graph, and then together the snapshots that the robot lacks", async () => {
    const { client, calls } = make(({ name }) =>
      name === "UploadGraphStreaming" ? { ...OK, ...unknown } : { ...OK, mapStats: { waypoints: { count: 4 } } },
    );
    const progress: MapProgress[] = [];
    const sent = await sendMap(client, map, { lease: { resource: "body" }, onProgress: (each) => progress.push(each) });
    expect(calls.map(({ name }) => name)).toEqual(["UploadGraphStreaming", "UploadSnapshots"]);
    expect(graphOf(calls[0])).toMatchObject({
      lease: { resource: "body" },
      generateNewAnchoring: true,
      replaceGraph: false,
    });
    const snapshots = UploadSnapshotsRequest_Snapshots.decode(carried(calls[1]?.requests ?? []));
    expect(snapshots.waypointSnapshots.map(({ id }) => id)).toEqual(["b"]);
    expect(snapshots.edgeSnapshots.map(({ id }) => id)).toEqual(["e"]);
    expect(calls[1]?.requests[0]).toMatchObject({ lease: { resource: "body" } });
    expect(sent).toMatchObject({ missingSnapshotIds: [], mapStats: { waypoints: { count: 4 } } });
    expect(progress).toEqual([{ done: 2, total: 2 }]);
  });

  it("keeps the anchors that a graph has, unless told otherwise", async () => {
    const anchored = { ...map, graph: { ...GRAPH, anchoring: { anchors: [{ id: "w1" }] } } };
    const { client, calls } = make(() => OK);
    await sendMap(client, anchored);
    await sendMap(client, anchored, { generateNewAnchoring: true });
    expect(calls.map((call) => graphOf(call).generateNewAnchoring)).toEqual([false, true]);
  });

  it("names the snapshots that the robot wants and nobody has", async () => {
    const { client, calls } = make(() => ({ ...OK, unknownWaypointSnapshotIds: ["x"], unknownEdgeSnapshotIds: ["y"] }));
    const progress: MapProgress[] = [];
    const sent = await sendMap(client, map, { onProgress: (each) => progress.push(each) });
    expect(sent.missingSnapshotIds).toEqual(["x", "y"]);
    expect(calls).toHaveLength(1);
    expect(progress.at(-1)).toEqual({ done: 2, total: 2 });
  });

  it("sends no more than about 16 MiB together, and asks for snapshots as it goes", async () => {
    const { client, calls } = make(({ name }) =>
      name === "UploadGraphStreaming" ? { ...OK, unknownWaypointSnapshotIds: ["1", "2", "3"] } : OK,
    );
    const asked: string[] = [];
    const source = {
      get: async (id: string): Promise<WaypointSnapshotInit> => {
        asked.push(id);
        return Promise.resolve({ id: id.repeat(9_000_000) });
      },
    };
    await sendMap(client, { ...map, waypointSnapshots: source });
    expect(calls.map(({ name }) => name)).toEqual([
      "UploadGraphStreaming",
      ...Array<string>(3).fill("UploadSnapshots"),
    ]);
    expect(asked).toEqual(["1", "2", "3"]);
  });

  it("clears the map of a robot that does not know how to replace it, and sends it again", async () => {
    const newer = make(() => ({ ...OK, replacedGraph: true }));
    await sendMap(newer.client, map, { replace: true });
    expect(newer.calls.map(({ name }) => name)).toEqual(["UploadGraphStreaming"]);
    expect(graphOf(newer.calls[0]).replaceGraph).toBe(true);
    const older = make(() => OK);
    await sendMap(older.client, map, { replace: true });
    expect(older.calls.map(({ name }) => name)).toEqual(["UploadGraphStreaming", "ClearGraph", "UploadGraphStreaming"]);
    expect(graphOf(older.calls[2]).replaceGraph).toBe(false);
  });

  it("fails where the snapshots do not fit the robot", async () => {
    const { client } = make(({ name }) =>
      name === "UploadGraphStreaming" ? { ...OK, ...unknown } : { header: HEADER, status: 2 },
    );
    expect(await rejection(sendMap(client, map))).toBeInstanceOf(IncompatibleSensorsError);
  });
});
