/** The simulator's `bosdyn.api.RobotStateStreamingService`: the robot's state 333 times a second. */
import type { ServerContext } from "../../grpc/server/index.ts";
import type { RobotStateStreamRequest, RobotStateStreamResponseInit } from "../../messages/bosdyn/api/robot_state.ts";
import { RobotStateStreamingService } from "../../messages/bosdyn/api/robot_state_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import type { RobotModel } from "../robot-model.ts";
import { responseHeader } from "./response-header.ts";

/** Messages a second, on a robot. */
const RATE_HERTZ = 333;

/**
 * Make the service.
 * @param rateHertz messages a second, 1 to 333; default 333
 * @throws {RangeError} `rateHertz` is out of range
 */
export function stateStreamService(clock: SimClock, model: RobotModel, rateHertz: number = RATE_HERTZ): HostedService {
  if (!(rateHertz >= 1 && rateHertz <= RATE_HERTZ)) {
    throw new RangeError(`stateRateHertz is within 1 to ${RATE_HERTZ}, not ${rateHertz}`);
  }
  const periodMs = 1000 / rateHertz;
  async function* states(
    request: RobotStateStreamRequest,
    { signal }: ServerContext,
  ): AsyncGenerator<RobotStateStreamResponseInit> {
    const receivedAt = clock.now();
    let dueMs = clock.uptimeMs();
    while (!signal.aborted) {
      yield { ...model.streamed(), header: responseHeader(clock, request.header, receivedAt) };
      dueMs += periodMs;
      const earlyMs = dueMs - clock.uptimeMs();
      if (earlyMs > 0) await clock.sleep(earlyMs, signal);
      // A client that was slow gets the state of now, not a burst of all it missed.
      else if (earlyMs < -10 * periodMs) dueMs = clock.uptimeMs();
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
