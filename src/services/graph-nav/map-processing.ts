/** Making a recorded map better: closing loops, and fitting its waypoints together. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  type ProcessAnchoringRequestInit,
  ProcessAnchoringResponse,
  ProcessAnchoringResponse_Status,
  type ProcessTopologyRequestInit,
  ProcessTopologyResponse,
  ProcessTopologyResponse_Status,
} from "../../messages/bosdyn/api/graph_nav/map_processing.ts";
import { MapProcessingServiceCalls } from "../../messages/bosdyn/api/graph_nav/map_processing_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import { mergeMessages } from "../merge-messages.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The robot's graph is not valid. */
export class MapProcessingInvalidGraphError extends ResponseError {
  override readonly code = "MAP_PROCESSING_INVALID_GRAPH";
}

/** Snapshots of the map are not on the robot. */
export class MissingSnapshotsError extends ResponseError {
  override readonly code = "MAP_PROCESSING_MISSING_SNAPSHOTS";
}

/** The map changed while it was processed. */
export class MapModifiedError extends ResponseError {
  override readonly code = "MAP_PROCESSING_MAP_MODIFIED";
}

/** The optimisation failed. */
export class OptimizationFailureError extends ResponseError {
  override readonly code = "MAP_PROCESSING_OPTIMIZATION_FAILURE";
}

/** A parameter of the optimisation is not acceptable. */
export class AnchoringInvalidParamsError extends ResponseError {
  override readonly code = "MAP_PROCESSING_INVALID_PARAMS";
}

/** The result violates a constraint. */
export class ConstraintViolationError extends ResponseError {
  override readonly code = "MAP_PROCESSING_CONSTRAINT_VIOLATION";
}

/** The optimisation came to its limit of iterations. */
export class MaxIterationsError extends ResponseError {
  override readonly code = "MAP_PROCESSING_MAX_ITERATIONS";
}

/** The optimisation came to its limit of time. */
export class MaxTimeError extends ResponseError {
  override readonly code = "MAP_PROCESSING_MAX_TIME";
}

/** A hint is not valid. */
export class InvalidHintsError extends ResponseError {
  override readonly code = "MAP_PROCESSING_INVALID_HINTS";
}

/** A hint contradicts gravity. */
export class InvalidGravityAlignmentError extends ResponseError {
  override readonly code = "MAP_PROCESSING_INVALID_GRAVITY_ALIGNMENT";
}

const PROCESS_TOPOLOGY: StatusTable<typeof ProcessTopologyResponse_Status> = {
  names: ProcessTopologyResponse_Status,
  othersAreOk: true,
  errors: {
    STATUS_INVALID_GRAPH: [MapProcessingInvalidGraphError],
    STATUS_MISSING_WAYPOINT_SNAPSHOTS: [MissingSnapshotsError, "upload those that the response names"],
    STATUS_MAP_MODIFIED_DURING_PROCESSING: [MapModifiedError, "do not record or upload meanwhile"],
  },
};

const PROCESS_ANCHORING: StatusTable<typeof ProcessAnchoringResponse_Status> = {
  names: ProcessAnchoringResponse_Status,
  othersAreOk: true,
  errors: {
    STATUS_MISSING_WAYPOINT_SNAPSHOTS: [MissingSnapshotsError, "upload those that the response names"],
    STATUS_OPTIMIZATION_FAILURE: [OptimizationFailureError],
    STATUS_INVALID_GRAPH: [MapProcessingInvalidGraphError],
    STATUS_INVALID_PARAMS: [AnchoringInvalidParamsError],
    STATUS_CONSTRAINT_VIOLATION: [ConstraintViolationError, "see those that the response names"],
    STATUS_MAX_ITERATIONS: [MaxIterationsError, "allow more, or give better hints"],
    STATUS_MAX_TIME: [MaxTimeError, "allow more, or give better hints"],
    STATUS_INVALID_HINTS: [InvalidHintsError, "see those that the response names"],
    STATUS_INVALID_GRAVITY_ALIGNMENT: [InvalidGravityAlignmentError, "hints must be gravity aligned"],
    STATUS_MAP_MODIFIED_DURING_PROCESSING: [MapModifiedError, "do not record or upload meanwhile"],
  },
};

const MapProcessingRpcs: ClientClass<typeof MapProcessingServiceCalls> = /* @__PURE__ */ defineClient(
  MapProcessingServiceCalls,
  {
    serviceName: "map-processing-service",
    rpcs: {
      processTopology: { statuses: PROCESS_TOPOLOGY },
      processAnchoring: { statuses: PROCESS_ANCHORING },
    },
  },
);

/**
 * Processes the map on the robot. Each RPC streams its results; `run…` waits for the last and merges them all.
 * Large maps take minutes: give the call a `timeoutMs`. Needs a login.
 */
export class MapProcessingClient extends MapProcessingRpcs {
  /** Find loop closures; all results merged into one. @throws {MissingSnapshotsError | DataChunkError | ResponseError | RpcError} */
  async runTopology(
    request?: Omit<ProcessTopologyRequestInit, "header">,
    options?: CallOptions,
  ): Promise<ProcessTopologyResponse> {
    const { path } = MapProcessingServiceCalls.processTopology;
    return mergeMessages(this.processTopology(request, options), ProcessTopologyResponse, path);
  }

  /**
   * Optimise the anchoring; all results merged into one. Maps that were recorded through this API need it: only the
   * tablet does it by itself.
   * @throws {OptimizationFailureError | MissingSnapshotsError | DataChunkError | ResponseError | RpcError}
   */
  async runAnchoring(
    request?: Omit<ProcessAnchoringRequestInit, "header">,
    options?: CallOptions,
  ): Promise<ProcessAnchoringResponse> {
    const { path } = MapProcessingServiceCalls.processAnchoring;
    return mergeMessages(this.processAnchoring(request, options), ProcessAnchoringResponse, path);
  }
}
