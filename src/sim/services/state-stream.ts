/** The simulator's `bosdyn.api.RobotStateStreamingService`: the robot's state 333 times a second. */
import type { ServerContext } from "../../grpc/server/index.ts";
import type { RobotStateStreamRequest, RobotStateStreamResponseInit } from "../../messages/bosdyn/api/robot_state.ts";
import { RobotStateStreamingService } from "../../messages/bosdyn/api/robot_state_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import type { RobotModel } from "../robot-model.ts";
import { responseHeader } from "./response-header.ts";

/** Messages a second. */
const RATE_HERTZ = 333;
const PERIOD_MS = 1000 / RATE_HERTZ;

/** Make the service. */
export function stateStreamService(clock: SimClock, model: RobotModel): HostedService {
  async function* states(
    request: RobotStateStreamRequest,
    { signal }: ServerContext,
  ): AsyncGenerator<RobotStateStreamResponseInit> {
    const receivedAt = clock.now();
    let dueMs = clock.uptimeMs();
    while (!signal.aborted) {
      yield { ...model.streamed(), header: responseHeader(clock, request.header, receivedAt) };
      dueMs += PERIOD_MS;
      const earlyMs = dueMs - clock.uptimeMs();
      if (earlyMs > 0) await clock.sleep(earlyMs, signal);
      // A client that was slow gets the state of now, not a burst of all it missed.
      else if (earlyMs < -10 * PERIOD_MS) dueMs = clock.uptimeMs();
    }
  }

  return {
    name: "robot-state-streaming",
    type: RobotStateStreamingService.typeName,
    authority: "state.spot.robot",
    needsToken: true,
    install: (server) => server.handle(RobotStateStreamingService.getRobotStateStream, states),
  };
}
