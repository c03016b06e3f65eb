/** The simulator's `bosdyn.api.RobotIdService`. */
import type { RobotIdInit } from "../../messages/bosdyn/api/robot_id.ts";
import { RobotIdService } from "../../messages/bosdyn/api/robot_id_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

/** Make the service. */
export function robotIdService(clock: SimClock, robotId: RobotIdInit): HostedService {
  return {
    name: "robot-id",
    type: RobotIdService.typeName,
    authority: "id.spot.robot",
    needsToken: false,
    install: (server) =>
      server.handle(
        RobotIdService.getRobotId,
        answering(clock, () => ({ robotId })),
      ),
  };
}
