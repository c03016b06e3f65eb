/** The robot's state, once: batteries, faults, joints, frames; and what it is made of. */
import type { CallOptions } from "../../grpc/index.ts";
import type {
  HardwareConfiguration,
  RobotMetrics,
  RobotState,
  Skeleton_Link_ObjModel,
} from "../../messages/bosdyn/api/robot_state.ts";
import { RobotStateServiceCalls } from "../../messages/bosdyn/api/robot_state_service.ts";
import { requireField, ServiceClient } from "../service-client.ts";
import type { JointStateBuffer } from "./joints/buffer.ts";
import { RobotStateResponseDecoder } from "./response/decoder.ts";

/** Reads state on request. Needs a login. For joint angles at 333 Hz use the streaming client. */
export class RobotStateClient extends ServiceClient {
  static readonly serviceName = "robot-state";
  static readonly serviceType = "bosdyn.api.RobotStateService";

  /** The whole state at one instant; timestamps in it are robot time. @throws {RpcError | ResponseError} */
  async getRobotState(options?: CallOptions): Promise<RobotState> {
    const method = { ...RobotStateServiceCalls.getRobotState, output: RobotStateResponseDecoder };
    const response = await this.call(method, {}, options);
    return requireField(response.robotState, "robot_state", method.path, response);
  }

  /**
   * Read no more of the whole state than where the joints are, into arrays that are used again and again: each answer
   * overwrites the one before in `buffer`, which is what comes back. One buffer is for one call at a time.
   * @throws {RpcError | ResponseError}
   */
  async getJointStatesInto(buffer: JointStateBuffer, options?: CallOptions): Promise<JointStateBuffer> {
    const method = { ...RobotStateServiceCalls.getRobotState, output: buffer };
    const response = await this.call(method, {}, options);
    return requireField(response.hasRobotState ? response : undefined, "robot_state", method.path, response);
  }

  /** Running totals: distance walked, time powered, and the like. @throws {RpcError | ResponseError} */
  async getRobotMetrics(options?: CallOptions): Promise<RobotMetrics> {
    const method = RobotStateServiceCalls.getRobotMetrics;
    const response = await this.call(method, {}, options);
    return requireField(response.robotMetrics, "robot_metrics", method.path, response);
  }

  /** The robot's skeleton (URDF and links) and optional hardware. @throws {RpcError | ResponseError} */
  async getHardwareConfiguration(options?: CallOptions): Promise<HardwareConfiguration> {
    const method = RobotStateServiceCalls.getRobotHardwareConfiguration;
    const response = await this.call(method, {}, options);
    return requireField(response.hardwareConfiguration, "hardware_configuration", method.path, response);
  }

  /**
   * The shape of one link as OBJ text.
   * @param linkName a link of the skeleton, for example `body`
   * @throws {RpcError | ResponseError}
   */
  async getLinkModel(linkName: string, options?: CallOptions): Promise<Skeleton_Link_ObjModel> {
    const method = RobotStateServiceCalls.getRobotLinkModel;
    const response = await this.call(method, { linkName }, options);
    return requireField(response.linkModel, "link_model", method.path, response);
  }
}
