/** Point clouds of LIDAR payloads. */
import { PointCloudResponse_Status } from "../../messages/bosdyn/api/point_cloud.ts";
import { PointCloudServiceCalls } from "../../messages/bosdyn/api/point_cloud_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The service could not produce the data of the source. */
export class PointCloudSourceDataError extends ResponseError {
  override readonly code = "POINT_CLOUD_SOURCE_DATA";
}

/** The service could not produce the cloud. */
export class PointCloudDataError extends ResponseError {
  override readonly code = "POINT_CLOUD_DATA";
}

/** The service has no source of that name. */
export class UnknownPointCloudSourceError extends ResponseError {
  override readonly code = "POINT_CLOUD_UNKNOWN_SOURCE";
}

/** The source has no such kind of cloud. */
export class PointCloudTypeError extends ResponseError {
  override readonly code = "POINT_CLOUD_UNSUPPORTED_TYPE";
}

const POINT_CLOUD: StatusTable<typeof PointCloudResponse_Status> = {
  names: PointCloudResponse_Status,
  errors: {
    STATUS_SOURCE_DATA_ERROR: [PointCloudSourceDataError],
    STATUS_POINT_CLOUD_DATA_ERROR: [PointCloudDataError],
    STATUS_UNKNOWN_SOURCE: [UnknownPointCloudSourceError, "list the point cloud sources"],
    STATUS_UNSUPPORTED_CLOUD_TYPE: [PointCloudTypeError],
  },
};

/** Lists sources and reads clouds. A payload's service has a name of its own. Needs a login. */
export const PointCloudClient: ClientClass<typeof PointCloudServiceCalls> = /* @__PURE__ */ defineClient(
  PointCloudServiceCalls,
  {
    serviceName: "point-cloud",
    rpcs: {
      getPointCloud: { elements: { list: "pointCloudResponses", statuses: POINT_CLOUD } },
    },
  },
);
/** Lists sources and reads clouds. A payload's service has a name of its own. Needs a login. */
export type PointCloudClient = InstanceType<typeof PointCloudClient>;
