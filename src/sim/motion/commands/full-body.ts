/** Commands to the whole body, read: each becomes a plan. */
import {
  BatteryChangePoseCommand_Feedback_Status as BatteryPose,
  BatteryChangePoseCommand_Request_DirectionHint as Direction,
  JointCommand_Feedback_Status as Joints,
  RobotCommandFeedbackStatus_Status as Status,
  SafePowerOffCommand_Feedback_Status as PowerOff,
  SelfRightCommand_Feedback_Status as SelfRight,
} from "../../../messages/bosdyn/api/basic_command.ts";
import type {
  FullBodyCommand_FeedbackInit,
  FullBodyCommand_Request,
} from "../../../messages/bosdyn/api/full_body_command.ts";
import { PowerState_MotorPowerState } from "../../../messages/bosdyn/api/robot_state.ts";
import { invalidRequest } from "../../services/response-header.ts";
import type { Posture } from "../../parts.ts";
import { checkFinite, instant } from "./numbers.ts";
import type { CommandScene, Plan, RunningPart } from "./plan.ts";

/** A full body command that was started. */
export type RunningFullBody = RunningPart<FullBodyCommand_FeedbackInit>;

/** What there is to a command beside its name. */
interface Order {
  readonly postures?: readonly Posture[];
  readonly give: () => void;
  readonly feedback: () => FullBodyCommand_FeedbackInit;
}

/**
 * Read a full body command.
 * @throws {HeaderError} it is malformed
 */
export function planFullBody(request: FullBodyCommand_Request, scene: CommandScene): Plan<RunningFullBody> {
  if (request.safePowerOffRequest !== undefined) return planPowerOff(scene);
  const unsupported = readUnsupported(request);
  if (unsupported !== undefined) return unsupported;
  const { locomotion } = scene;
  const { postures, give, feedback } = readOrder(request, scene);
  return {
    postures,
    start: () => {
      give();
      const mine = locomotion.order;
      const status = (): number =>
        locomotion.order === mine ? Status.STATUS_PROCESSING : Status.STATUS_COMMAND_OVERRIDDEN;
      return { status, feedback: () => ({ ...feedback(), status: status() }) };
    },
  };
}

function readOrder(request: FullBodyCommand_Request, { locomotion, jointControl }: CommandScene): Order {
  if (request.stopRequest !== undefined) {
    return { give: () => locomotion.stop(), feedback: () => ({ stopFeedback: {} }) };
  }
  if (request.freezeRequest !== undefined) {
    return { give: () => locomotion.freeze(), feedback: () => ({ freezeFeedback: {} }) };
  }
  if (request.selfrightRequest !== undefined) {
    return {
      postures: ["fallen", "sitting"],
      give: () => locomotion.selfRight(),
      feedback: () => {
        const isRight = locomotion.posture === "sitting";
        return { selfrightFeedback: { status: isRight ? SelfRight.STATUS_COMPLETED : SelfRight.STATUS_IN_PROGRESS } };
      },
    };
  }
  if (request.batteryChangePoseRequest !== undefined) {
    const side = request.batteryChangePoseRequest.directionHint === Direction.HINT_LEFT ? -1 : 1;
    return {
      postures: ["sitting", "sitting-down", "standing-up", "standing", "walking"],
      give: () => locomotion.rollOver(side),
      feedback: () => {
        const isThere = locomotion.posture === "fallen" && locomotion.isSettled;
        const status = isThere ? BatteryPose.STATUS_COMPLETED : BatteryPose.STATUS_IN_PROGRESS;
        return { batteryChangePoseFeedback: { status } };
      },
    };
  }
  if (request.jointRequest !== undefined) {
    return {
      postures: ["standing"],
      give: () => jointControl.begin(),
      feedback: () => ({
        jointFeedback: {
          status: jointControl.isActive ? Joints.STATUS_ACTIVE : Joints.STATUS_ERROR,
          numMessagesReceived: jointControl.messagesReceived,
        },
      }),
    };
  }
  throw invalidRequest("full_body_command has no command");
}

/** What this robot has no hardware or no load for. */
function readUnsupported(request: FullBodyCommand_Request): Plan<RunningFullBody> | undefined {
  const start = (): never => {
    throw new TypeError("a command that is not supported was started");
  };
  const { constrainedManipulationRequest: manipulation } = request;
  if (manipulation !== undefined) {
    checkFinite(
      "tangential_speed or rotational_speed",
      manipulation.tangentialSpeed ?? manipulation.rotationalSpeed ?? 0,
    );
    return { endTimes: [instant(manipulation.endTime)], unsupported: "this robot has no arm", start };
  }
  if (request.payloadEstimationRequest !== undefined) {
    return { unsupported: "the simulator carries no payload that it could weigh", start };
  }
  return undefined;
}

/** Sits down and cuts the power: what counts is that the motors are off, whoever else has told the robot to sit. */
function planPowerOff({ locomotion, motors }: CommandScene): Plan<RunningFullBody> {
  return {
    isPowerOff: true,
    start: () => {
      motors.settleThenCut();
      const mine = locomotion.order;
      const status = (): number =>
        motors.isOn && locomotion.order !== mine ? Status.STATUS_COMMAND_OVERRIDDEN : Status.STATUS_PROCESSING;
      const isOff = (): boolean => motors.state === PowerState_MotorPowerState.MOTOR_POWER_STATE_OFF;
      return {
        status,
        feedback: () => ({
          safePowerOffFeedback: { status: isOff() ? PowerOff.STATUS_POWERED_OFF : PowerOff.STATUS_IN_PROGRESS },
          status: status(),
        }),
      };
    },
  };
}
