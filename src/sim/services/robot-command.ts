/**
 * The simulator's `bosdyn.api.RobotCommandService`. A request is judged in this order: lease, clock, form, power, faults,
 * dock, times, frames, and last whether the robot can do it at all, or can do it as it sits or lies.
 */
import {
  ClearBehaviorFaultResponse_Status,
  type ClearBehaviorFaultResponseInit,
  type RobotCommand,
  type RobotCommandResponseInit,
  RobotCommandResponse_Status as Status,
} from "../../messages/bosdyn/api/robot_command.ts";
import { LeaseUseResult_Status } from "../../messages/bosdyn/api/lease.ts";
import { RobotCommandService } from "../../messages/bosdyn/api/robot_command_service.ts";
import type { HostedService } from "../hosted-service.ts";
import { CommandLog } from "../motion/commands/command-log.ts";
import { planFullBody } from "../motion/commands/full-body.ts";
import type { CommandScene, Plan, Running } from "../motion/commands/plan.ts";
import { planSynchronized, type RunningSynchronized } from "../motion/commands/synchronized.ts";
import type { BehaviorFaults, LeaseJudge } from "../parts.ts";
import type { Timeline } from "../timeline.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** What the service works with. */
export interface RobotCommandParts extends CommandScene {
  readonly timeline: Pick<Timeline, "advance">;
  readonly leases: LeaseJudge;
  readonly behaviorFaults: BehaviorFaults;
  /** Whether time sync has given out this identifier. */
  knowsClock(clockIdentifier: string): boolean;
  /** Whether the robot sits on a dock. */
  isDocked(): boolean;
}

type Started = Running & Partial<Pick<RunningSynchronized, "mobility">>;
type Refusal = Pick<RobotCommandResponseInit, "status" | "message">;

/** How far ahead a command may end, nanoseconds: an hour. Spot's own limit is not published. */
const MAX_AHEAD_NANOS = 3_600_000_000_000n;

/** Make the service. */
export function robotCommandService(parts: RobotCommandParts): HostedService {
  const { clock, timeline, leases, behaviorFaults } = parts;
  const log = new CommandLog<Started>();

  const clearFault = (id: number): Omit<ClearBehaviorFaultResponseInit, "header"> => {
    const behaviorFault = behaviorFaults.active.find(({ behaviorFaultId }) => behaviorFaultId === id);
    const { STATUS_CLEARED, STATUS_NOT_CLEARED } = ClearBehaviorFaultResponse_Status;
    return { status: behaviorFaults.clear(id) ? STATUS_CLEARED : STATUS_NOT_CLEARED, behaviorFault };
  };

  return {
    name: "robot-command",
    type: RobotCommandService.typeName,
    authority: "command.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          RobotCommandService.robotCommand,
          answering(clock, (request) => {
            timeline.advance();
            const leaseUseResult = leases.use(request.lease);
            if (leaseUseResult.status !== LeaseUseResult_Status.STATUS_OK) return { leaseUseResult };
            if (!parts.knowsClock(request.clockIdentifier)) {
              return { leaseUseResult, status: Status.STATUS_NO_TIMESYNC, message: "unknown clock_identifier" };
            }
            const plan = read(request.command, parts, log.current);
            const refusal = refuse(plan, parts);
            if (refusal !== undefined) return { leaseUseResult, ...refusal };
            return { leaseUseResult, status: Status.STATUS_OK, robotCommandId: log.begin(() => plan.start()) };
          }),
        )
        .handle(
          RobotCommandService.robotCommandFeedback,
          answering(clock, ({ robotCommandId }) => {
            timeline.advance();
            const feedback = log.feedback(robotCommandId);
            if (feedback === undefined && robotCommandId !== 0) {
              throw invalidRequest(`no command ${robotCommandId} is known, or not any more`);
            }
            return { feedback };
          }),
        )
        .handle(
          RobotCommandService.clearBehaviorFault,
          answering(clock, ({ lease, behaviorFaultId }) => {
            timeline.advance();
            const leaseUseResult = leases.use(lease);
            if (leaseUseResult.status !== LeaseUseResult_Status.STATUS_OK) return { leaseUseResult };
            return { leaseUseResult, ...clearFault(behaviorFaultId) };
          }),
        ),
  };
}

/** @throws {HeaderError} the command is malformed */
function read(command: RobotCommand | undefined, scene: CommandScene, current: Started | undefined): Plan<Started> {
  if (command?.fullBodyCommand !== undefined) {
    const plan = planFullBody(command.fullBodyCommand, scene);
    return {
      ...plan,
      start: () => {
        const body = plan.start();
        return { feedback: () => ({ fullBodyFeedback: body.feedback() }) };
      },
    };
  }
  if (command?.synchronizedCommand !== undefined) {
    return planSynchronized(command.synchronizedCommand, scene, current?.mobility);
  }
  throw invalidRequest("command is empty");
}

/** Why the robot will not do it, if so. */
function refuse(plan: Plan<Started>, parts: RobotCommandParts): Refusal | undefined {
  if (plan.isPowerOff !== true) {
    if (!parts.motors.isOn) return { status: Status.STATUS_NOT_POWERED_ON, message: "the motors are off" };
    const [fault] = parts.behaviorFaults.active;
    if (fault !== undefined) {
      return { status: Status.STATUS_BEHAVIOR_FAULT, message: `fault ${fault.behaviorFaultId ?? 0} must be cleared` };
    }
    if (parts.isDocked()) return { status: Status.STATUS_DOCKED, message: "the robot must undock first" };
  }
  const late = refuseTimes(plan, parts.clock.now());
  if (late !== undefined) return late;
  if (plan.unknownFrame !== undefined) {
    const frame = JSON.stringify(plan.unknownFrame);
    return { status: Status.STATUS_UNKNOWN_FRAME, message: `frame ${frame} is not known, or not fit for this` };
  }
  if (plan.unsupported !== undefined) return { status: Status.STATUS_UNSUPPORTED, message: plan.unsupported };
  const { posture } = parts.locomotion;
  if (plan.postures?.includes(posture) === false) {
    return { status: Status.STATUS_UNSUPPORTED, message: `the robot cannot do this while it is ${posture}` };
  }
  return undefined;
}

function refuseTimes({ endTimes = [], referenceTimes = [] }: Plan<Started>, now: bigint): Refusal | undefined {
  for (const end of endTimes) {
    if (end === undefined) return { status: Status.STATUS_EXPIRED, message: "end_time is missing" };
    if (end <= now) return { status: Status.STATUS_EXPIRED, message: "end_time has passed" };
    if (end > now + MAX_AHEAD_NANOS) {
      return { status: Status.STATUS_TOO_DISTANT, message: "end_time is more than an hour ahead" };
    }
  }
  if (referenceTimes.some((reference) => reference < now)) {
    return { status: Status.STATUS_EXPIRED, message: "reference_time of the body has passed" };
  }
  return undefined;
}
