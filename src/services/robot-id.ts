/** Who a robot is: serial number, species, software. */
import type { CallOptions } from "../grpc/index.ts";
import type { RobotId } from "../messages/bosdyn/api/robot_id.ts";
import { RobotIdServiceCalls } from "../messages/bosdyn/api/robot_id_service.ts";
import { requireField, ServiceClient } from "./service-client.ts";

/** Who is this robot? Answers without a login, which suits discovery. */
export class RobotIdClient extends ServiceClient {
  static readonly serviceName = "robot-id";
  static readonly serviceType = "bosdyn.api.RobotIdService";
  /** Its authority before there is a directory. */
  static readonly authority = "id.spot.robot";

  /** Read serial number, species, nickname and software release. @throws {RpcError | ResponseError} */
  async getRobotId(options?: CallOptions): Promise<RobotId> {
    const method = RobotIdServiceCalls.getRobotId;
    const response = await this.call(method, {}, options);
    return requireField(response.robotId, "robot_id", method.path, response);
  }
}
