/** One exchange of clock readings with the robot. The estimate over many is kept by the Robot's time sync. */
import type { CallOptions } from "../grpc/index.ts";
import type { TimeSyncRoundTripInit, TimeSyncUpdateResponse } from "../messages/bosdyn/api/time_sync.ts";
import { TimeSyncServiceCalls } from "../messages/bosdyn/api/time_sync_service.ts";
import { requireField, ServiceClient } from "./service-client.ts";
import { localTimeToTimestamp } from "./time.ts";

/** What one exchange brought. */
export interface TimeSyncSample {
  readonly response: TimeSyncUpdateResponse;
  /** The four instants of this exchange, to be reported with the next. */
  readonly roundTrip: TimeSyncRoundTripInit;
}

/** Talks to the robot's estimator. Needs a login. */
export class TimeSyncClient extends ServiceClient {
  static readonly serviceName = "time-sync";
  static readonly serviceType = "bosdyn.api.TimeSyncService";

  /**
   * Exchange clock readings.
   * @param previous the last exchange and the identifier the robot gave; the robot refuses one without the other
   * @throws {RpcError | ResponseError}
   */
  async update(
    previous?: { readonly roundTrip: TimeSyncRoundTripInit; readonly clockIdentifier: string },
    options?: CallOptions,
  ): Promise<TimeSyncSample> {
    const method = TimeSyncServiceCalls.timeSyncUpdate;
    const request =
      previous === undefined
        ? {}
        : { previousRoundTrip: previous.roundTrip, clockIdentifier: previous.clockIdentifier };
    const response = await this.call(method, request, options);
    const clientRx = localTimeToTimestamp(this.now());
    const missing = (field: string): [string, string, unknown] => [field, method.path, response];
    const header = requireField(response.header, ...missing("header"));
    return {
      response,
      roundTrip: {
        // The robot echoes our header: its timestamp is the transmit time it computes with.
        clientTx: requireField(
          header.requestHeader?.requestTimestamp,
          ...missing("header.request_header.request_timestamp"),
        ),
        serverRx: requireField(header.requestReceivedTimestamp, ...missing("header.request_received_timestamp")),
        serverTx: requireField(header.responseTimestamp, ...missing("header.response_timestamp")),
        clientRx,
      },
    };
  }
}
