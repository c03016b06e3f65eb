/**
 * Fetches a map with one large snapshot into a folder and sends it again, and tells how much memory that took. The robot is
 * a channel in this process that makes chunks as they are asked for, and drops those that it is sent.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Channel } from "../../src/grpc/index.ts";
import { fetchMapFolder, MapFolder, sendMapFolder } from "../../src/maps/index.ts";
import {
  DownloadGraphResponse,
  DownloadGraphStreamingResponse,
  DownloadWaypointSnapshotResponse,
  UploadGraphResponse,
  UploadSnapshotsResponse,
} from "../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import { WaypointSnapshot } from "../../src/messages/bosdyn/api/graph_nav/map.ts";
import { GraphNavClient } from "../../src/services/index.ts";
import { WireBytes } from "../support/wire-bytes.ts";

const MEBIBYTE = 1_048_576;
const mebibytes = Number(process.argv[2]);
const path = mkdtempSync(join(tmpdir(), "spotwire-large-map-"));
process.on("exit", () => rmSync(path, { recursive: true }));

let peak = 0;
function look(): void {
  peak = Math.max(peak, process.memoryUsage.rss());
}

/** Half of the snapshot are images, each of 1 MiB; the other half is one point cloud. */
function* snapshot(): Generator<Uint8Array> {
  yield WaypointSnapshot.encode({ id: "large" });
  const image = { shot: { image: { data: new Uint8Array(MEBIBYTE - 64) } } };
  for (let i = 0; i < mebibytes / 2; i++) yield WaypointSnapshot.encode({ images: [image] });
  const cloud = (mebibytes / 2) * MEBIBYTE;
  const dataHead = new WireBytes().tag(5, 2).uint32(cloud).finish();
  yield new WireBytes()
    .tag(3, 2)
    .uint32(dataHead.length + cloud)
    .raw(dataHead)
    .finish();
  for (let i = 0; i < mebibytes / 2; i++) yield new Uint8Array(MEBIBYTE);
}

let total = 0n;
for (const { length } of snapshot()) total += BigInt(length);
const header = { error: { code: 1 as const } };
const graph = { waypoints: [{ id: "w", snapshotId: "large" }] };
let received = 0;

const robot = {
  async *serverStreaming({ name }: { name: string }) {
    await Promise.resolve();
    if (name === "DownloadGraphStreaming") {
      const data = DownloadGraphResponse.encode({ header, graph });
      const chunk = { totalSize: BigInt(data.length), data };
      yield DownloadGraphStreamingResponse.decode(DownloadGraphStreamingResponse.encode({ header, chunk }));
      return;
    }
    for (const data of snapshot()) {
      look();
      const response = { header, status: 1 as const, chunk: { totalSize: total, data } };
      yield DownloadWaypointSnapshotResponse.decode(DownloadWaypointSnapshotResponse.encode(response));
    }
  },
  async clientStreaming(
    { name, input }: { name: string; input: { encode(request: unknown): Uint8Array } },
    requests: AsyncIterable<{ chunk?: { data?: Uint8Array } }>,
  ) {
    for await (const request of requests) {
      look();
      input.encode(request);
      if (name === "UploadSnapshots") received += request.chunk?.data?.length ?? 0;
    }
    if (name === "UploadSnapshots")
      return UploadSnapshotsResponse.decode(UploadSnapshotsResponse.encode({ header, status: 1 }));
    const unknownWaypointSnapshotIds = ["large"];
    return UploadGraphResponse.decode(UploadGraphResponse.encode({ header, status: 1, unknownWaypointSnapshotIds }));
  },
};

const client = new GraphNavClient(robot as unknown as Channel);
const folder = new MapFolder(join(path, "map"));
// Once before, so that code and buffers are there.
globalThis.gc?.();
const before = process.memoryUsage.rss();
const { bytes } = await fetchMapFolder(client, folder);
const afterFetch = peak - before;
peak = 0;
const { missingSnapshotIds } = await sendMapFolder(client, folder);
process.send?.({
  bytes,
  received,
  missing: missingSnapshotIds.length,
  fetchBytes: afterFetch,
  sendBytes: peak - before,
});
