/** Where a ray meets the world. */
import { RaycastResponse_Status } from "../../messages/bosdyn/api/ray_cast.ts";
import { RayCastServiceCalls } from "../../messages/bosdyn/api/ray_cast_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The ray is not acceptable; the response's message says why. */
export class RayCastInvalidRequestError extends ResponseError {
  override readonly code = "RAY_CAST_INVALID_REQUEST";
}

/** There is no such kind of intersection. */
export class InvalidIntersectionTypeError extends ResponseError {
  override readonly code = "RAY_CAST_INVALID_INTERSECTION_TYPE";
}

/** The robot does not know the frame of the ray. */
export class RayCastUnknownFrameError extends ResponseError {
  override readonly code = "RAY_CAST_UNKNOWN_FRAME";
}

const RAYCAST: StatusTable<typeof RaycastResponse_Status> = {
  names: RaycastResponse_Status,
  errors: {
    STATUS_INVALID_REQUEST: [RayCastInvalidRequestError],
    STATUS_INVALID_INTERSECTION_TYPE: [InvalidIntersectionTypeError],
    STATUS_UNKNOWN_FRAME: [RayCastUnknownFrameError],
  },
};

/** Casts rays. Needs a login. */
export const RayCastClient: ClientClass<typeof RayCastServiceCalls> = /* @__PURE__ */ defineClient(
  RayCastServiceCalls,
  {
    serviceName: "ray-cast",
    rpcs: {
      raycast: { statuses: RAYCAST },
    },
  },
);
/** Casts rays. Needs a login. */
export type RayCastClient = InstanceType<typeof RayCastClient>;
