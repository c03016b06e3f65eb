/** Commands to the arm that need no numbers. Legs and gripper go on with what they were doing. */
import { NamedArmPositionsCommand_Positions } from "../../../messages/bosdyn/api/arm_command.ts";
import type { RobotCommandInit } from "../../../messages/bosdyn/api/robot_command.ts";
import { armCommand } from "./arm-request.ts";

/**
 * Fold the arm away onto the back. Refused while the gripper holds something (feedback STALLED_HOLDING_ITEM). Done when
 * `armProgress` says so; keep hands out of the joints.
 */
export function stowArmCommand(): RobotCommandInit {
  return namedPosition(NamedArmPositionsCommand_Positions.POSITIONS_STOW);
}

/** Lift the arm to where it is ready to work, in front of the body. It swings out: keep clear. */
export function readyArmCommand(): RobotCommandInit {
  return namedPosition(NamedArmPositionsCommand_Positions.POSITIONS_READY);
}

/** Hold the arm as for carrying what is in the gripper. */
export function carryArmCommand(): RobotCommandInit {
  return namedPosition(NamedArmPositionsCommand_Positions.POSITIONS_CARRY);
}

/** Stop the arm where it is. */
export function armStopCommand(): RobotCommandInit {
  return armCommand({ armStopCommand: {} });
}

/** Drag what the gripper holds: the arm keeps its grip while the legs walk. Combine it with a command to the legs. */
export function armDragCommand(): RobotCommandInit {
  return armCommand({ armDragCommand: {} });
}

/** Hold each joint of the arm where it is: a joint move with one empty point. */
export function armJointFreezeCommand(): RobotCommandInit {
  return armCommand({ armJointMoveCommand: { trajectory: { points: [{}] } } });
}

function namedPosition(position: NamedArmPositionsCommand_Positions): RobotCommandInit {
  return armCommand({ namedArmPositionCommand: { position } });
}
