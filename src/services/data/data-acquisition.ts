/** Data acquisition: having images and other data taken and stored together. */
import {
  AcquireDataResponse_Status,
  AcquirePluginDataResponse_Status,
  CancelAcquisitionResponse_Status,
  GetStatusResponse_Status,
  LiveDataResponse_CapabilityLiveData_Status,
} from "../../messages/bosdyn/api/data_acquisition.ts";
import { DataAcquisitionPluginServiceCalls } from "../../messages/bosdyn/api/data_acquisition_plugin_service.ts";
import { DataAcquisitionServiceCalls } from "../../messages/bosdyn/api/data_acquisition_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { CustomParamError } from "../errors/custom-param-error.ts";
import { InternalServerError, ResponseError } from "../errors/response-errors.ts";
import type { ElementFacts, StatusTable } from "../rpc-facts.ts";

/** Nothing on the robot captures that. */
export class UnknownCaptureTypeError extends ResponseError {
  override readonly code = "DATA_ACQUISITION_UNKNOWN_CAPTURE_TYPE";
}

/** There is no acquisition of that id. */
export class DataAcquisitionRequestIdDoesNotExistError extends ResponseError {
  override readonly code = "DATA_ACQUISITION_REQUEST_ID_DOES_NOT_EXIST";
}

/** The acquisition could not be cancelled. */
export class CancellationFailedError extends ResponseError {
  override readonly code = "DATA_ACQUISITION_CANCELLATION_FAILED";
}

const ACQUIRE: StatusTable<typeof AcquireDataResponse_Status> = {
  names: AcquireDataResponse_Status,
  errors: {
    STATUS_UNKNOWN_CAPTURE_TYPE: [UnknownCaptureTypeError, "read the service info for the captures there are"],
  },
};

const ACQUIRE_PLUGIN: StatusTable<typeof AcquirePluginDataResponse_Status> = {
  names: AcquirePluginDataResponse_Status,
  errors: {
    STATUS_UNKNOWN_CAPTURE_TYPE: [UnknownCaptureTypeError, "read the service info for the captures there are"],
    STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
  },
};

const GET_STATUS: StatusTable<typeof GetStatusResponse_Status> = {
  names: GetStatusResponse_Status,
  // How far it is: the answer, good or bad.
  othersAreOk: true,
  errors: {
    STATUS_REQUEST_ID_DOES_NOT_EXIST: [
      DataAcquisitionRequestIdDoesNotExistError,
      "finished ones are forgotten after a while",
    ],
  },
};

const CANCEL: StatusTable<typeof CancelAcquisitionResponse_Status> = {
  names: CancelAcquisitionResponse_Status,
  othersAreOk: true,
  errors: {
    STATUS_REQUEST_ID_DOES_NOT_EXIST: [
      DataAcquisitionRequestIdDoesNotExistError,
      "finished ones are forgotten after a while",
    ],
    STATUS_FAILED_TO_CANCEL: [CancellationFailedError],
  },
};

const CAPABILITY: StatusTable<typeof LiveDataResponse_CapabilityLiveData_Status> = {
  names: LiveDataResponse_CapabilityLiveData_Status,
  othersAreOk: true,
  // A plugin that leaves the status out has live data all the same, and must not spoil that of the others.
  unsetIsOk: true,
  errors: {
    STATUS_UNKNOWN_CAPTURE_TYPE: [UnknownCaptureTypeError, "read the service info for the captures there are"],
    STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
    STATUS_INTERNAL_ERROR: [InternalServerError, "a fault on the robot; see its logs"],
  },
};

const LIVE_DATA: ElementFacts = { list: "liveData", statuses: CAPABILITY, customParams: true };

/** Request fields that take local time too. */
interface DataAcquisitionTimes {
  readonly acquireData: "actionId.timestamp";
}

/** Starts acquisitions and polls them. Needs a login. */
export const DataAcquisitionClient: ClientClass<typeof DataAcquisitionServiceCalls, DataAcquisitionTimes> =
  /* @__PURE__ */ defineClient(DataAcquisitionServiceCalls, {
    serviceName: "data-acquisition",
    rpcs: {
      acquireData: { times: ["actionId.timestamp"], statuses: ACQUIRE },
      getStatus: { statuses: GET_STATUS },
      cancelAcquisition: { statuses: CANCEL },
      getLiveData: { elements: LIVE_DATA },
    },
  });
/** Starts acquisitions and polls them. Needs a login. */
export type DataAcquisitionClient = InstanceType<typeof DataAcquisitionClient>;

/** Calls a data acquisition plugin, as the robot does. The service has no usual name. Needs a login. */
export const DataAcquisitionPluginClient: ClientClass<typeof DataAcquisitionPluginServiceCalls> =
  /* @__PURE__ */ defineClient(DataAcquisitionPluginServiceCalls, {
    serviceName: "",
    rpcs: {
      acquirePluginData: { customParams: true, statuses: ACQUIRE_PLUGIN },
      getStatus: { statuses: GET_STATUS },
      cancelAcquisition: { statuses: CANCEL },
      getLiveData: { elements: LIVE_DATA },
    },
  });
/** Calls a data acquisition plugin, as the robot does. The service has no usual name. Needs a login. */
export type DataAcquisitionPluginClient = InstanceType<typeof DataAcquisitionPluginClient>;
