/** A synchronized command: legs, arm and gripper at once. This robot has only legs, and says so of the other two. */
import { RobotCommandFeedbackStatus_Status as Status } from "../../../messages/bosdyn/api/basic_command.ts";
import type { SynchronizedCommand_Request } from "../../../messages/bosdyn/api/synchronized_command.ts";
import { invalidRequest } from "../../services/response-header.ts";
import { planMobility } from "./mobility.ts";
import type { CommandScene, Plan, Running } from "./plan.ts";
import type { RunningMobility } from "./running-mobility.ts";

/** A synchronized command that was started; its legs may go on under the next command, which is for other parts. */
export interface RunningSynchronized extends Running {
  readonly mobility: RunningMobility | undefined;
}

/**
 * Read a synchronized command.
 * @param legs what the legs do; they go on with it if the command is not for them
 * @throws {HeaderError} it is malformed
 */
export function planSynchronized(
  request: SynchronizedCommand_Request,
  scene: CommandScene,
  legs: RunningMobility | undefined,
): Plan<RunningSynchronized> {
  const { mobilityCommand, armCommand, gripperCommand } = request;
  if (mobilityCommand === undefined && armCommand === undefined && gripperCommand === undefined) {
    throw invalidRequest("synchronized_command is for no part");
  }
  const plan = mobilityCommand && planMobility(mobilityCommand, scene);
  const none = { status: Status.STATUS_INCOMPATIBLE_HARDWARE };
  return {
    ...plan,
    start: () => {
      // After a full body command the legs are stopped: they do not go on with it under another name.
      if (plan === undefined && legs === undefined) scene.locomotion.stop();
      const mobility = plan?.start() ?? legs;
      return {
        mobility,
        feedback: () => ({
          synchronizedFeedback: {
            mobilityCommandFeedback: mobility?.feedback(),
            armCommandFeedback: armCommand && none,
            gripperCommandFeedback: gripperCommand && none,
          },
        }),
      };
    },
  };
}
