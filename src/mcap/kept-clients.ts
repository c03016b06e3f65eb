/** Clients whose answers keep their bytes. */
import type { CallOptions } from "../grpc/index.ts";
import type { GetImageResponse, ImageRequestInit } from "../messages/bosdyn/api/image.ts";
import { ImageServiceCalls } from "../messages/bosdyn/api/image_service.ts";
import type { RobotStateResponse, RobotStateStreamResponse } from "../messages/bosdyn/api/robot_state.ts";
import { RobotStateServiceCalls, RobotStateStreamingServiceCalls } from "../messages/bosdyn/api/robot_state_service.ts";
import { DeclaredClient } from "../services/declared-client.ts";
import { ServiceClient } from "../services/service-client.ts";
import { type Kept, keepBytes } from "./kept-bytes.ts";

/** Reads the state. */
export class KeptStateClient extends ServiceClient {
  static readonly serviceName = "robot-state";
  static readonly serviceType = "bosdyn.api.RobotStateService";

  /** @throws {RpcError | ResponseError} */
  read(options: CallOptions): Promise<Kept<RobotStateResponse>> {
    const method = RobotStateServiceCalls.getRobotState;
    return this.call({ ...method, output: keepBytes(method.output) }, {}, options);
  }
}

/** Takes images. What became of each is in its own status. */
export class KeptImageClient extends ServiceClient {
  static readonly serviceName = "image";
  static readonly serviceType = "bosdyn.api.ImageService";

  /** @throws {RpcError | ResponseError} */
  take(imageRequests: readonly ImageRequestInit[], options: CallOptions): Promise<Kept<GetImageResponse>> {
    const method = ImageServiceCalls.getImage;
    return this.call({ ...method, output: keepBytes(method.output) }, { imageRequests }, options);
  }
}

/** Streams the joints. */
export class KeptStreamClient extends DeclaredClient {
  static readonly serviceName = "robot-state-streaming";
  static readonly serviceType = "bosdyn.api.RobotStateStreamingService";

  /** @throws {RpcError} while reading */
  stream333Hz(options: CallOptions): AsyncIterable<Kept<RobotStateStreamResponse>> {
    const method = RobotStateStreamingServiceCalls.getRobotStateStream;
    const facts = { uncheckedHeader: true, timeoutMs: Infinity } as const;
    return this.stream({ ...method, output: keepBytes(method.output) }, {}, options, facts);
  }
}
