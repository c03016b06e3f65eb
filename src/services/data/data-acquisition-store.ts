/** The store of acquired data. */
import type { CallOptions } from "../../grpc/index.ts";
import type { DataIdentifierInit } from "../../messages/bosdyn/api/data_acquisition.ts";
import {
  type QueryParametersInit,
  QueryStoredCapturesResponse,
} from "../../messages/bosdyn/api/data_acquisition_store.ts";
import { DataAcquisitionStoreServiceCalls } from "../../messages/bosdyn/api/data_acquisition_store_service.ts";
import { joinMessage, splitIntoMessages, STORE_PIECE_BYTES } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

const DataAcquisitionStoreRpcs: ClientClass<typeof DataAcquisitionStoreServiceCalls> = /* @__PURE__ */ defineClient(
  DataAcquisitionStoreServiceCalls,
  {
    serviceName: "data-acquisition-store",
  },
);

/** What to store. */
export interface StoredData {
  /** Sent in pieces of up to 96 MiB, which are views on it: leave it as it is until the call ends. */
  readonly data: Uint8Array;
  readonly dataId: DataIdentifierInit;
  /** For example `.csv`. */
  readonly fileExtension?: string;
}

/** Stores and lists data, images, metadata and alerts. The robot keeps about 50 GB. Needs a login. */
export class DataAcquisitionStoreClient extends DataAcquisitionStoreRpcs {
  /** Store data of any size. @returns its id in the store @throws {ResponseError | RpcError} */
  async sendData({ data, dataId, fileExtension }: StoredData, options?: CallOptions): Promise<bigint> {
    const messages = splitIntoMessages(data, STORE_PIECE_BYTES, (chunk) => ({ chunk, dataId, fileExtension }));
    return (await this.storeDataStream(messages, options)).id;
  }

  /** Captures that a query finds, with their data. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchCaptures(query: QueryParametersInit, options?: CallOptions): Promise<QueryStoredCapturesResponse> {
    const { path } = DataAcquisitionStoreServiceCalls.queryStoredCaptures;
    const chunks = this.queryStoredCaptures({ query }, options);
    return this.accept(path, await joinMessage(chunks, path, QueryStoredCapturesResponse));
  }
}
