/** How the Spot CAM is. */
import type { CallOptions } from "../../grpc/index.ts";
import { HealthServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { joinChunks, pickChunks } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

const HealthRpcs: ClientClass<typeof HealthServiceCalls> = /* @__PURE__ */ defineClient(HealthServiceCalls, {
  serviceName: "spot-cam-health",
});

/** Reads temperatures, self tests and the system log. Needs a login. */
export class SpotCamHealthClient extends HealthRpcs {
  /** The whole system log, an archive. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchSystemLog(options?: CallOptions): Promise<Uint8Array> {
    const chunks = pickChunks(this.getSystemLog({}, options), ({ data }) => data);
    return joinChunks(chunks, HealthServiceCalls.getSystemLog.path);
  }
}
