/** Pictures that the Spot CAM keeps. */
import type { CallOptions } from "../../grpc/index.ts";
import type { DataChunk } from "../../messages/bosdyn/api/data_chunk.ts";
import type { Logpoint, LogpointInit } from "../../messages/bosdyn/api/spot_cam/logging.ts";
import { MediaLogServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { joinChunks } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

const MediaLogRpcs: ClientClass<typeof MediaLogServiceCalls> = /* @__PURE__ */ defineClient(MediaLogServiceCalls, {
  serviceName: "spot-cam-media-log",
});

/** A picture, with what is known of it. */
export interface Retrieved {
  readonly logpoint: Logpoint | undefined;
  readonly data: Uint8Array;
}

/** Stores, lists and retrieves pictures. Needs a login. */
export class SpotCamMediaLogClient extends MediaLogRpcs {
  /** A picture, stitched. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchData(point: LogpointInit, options?: CallOptions): Promise<Retrieved> {
    return retrieved(this.retrieve({ point }, options), MediaLogServiceCalls.retrieve.path);
  }

  /** A picture as the sensor gave it. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchRawData(point: LogpointInit, options?: CallOptions): Promise<Retrieved> {
    return retrieved(this.retrieveRawData({ point }, options), MediaLogServiceCalls.retrieveRawData.path);
  }

  /** All pictures there are. @throws {ResponseError | RpcError} */
  async fetchLogpoints(options?: CallOptions): Promise<Logpoint[]> {
    const all: Logpoint[] = [];
    for await (const { logpoints } of this.listLogpoints({}, options)) all.push(...logpoints);
    return all;
  }
}

interface RetrievedPart {
  readonly logpoint: Logpoint | undefined;
  readonly data: DataChunk | undefined;
}

async function retrieved(parts: AsyncIterable<RetrievedPart>, method: string): Promise<Retrieved> {
  let logpoint: Logpoint | undefined;
  async function* chunks(): AsyncGenerator<DataChunk | undefined, undefined, undefined> {
    for await (const part of parts) {
      logpoint ??= part.logpoint;
      yield part.data;
    }
  }
  const data = await joinChunks(chunks(), method);
  return { logpoint, data };
}
