/**
 * The simulator's `bosdyn.api.RobotCommandStreamingService`: commands to single joints. A client may stream before it
 * activates joint control, as it must to be there in time; until then its commands are checked and dropped. A stream
 * ends as inactive when joint control ends, or does not begin in time.
 */
import {
  type JointControlStreamRequest,
  type JointControlStreamResponseInit,
  JointControlStreamResponse_Status as Status,
} from "../../messages/bosdyn/api/robot_command.ts";
import { RobotCommandStreamingService } from "../../messages/bosdyn/api/robot_command_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import type { JointControl, JointRefusal } from "../motion/joint-control.ts";
import type { Timeline } from "../timeline.ts";
import { responseHeader } from "./response-header.ts";

/** What the service works with. */
export interface JointStreamParts {
  readonly clock: SimClock;
  readonly timeline: Pick<Timeline, "advance">;
  readonly jointControl: JointControl;
}

/** How long a stream may go on before joint control is activated. */
const ACTIVATION_MS = 5000;

/** Make the service. */
export function robotCommandStreamingService({ clock, timeline, jointControl }: JointStreamParts): HostedService {
  async function joints(requests: AsyncIterable<JointControlStreamRequest>): Promise<JointControlStreamResponseInit> {
    const startedMs = clock.uptimeMs();
    let header: JointControlStreamRequest["header"];
    let refusal: JointRefusal | undefined;
    let [isFirst, wasActive] = [true, false];
    for await (const request of requests) {
      timeline.advance();
      header = request.header;
      refusal = jointControl.take(request.jointCommand, isFirst);
      isFirst = false;
      wasActive ||= jointControl.isActive;
      const isLate = wasActive || clock.uptimeMs() - startedMs > ACTIVATION_MS;
      if (!jointControl.isActive && isLate) {
        refusal ??= { status: Status.STATUS_INACTIVE, message: "joint control is not active" };
      }
      if (refusal !== undefined) break;
    }
    return { status: Status.STATUS_OK, ...refusal, header: responseHeader(clock, header, clock.now()) };
  }

  return {
    name: "robot-command-streaming",
    type: RobotCommandStreamingService.typeName,
    authority: "command.spot.robot",
    needsToken: true,
    install: (server) => server.handle(RobotCommandStreamingService.jointControlStream, joints),
  };
}
