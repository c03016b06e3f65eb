/**
 * A data acquisition plugin: a service that the robot asks to acquire data, then again and again how far it is. Acquiring
 * and storing is a function; requests, statuses, cancelling and forgetting are here.
 */
import { type Clock, systemClock } from "../grpc/index.ts";
import {
  AcquirePluginDataResponse_Status,
  CancelAcquisitionResponse_Status,
  type AcquirePluginDataRequest,
  type AcquirePluginDataResponseInit,
  type DataAcquisitionCapabilityInit,
  type LiveDataRequest,
  type LiveDataResponseInit,
} from "../messages/bosdyn/api/data_acquisition.ts";
import type { DataAcquisitionPluginService } from "../messages/bosdyn/api/data_acquisition_plugin_service.ts";
import type { CustomParamErrorInit, DictParamInit } from "../messages/bosdyn/api/service_customization.ts";
import { checkCustomParams } from "../services/custom-params/check-params.ts";
import { Acquisition } from "./acquisition.ts";
import type { Handlers } from "./handlers.ts";

/** What a plugin can acquire, and how. */
export interface AcquisitionPluginOptions {
  /** Must stay as they are while the service is registered: the robot asks once. */
  readonly capabilities: readonly DataAcquisitionCapabilityInit[];
  /**
   * Acquires and stores what a request asks for. Returning says that all is stored; throwing, that the plugin failed. It
   * should end soon when the acquisition's `signal` is aborted, and not before what it has stored is whole.
   */
  readonly acquire: (acquisition: Acquisition) => Promise<void>;
  /** Values of the moment for the operator's display. Default: UNIMPLEMENTED. */
  readonly liveData?: ((request: LiveDataRequest) => LiveDataResponseInit | Promise<LiveDataResponseInit>) | undefined;
  /** Hears of what `acquire` threw; the robot hears its text. Default: nobody does. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Requests that may run at once; more are refused with an error of the service. Default 16. */
  readonly maxRunning?: number | undefined;
  /** Measures how long a request that has ended is remembered. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** How long the robot may ask for the status of a request that has ended. */
const REMEMBERED_MS = 30_000;
const MAX_RUNNING = 16;

/**
 * Make the handlers of a data acquisition plugin, for `serve`.
 * @example
 * ```ts
 * const handlers = acquisitionPlugin({
 *   capabilities: [{ name: "air", description: "Air quality", channelName: "air" }],
 *   acquire: async (acquisition) => {
 *     const data = await readSensor({ signal: acquisition.signal });
 *     acquisition.saving();
 *     for (const dataId of acquisition.request.dataId) {
 *       await store.sendData({ data, dataId, fileExtension: ".csv" });
 *       acquisition.saved(dataId);
 *     }
 *   },
 * });
 * await using host = await hostServices([serve(DataAcquisitionPluginService, handlers)], { port: 21_000 });
 * ```
 */
export function acquisitionPlugin(options: AcquisitionPluginOptions): Handlers<typeof DataAcquisitionPluginService> {
  const { capabilities, liveData } = options;
  const requests = new AcquisitionRequests(options);
  return {
    getServiceInfo: () => ({ capabilities: { dataSources: capabilities } }),
    acquirePluginData: (request) => requests.begin(request),
    getStatus: ({ requestId }) => requests.statusOf(requestId),
    cancelAcquisition: ({ requestId }) => ({ status: requests.cancel(requestId) }),
    ...(liveData !== undefined && { getLiveData: liveData }),
  };
}

/** The requests that run, and those that have ended lately. */
class AcquisitionRequests {
  readonly #options: AcquisitionPluginOptions;
  readonly #clock: Clock;
  readonly #byId = new Map<number, Acquisition>();
  #lastId = 0;
  #running = 0;

  constructor(options: AcquisitionPluginOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  begin(request: AcquirePluginDataRequest): AcquirePluginDataResponseInit {
    const { STATUS_OK, STATUS_UNKNOWN_CAPTURE_TYPE, STATUS_CUSTOM_PARAMS_ERROR } = AcquirePluginDataResponse_Status;
    for (const { name, customParams } of request.acquisitionRequests?.dataCaptures ?? []) {
      const capability = this.#options.capabilities.find((each) => each.name === name);
      if (capability === undefined) return { status: STATUS_UNKNOWN_CAPTURE_TYPE };
      const customParamError = this.#objection(capability, customParams);
      if (customParamError !== undefined) return { status: STATUS_CUSTOM_PARAMS_ERROR, customParamError };
    }
    if (this.#running >= (this.#options.maxRunning ?? MAX_RUNNING)) {
      throw new Error(`${this.#running} acquisitions are running already: cancel one, or wait`);
    }
    const requestId = ++this.#lastId;
    const acquisition = new Acquisition(request);
    this.#byId.set(requestId, acquisition);
    void this.#run(requestId, acquisition);
    return { status: STATUS_OK, requestId };
  }

  statusOf(requestId: number): ReturnType<Acquisition["status"]> {
    return this.#byId.get(requestId)?.status() ?? Acquisition.unknown();
  }

  cancel(requestId: number): CancelAcquisitionResponse_Status {
    const { STATUS_OK, STATUS_REQUEST_ID_DOES_NOT_EXIST } = CancelAcquisitionResponse_Status;
    const acquisition = this.#byId.get(requestId);
    if (acquisition === undefined) return STATUS_REQUEST_ID_DOES_NOT_EXIST;
    acquisition.cancel();
    return STATUS_OK;
  }

  async #run(requestId: number, acquisition: Acquisition): Promise<void> {
    this.#running++;
    try {
      await this.#options.acquire(acquisition);
      acquisition.end();
    } catch (error) {
      acquisition.end(error);
      if (!acquisition.isCancelled) this.#options.onError?.(error);
    } finally {
      this.#running--;
      this.#clock.after(REMEMBERED_MS, () => this.#byId.delete(requestId));
    }
  }

  #objection(
    { customParams: spec }: DataAcquisitionCapabilityInit,
    values: DictParamInit = {},
  ): CustomParamErrorInit | undefined {
    return spec === undefined ? undefined : checkCustomParams(values, spec);
  }
}
