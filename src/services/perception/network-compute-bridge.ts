/** Machine learning: the robot sends images to a worker and passes on what it finds. */
import { ListAvailableModelsStatus, NetworkComputeStatus } from "../../messages/bosdyn/api/network_compute_bridge.ts";
import { NetworkComputeBridgeCalls } from "../../messages/bosdyn/api/network_compute_bridge_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { CustomParamError } from "../errors/custom-param-error.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The worker is not in the robot's directory. */
export class ExternalServiceNotFoundError extends ResponseError {
  override readonly code = "NETWORK_COMPUTE_EXTERNAL_SERVICE_NOT_FOUND";
}

/** The worker failed. */
export class ExternalServerError extends ResponseError {
  override readonly code = "NETWORK_COMPUTE_EXTERNAL_SERVER";
}

/** The image could not be rotated upright. */
export class NetworkComputeRotationError extends ResponseError {
  override readonly code = "NETWORK_COMPUTE_ROTATION";
}

/** The model could not analyse the image. */
export class NetworkComputeAnalysisFailedError extends ResponseError {
  override readonly code = "NETWORK_COMPUTE_ANALYSIS_FAILED";
}

const NETWORK_COMPUTE: StatusTable<typeof NetworkComputeStatus> = {
  names: NetworkComputeStatus,
  errors: {
    NETWORK_COMPUTE_STATUS_EXTERNAL_SERVICE_NOT_FOUND: [
      ExternalServiceNotFoundError,
      "register the worker, and name it as it is registered",
    ],
    NETWORK_COMPUTE_STATUS_EXTERNAL_SERVER_ERROR: [ExternalServerError, "see the worker's logs"],
    NETWORK_COMPUTE_STATUS_ROTATION_ERROR: [NetworkComputeRotationError],
    NETWORK_COMPUTE_STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
    NETWORK_COMPUTE_STATUS_ANALYSIS_FAILED: [NetworkComputeAnalysisFailedError],
  },
};

const LIST_MODELS: StatusTable<typeof ListAvailableModelsStatus> = {
  names: ListAvailableModelsStatus,
  errors: {
    LIST_AVAILABLE_MODELS_STATUS_EXTERNAL_SERVICE_NOT_FOUND: [
      ExternalServiceNotFoundError,
      "register the worker, and name it as it is registered",
    ],
    LIST_AVAILABLE_MODELS_STATUS_EXTERNAL_SERVER_ERROR: [ExternalServerError, "see the worker's logs"],
  },
};

/** Runs models on workers that are in the robot's directory. Needs a login. */
export const NetworkComputeBridgeClient: ClientClass<typeof NetworkComputeBridgeCalls> = /* @__PURE__ */ defineClient(
  NetworkComputeBridgeCalls,
  {
    serviceName: "network-compute-bridge",
    rpcs: {
      networkCompute: { customParams: true, statuses: NETWORK_COMPUTE },
      listAvailableModels: { statuses: LIST_MODELS },
    },
  },
);
/** Runs models on workers that are in the robot's directory. Needs a login. */
export type NetworkComputeBridgeClient = InstanceType<typeof NetworkComputeBridgeClient>;
