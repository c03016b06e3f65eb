/** The data buffer: a client's own messages, events and signals in the robot's log. */
import type { CallOptions } from "../../grpc/index.ts";
import type {
  RecordSignalTicksRequestInit,
  RecordSignalTicksResponse,
  SignalSchemaInit,
} from "../../messages/bosdyn/api/data_buffer.ts";
import { DataBufferServiceCalls } from "../../messages/bosdyn/api/data_buffer_service.ts";
import { type ClientClass, defineClient, type RequestOf } from "../define-client.ts";

/** Request fields that take local time too. */
interface DataBufferTimes {
  readonly recordTextMessages: "textMessages.timestamp";
  readonly recordOperatorComments: "operatorComments.timestamp";
  readonly recordDataBlobs: "blobData.timestamp";
  readonly recordEvents: "events.startTime" | "events.endTime";
  readonly recordSignalTicks: "tickData.timestamp";
}

const DataBufferRpcs: ClientClass<typeof DataBufferServiceCalls, DataBufferTimes> = /* @__PURE__ */ defineClient(
  DataBufferServiceCalls,
  {
    serviceName: "data-buffer",
    rpcs: {
      recordTextMessages: { times: ["textMessages.timestamp"], timesBestEffort: true },
      recordOperatorComments: { times: ["operatorComments.timestamp"], timesBestEffort: true },
      recordDataBlobs: { times: ["blobData.timestamp"], timesBestEffort: true },
      recordSignalTicks: { times: ["tickData.timestamp"], timesBestEffort: true },
      recordEvents: { times: ["events.startTime", "events.endTime"] },
    },
  },
);

/** Ticks whose times may be local. */
export type LocalSignalTicks = NonNullable<
  RequestOf<RecordSignalTicksRequestInit, DataBufferTimes["recordSignalTicks"]>["tickData"]
>;

/**
 * Records into the robot's log. A local time is sent as robot time if that is known, and left out if not: the robot then
 * takes the time of receipt. Events insist on it. Needs a login.
 */
export class DataBufferClient extends DataBufferRpcs {
  readonly #schemas = new Map<bigint, SignalSchemaInit>();

  /** Register the form of signal ticks. @returns the id that ticks must carry @throws {ResponseError | RpcError} */
  async registerSchema(schema: SignalSchemaInit, options?: CallOptions): Promise<bigint> {
    const { schemaId } = await this.registerSignalSchema({ schema }, options);
    this.#schemas.set(schemaId, schema);
    return schemaId;
  }

  /** The schema of an id that this client registered. */
  schema(schemaId: bigint): SignalSchemaInit | undefined {
    return this.#schemas.get(schemaId);
  }

  /**
   * Record ticks of schemas that this client registered.
   * @throws {RangeError} a tick has another schema id
   * @throws {ResponseError | RpcError}
   */
  async recordTicks(ticks: LocalSignalTicks, options?: CallOptions): Promise<RecordSignalTicksResponse> {
    for (const { schemaId = 0n } of ticks) {
      if (!this.#schemas.has(schemaId)) throw new RangeError(`schema ${schemaId} is not registered by this client`);
    }
    return this.recordSignalTicks({ tickData: ticks }, options);
  }
}
