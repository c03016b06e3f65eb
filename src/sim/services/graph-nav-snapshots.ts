/** The part of `bosdyn.api.graph_nav.GraphNavService` that carries snapshots of waypoints and edges. */
import type { GrpcServer } from "../../grpc/server/index.ts";
import {
  DownloadEdgeSnapshotResponse_Status as EdgeStatus,
  type DownloadWaypointSnapshotRequest,
  DownloadWaypointSnapshotResponse_Status as WaypointStatus,
  UploadSnapshotsRequest_Snapshots as Snapshots,
  UploadSnapshotsResponse_Status,
  UploadWaypointSnapshotResponse_Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { GraphNavService } from "../../messages/bosdyn/api/graph_nav/graph_nav_service.ts";
import { EdgeSnapshot, WaypointSnapshot } from "../../messages/bosdyn/api/graph_nav/map.ts";
import { pieces } from "../maps/chunks.ts";
import { isRefused, mapLeaseUse } from "../maps/lease-use.ts";
import type { RobotMap } from "../maps/robot-map.ts";
import { invalidRequest, responseHeader } from "./response-header.ts";
import { uploading } from "./uploads.ts";

/** The largest upload of snapshots that is taken: four times what clients send at once. */
export const MAX_UPLOAD_BYTES: number = 64 * 1024 * 1024;
/** What a robot without a LIDAR says to maps that were made with one. */
const NO_LIDAR = { mapHasLidarData: true, robotConfiguredForLidar: false };

/** Put the handlers on the server. */
export function snapshotTransfers(map: RobotMap, server: GrpcServer): void {
  const { store } = map;
  const { clock, leases } = map.parts;
  const keepWaypoint = (snapshot: WaypointSnapshot, bytes: Uint8Array): void => {
    if (snapshot.id === "") throw invalidRequest("the snapshot has no id");
    if (!store.keepWaypointSnapshot(snapshot.id, bytes))
      throw invalidRequest("the robot has no room for more snapshots");
  };
  const keepEdge = (snapshot: EdgeSnapshot, bytes: Uint8Array): void => {
    if (snapshot.id === "") throw invalidRequest("the snapshot has no id");
    if (!store.keepEdgeSnapshot(snapshot.id, bytes)) throw invalidRequest("the robot has no room for more snapshots");
  };

  server
    .handle(
      GraphNavService.uploadWaypointSnapshot,
      uploading(clock, MAX_UPLOAD_BYTES, WaypointSnapshot, (snapshot, first, bytes) => {
        const leaseUseResult = mapLeaseUse(leases, first?.lease);
        if (isRefused(leaseUseResult)) return { leaseUseResult };
        if (snapshot.hasRemotePointCloudSensor) {
          const status = UploadWaypointSnapshotResponse_Status.STATUS_INCOMPATIBLE_SENSORS;
          return { leaseUseResult, status, sensorStatus: NO_LIDAR };
        }
        keepWaypoint(snapshot, bytes);
        const status = UploadWaypointSnapshotResponse_Status.STATUS_OK;
        return { leaseUseResult, status, mapStats: store.stats() };
      }),
    )
    .handle(
      GraphNavService.uploadEdgeSnapshot,
      uploading(clock, MAX_UPLOAD_BYTES, EdgeSnapshot, (snapshot, first, bytes) => {
        const leaseUseResult = mapLeaseUse(leases, first?.lease);
        if (isRefused(leaseUseResult)) return { leaseUseResult };
        keepEdge(snapshot, bytes);
        return { leaseUseResult, mapStats: store.stats() };
      }),
    )
    .handle(
      GraphNavService.uploadSnapshots,
      uploading(clock, MAX_UPLOAD_BYTES, Snapshots, ({ waypointSnapshots, edgeSnapshots }, first) => {
        const leaseUseResult = mapLeaseUse(leases, first?.lease);
        if (isRefused(leaseUseResult)) return { leaseUseResult };
        if (waypointSnapshots.some(({ hasRemotePointCloudSensor }) => hasRemotePointCloudSensor)) {
          const status = UploadSnapshotsResponse_Status.STATUS_INCOMPATIBLE_SENSORS;
          return { leaseUseResult, status, sensorStatus: NO_LIDAR };
        }
        for (const each of waypointSnapshots) keepWaypoint(each, WaypointSnapshot.encode(each));
        for (const each of edgeSnapshots) keepEdge(each, EdgeSnapshot.encode(each));
        return { leaseUseResult, status: UploadSnapshotsResponse_Status.STATUS_OK, mapStats: store.stats() };
      }),
    )
    .handle(GraphNavService.downloadWaypointSnapshot, function* (request) {
      const header = responseHeader(clock, request.header, clock.now());
      const { waypointSnapshotId } = request;
      const bytes = store.waypointSnapshots.get(waypointSnapshotId);
      if (bytes === undefined) {
        yield { header, waypointSnapshotId, status: WaypointStatus.STATUS_SNAPSHOT_DOES_NOT_EXIST };
        return;
      }
      const status = WaypointStatus.STATUS_OK;
      for (const chunk of pieces(asked(bytes, request))) yield { header, waypointSnapshotId, status, chunk };
    })
    .handle(GraphNavService.downloadEdgeSnapshot, function* ({ header: requestHeader, edgeSnapshotId }) {
      const header = responseHeader(clock, requestHeader, clock.now());
      const bytes = store.edgeSnapshots.get(edgeSnapshotId);
      if (bytes === undefined) {
        yield { header, edgeSnapshotId, status: EdgeStatus.STATUS_SNAPSHOT_DOES_NOT_EXIST };
        return;
      }
      for (const chunk of pieces(bytes)) yield { header, edgeSnapshotId, status: EdgeStatus.STATUS_OK, chunk };
    });
}

/** Leave out what was not asked for. Clouds go uncompressed, as their `encoding` says: this robot has no other form. */
function asked(
  bytes: Uint8Array,
  { downloadImages, doNotDownloadPointCloud }: DownloadWaypointSnapshotRequest,
): Uint8Array {
  if (downloadImages && !doNotDownloadPointCloud) return bytes;
  const snapshot = WaypointSnapshot.decode(bytes);
  return WaypointSnapshot.encode({
    ...snapshot,
    images: downloadImages ? snapshot.images : [],
    pointCloud: doNotDownloadPointCloud ? undefined : snapshot.pointCloud,
  });
}
