/** The robot's state as a stream, for control loops. */
import type { CallOptions } from "../../grpc/index.ts";
import type { RobotStateStreamResponse } from "../../messages/bosdyn/api/robot_state.ts";
import { RobotStateStreamingServiceCalls } from "../../messages/bosdyn/api/robot_state_service.ts";
import type { RpcFacts } from "../rpc-facts.ts";
import { DeclaredClient } from "../declared-client.ts";
import type { RobotStateBuffer } from "./stream/buffer.ts";

/** At 333 Hz the robot need not fill a header in each message, and the stream ends when the reader leaves. */
const STATE_STREAM: RpcFacts = { uncheckedHeader: true, timeoutMs: Infinity };

/** Streams joints, IMU, poses and contacts at 333 Hz. Needs a login and, on a robot, a joint-control licence. */
export class RobotStateStreamingClient extends DeclaredClient {
  static readonly serviceName = "robot-state-streaming";
  static readonly serviceType = "bosdyn.api.RobotStateStreamingService";

  /**
   * Stream states until the caller leaves the loop (which cancels the call) or the robot ends it. There is no deadline
   * unless `timeoutMs` gives one.
   * @throws {RpcError} while reading: the stream broke
   */
  getRobotStateStream(options?: CallOptions): AsyncGenerator<RobotStateStreamResponse, undefined, undefined> {
    return this.stream(RobotStateStreamingServiceCalls.getRobotStateStream, {}, options, STATE_STREAM);
  }

  /**
   * Stream states into memory that is used again and again, for control loops: each message overwrites the one before in
   * `buffer`, which is what every step yields. It stays as it is until the next `next()`, however many messages arrive
   * meanwhile: those wait as bytes. Keep a state with `buffer.copy()`. One buffer is for one stream at a time.
   * @throws {RpcError} while reading: the stream broke
   */
  getRobotStateStreamInto(
    buffer: RobotStateBuffer,
    options?: CallOptions,
  ): AsyncGenerator<RobotStateBuffer, undefined, undefined> {
    const method = { ...RobotStateStreamingServiceCalls.getRobotStateStream, output: buffer };
    return this.stream(method, {}, options, STATE_STREAM);
  }
}
