/** The services that move a robot, without a network: requests in, responses out. */
import {
  type ClearBehaviorFaultResponse,
  type RobotCommandFeedback,
  type RobotCommandInit,
  type RobotCommandRequestInit,
  type RobotCommandResponse,
} from "../../../src/messages/bosdyn/api/robot_command.ts";
import { RobotCommandService } from "../../../src/messages/bosdyn/api/robot_command_service.ts";
import type { FullBodyCommand_RequestInit } from "../../../src/messages/bosdyn/api/full_body_command.ts";
import type { MobilityCommand_RequestInit } from "../../../src/messages/bosdyn/api/mobility_command.ts";
import type { TimestampInit } from "../../../src/messages/google/protobuf/timestamp.ts";
import { toTimestamp } from "../../../src/sim/clock/timestamps.ts";
import { type Motion, motionServices } from "../../../src/sim/motion/motion-services.ts";
import { Hosted } from "../hosted.ts";
import { MotionScene } from "./motion-scene.ts";

/** The lease that is good, and a clock that is known. */
export const LEASE = { resource: "body", epoch: "e", sequence: [1] };
/** Of a client that has synchronised its clock. */
export const CLOCK = "known-clock";

/** A body with its services. */
export class ServiceScene extends MotionScene {
  /** What the dock's charger was told. */
  readonly shorePower: boolean[] = [];
  readonly motion: Motion = motionServices({
    clock: this.clock,
    timeline: this.timeline,
    leases: this.leases,
    motors: this.motors,
    behaviorFaults: this.behaviorFaults,
    locomotion: this.locomotion,
    knowsClock: (identifier) => identifier === CLOCK,
    onShorePower: (isOn) => this.shorePower.push(isOn),
  });
  readonly #commands: Hosted = this.hosted("robot-command");

  /** One of the services. */
  hosted(name: string): Hosted {
    const service = this.motion.services.find((each) => each.name === name);
    if (service === undefined) throw new Error(`no service ${name}`);
    return new Hosted(service);
  }

  /** Robot time, so many milliseconds from now. */
  in(ms: number): TimestampInit {
    return toTimestamp(this.clock.now() + BigInt(Math.round(ms * 1e6)));
  }

  command(command: RobotCommandInit | undefined, more: RobotCommandRequestInit = {}): Promise<RobotCommandResponse> {
    const request = { lease: LEASE, clockIdentifier: CLOCK, command, ...more };
    return this.#commands.unary(RobotCommandService.robotCommand, request);
  }

  mobility(mobilityCommand: MobilityCommand_RequestInit): Promise<RobotCommandResponse> {
    return this.command({ synchronizedCommand: { mobilityCommand } });
  }

  fullBody(fullBodyCommand: FullBodyCommand_RequestInit): Promise<RobotCommandResponse> {
    return this.command({ fullBodyCommand });
  }

  async feedback(robotCommandId = 0): Promise<RobotCommandFeedback | undefined> {
    const answer = await this.#commands.unary(RobotCommandService.robotCommandFeedback, { robotCommandId });
    if (answer.header?.error?.code !== 1) throw new Error(answer.header?.error?.message);
    return answer.feedback;
  }

  clearFault(behaviorFaultId: number): Promise<ClearBehaviorFaultResponse> {
    return this.#commands.unary(RobotCommandService.clearBehaviorFault, { lease: LEASE, behaviorFaultId });
  }
}
