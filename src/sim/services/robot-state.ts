/** The simulator's `bosdyn.api.RobotStateService`. */
import type { HardwareConfigurationInit } from "../../messages/bosdyn/api/robot_state.ts";
import { RobotStateService } from "../../messages/bosdyn/api/robot_state_service.ts";
import { linkModel, skeleton } from "../body/skeleton.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import type { RobotModel } from "../robot-model.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** Make the service. */
export function robotStateService(clock: SimClock, model: RobotModel): HostedService {
  const hardwareConfiguration: HardwareConfigurationInit = {
    skeleton: skeleton(),
    canPowerCommandRequestOffRobot: true,
    canPowerCommandRequestCycleRobot: true,
    canPowerCommandRequestPayloadPorts: true,
    canPowerCommandRequestWifiRadio: true,
  };
  return {
    name: "robot-state",
    type: RobotStateService.typeName,
    authority: "state.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          RobotStateService.getRobotState,
          answering(clock, () => ({ robotState: model.state() })),
        )
        .handle(
          RobotStateService.getRobotMetrics,
          answering(clock, () => ({ robotMetrics: model.metrics() })),
        )
        .handle(
          RobotStateService.getRobotHardwareConfiguration,
          answering(clock, () => ({ hardwareConfiguration })),
        )
        .handle(
          RobotStateService.getRobotLinkModel,
          answering(clock, ({ linkName }) => {
            const model = linkModel(linkName);
            if (model === undefined) throw invalidRequest(`no link named ${JSON.stringify(linkName)}`);
            return { linkModel: model };
          }),
        ),
  };
}
