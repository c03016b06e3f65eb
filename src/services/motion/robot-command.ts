/** Moving the robot: commands, what became of them, and behaviour faults that block them. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  ClearBehaviorFaultResponse_Status,
  type RobotCommandFeedbackResponse,
  type RobotCommandRequestInit,
  RobotCommandResponse_Status,
} from "../../messages/bosdyn/api/robot_command.ts";
import { RobotCommandServiceCalls } from "../../messages/bosdyn/api/robot_command_service.ts";
import { type ClientClass, defineClient, type RequestOf } from "../define-client.ts";
import { InvalidRequestError, ResponseError, UnsetStatusError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";
import type { LocalTime } from "../time.ts";

/** The robot does not know this command, or lacks the hardware for it. */
export class RobotCommandUnsupportedError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_UNSUPPORTED";
}

/** The robot has not seen this client synchronise its clock. */
export class RobotCommandNoTimeSyncError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_NO_TIMESYNC";
}

/** The end time had passed when the command arrived. */
export class RobotCommandExpiredError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_EXPIRED";
}

/** The end time is too far ahead. */
export class RobotCommandTooDistantError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_TOO_DISTANT";
}

/** The motors are off. */
export class NotPoweredOnError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_NOT_POWERED_ON";
}

/** The robot does not know the frame, or it is not fit for this command. */
export class RobotCommandUnknownFrameError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_UNKNOWN_FRAME";
}

/** A behaviour fault blocks commands. */
export class BehaviorFaultError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_BEHAVIOR_FAULT";
}

/** The robot sits on its dock. */
export class DockedError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_DOCKED";
}

/** The behaviour fault could not be cleared. */
export class BehaviorFaultNotClearedError extends ResponseError {
  override readonly code = "ROBOT_COMMAND_FAULT_NOT_CLEARED";
}

const ROBOT_COMMAND: StatusTable<typeof RobotCommandResponse_Status> = {
  names: RobotCommandResponse_Status,
  errors: {
    STATUS_INVALID_REQUEST: [InvalidRequestError, "the robot finds the request malformed"],
    STATUS_UNSUPPORTED: [RobotCommandUnsupportedError],
    STATUS_NO_TIMESYNC: [
      RobotCommandNoTimeSyncError,
      "establish time sync first: the command must carry its clock identifier",
    ],
    STATUS_EXPIRED: [RobotCommandExpiredError, "give it an end time in the future, in robot time"],
    STATUS_TOO_DISTANT: [RobotCommandTooDistantError, "use a short end time and resend"],
    STATUS_NOT_POWERED_ON: [NotPoweredOnError, "power the motors on first"],
    STATUS_UNKNOWN_FRAME: [RobotCommandUnknownFrameError, "trajectories need odom or vision"],
    STATUS_BEHAVIOR_FAULT: [BehaviorFaultError, "read the robot state and clear the faults that can be cleared"],
    STATUS_DOCKED: [DockedError, "undock first"],
  },
};

const CLEAR_BEHAVIOR_FAULT: StatusTable<typeof ClearBehaviorFaultResponse_Status> = {
  names: ClearBehaviorFaultResponse_Status,
  errors: {
    STATUS_NOT_CLEARED: [BehaviorFaultNotClearedError, "read the blocking faults of the response"],
  },
};

/** Feedback has a status per part of the robot; one of them at least must say something. */
function checkFeedback(response: RobotCommandFeedbackResponse, method: string): void {
  const { fullBodyFeedback, synchronizedFeedback } = response.feedback ?? {};
  const { mobilityCommandFeedback, armCommandFeedback, gripperCommandFeedback } = synchronizedFeedback ?? {};
  const parts = [fullBodyFeedback, mobilityCommandFeedback, armCommandFeedback, gripperCommandFeedback];
  if (parts.some((part) => part !== undefined && part.status !== 0)) return;
  throw new UnsetStatusError({ method, response, status: 0, detail: "no part of the feedback has a status" });
}

/** Request fields that take local time too. */
interface RobotCommandTimes {
  readonly robotCommand:
    | "command.fullBodyCommand.constrainedManipulationRequest.endTime"
    | "command.synchronizedCommand.mobilityCommand.se2VelocityRequest.endTime"
    | "command.synchronizedCommand.mobilityCommand.se2TrajectoryRequest.endTime"
    | "command.synchronizedCommand.mobilityCommand.stanceRequest.endTime"
    | "command.synchronizedCommand.armCommand.armVelocityCommand.endTime"
    | "command.synchronizedCommand.mobilityCommand.se2TrajectoryRequest.trajectory.referenceTime"
    | "command.synchronizedCommand.gripperCommand.clawGripperCommand.trajectory.referenceTime"
    | "command.synchronizedCommand.armCommand.armCartesianCommand.poseTrajectoryInTask.referenceTime"
    | "command.synchronizedCommand.armCommand.armCartesianCommand.wrenchTrajectoryInTask.referenceTime"
    | "command.synchronizedCommand.armCommand.armJointMoveCommand.trajectory.referenceTime"
    | "command.synchronizedCommand.armCommand.armGazeCommand.targetTrajectoryInFrame1.referenceTime"
    | "command.synchronizedCommand.armCommand.armGazeCommand.toolTrajectoryInFrame2.referenceTime"
    | "command.synchronizedCommand.armCommand.armImpedanceCommand.taskTformDesiredTool.referenceTime";
}

const RobotCommandRpcs: ClientClass<typeof RobotCommandServiceCalls, RobotCommandTimes> = /* @__PURE__ */ defineClient(
  RobotCommandServiceCalls,
  {
    serviceName: "robot-command",
    rpcs: {
      robotCommand: {
        // The reference client leaves the end of constrained manipulation alone, and converts times within the packed
        // mobility parameters: here what is packed says robot time, as every timestamp in a message does.
        times: [
          "command.fullBodyCommand.constrainedManipulationRequest.endTime",
          "command.synchronizedCommand.mobilityCommand.se2VelocityRequest.endTime",
          "command.synchronizedCommand.mobilityCommand.se2TrajectoryRequest.endTime",
          "command.synchronizedCommand.mobilityCommand.stanceRequest.endTime",
          "command.synchronizedCommand.armCommand.armVelocityCommand.endTime",
          "command.synchronizedCommand.mobilityCommand.se2TrajectoryRequest.trajectory.referenceTime",
          "command.synchronizedCommand.gripperCommand.clawGripperCommand.trajectory.referenceTime",
          "command.synchronizedCommand.armCommand.armCartesianCommand.poseTrajectoryInTask.referenceTime",
          "command.synchronizedCommand.armCommand.armCartesianCommand.wrenchTrajectoryInTask.referenceTime",
          "command.synchronizedCommand.armCommand.armJointMoveCommand.trajectory.referenceTime",
          "command.synchronizedCommand.armCommand.armGazeCommand.targetTrajectoryInFrame1.referenceTime",
          "command.synchronizedCommand.armCommand.armGazeCommand.toolTrajectoryInFrame2.referenceTime",
          "command.synchronizedCommand.armCommand.armImpedanceCommand.taskTformDesiredTool.referenceTime",
        ],
        clockIdentifier: "required",
        lease: "lease",
        leaseResult: "leaseUseResult",
        statuses: ROBOT_COMMAND,
      },
      robotCommandFeedback: { check: checkFeedback },
      clearBehaviorFault: { lease: "lease", leaseResult: "leaseUseResult", statuses: CLEAR_BEHAVIOR_FAULT },
    },
  },
);

/** A command whose times may be local; the client converts those. */
export type LocalRobotCommand = NonNullable<
  RequestOf<RobotCommandRequestInit, RobotCommandTimes["robotCommand"]>["command"]
>;

/** What to say about a command as a whole. */
export interface SendCommandOptions extends CallOptions {
  /**
   * When the command ends, by this machine's clock. Put into whichever velocity, trajectory, stance, arm velocity or
   * constrained manipulation command is there; those need an end time, and short ones that are sent again are the safe
   * ones.
   */
  readonly endTime?: LocalTime | undefined;
}

/** Sends commands. A new one replaces the one before it. Needs a login, a lease, and time sync. */
export class RobotCommandClient extends RobotCommandRpcs {
  /**
   * Send a command.
   * @returns its id, for feedback
   * @throws {RobotTimeUnknownError} this client has no robot clock
   * @throws {LeaseUseError | ResponseError | RpcError}
   */
  async sendCommand(command: LocalRobotCommand, { endTime, ...options }: SendCommandOptions = {}): Promise<number> {
    const request = { command: endTime === undefined ? command : endingAt(command, endTime) };
    const response = await this.robotCommand(request, options);
    return response.robotCommandId;
  }
}

/** Put an end time into the parts of a command that have one. */
function endingAt(command: LocalRobotCommand, endTime: LocalTime): LocalRobotCommand {
  const { fullBodyCommand: fullBody, synchronizedCommand: synchronized } = command;
  const { constrainedManipulationRequest } = fullBody ?? {};
  const { mobilityCommand: mobility, armCommand: arm } = synchronized ?? {};
  const { se2VelocityRequest, se2TrajectoryRequest, stanceRequest } = mobility ?? {};
  const { armVelocityCommand } = arm ?? {};
  return {
    ...command,
    fullBodyCommand: fullBody && {
      ...fullBody,
      constrainedManipulationRequest: constrainedManipulationRequest && { ...constrainedManipulationRequest, endTime },
    },
    synchronizedCommand: synchronized && {
      ...synchronized,
      mobilityCommand: mobility && {
        ...mobility,
        se2VelocityRequest: se2VelocityRequest && { ...se2VelocityRequest, endTime },
        se2TrajectoryRequest: se2TrajectoryRequest && { ...se2TrajectoryRequest, endTime },
        stanceRequest: stanceRequest && { ...stanceRequest, endTime },
      },
      armCommand: arm && {
        ...arm,
        armVelocityCommand: armVelocityCommand && { ...armVelocityCommand, endTime },
      },
    },
  };
}
