/** Telling legs, arm and gripper what to do in one command. */
import { SpotError } from "../../../errors.ts";
import type { LocalRobotCommand } from "../robot-command.ts";

/** The commands cannot go together. */
export class RobotCommandConflictError extends SpotError {
  override readonly code = "ROBOT_COMMAND_CONFLICT";
  override readonly retryable = false;
}

type Synchronized = NonNullable<LocalRobotCommand["synchronizedCommand"]>;

/**
 * Combine commands for parts of the robot into one that starts them together. Of several for the same part the last one
 * counts. A part without a command goes on with what it was doing; after a command to the whole robot it stops safely.
 * @throws {RobotCommandConflictError} one of them is for the whole robot, or there is nothing to combine
 */
export function combineCommands(...commands: readonly LocalRobotCommand[]): LocalRobotCommand {
  const parts = commands.map(({ fullBodyCommand, synchronizedCommand }, index): Synchronized => {
    if (fullBodyCommand === undefined) return synchronizedCommand ?? {};
    const kind = Object.keys(fullBodyCommand)[0] ?? "empty";
    throw new RobotCommandConflictError(
      `command ${index + 1} of ${commands.length} is for the whole robot (${kind}): send it by itself`,
    );
  });
  const last = (part: "mobilityCommand" | "armCommand" | "gripperCommand"): Partial<Synchronized> => {
    const command = parts.findLast((candidate) => candidate[part] !== undefined)?.[part];
    return command === undefined ? {} : { [part]: command };
  };
  const synchronizedCommand = { ...last("mobilityCommand"), ...last("armCommand"), ...last("gripperCommand") };
  if (Object.keys(synchronizedCommand).length === 0) {
    throw new RobotCommandConflictError("there is nothing to combine: no command says what legs, arm or gripper do");
  }
  return { synchronizedCommand };
}
