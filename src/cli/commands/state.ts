/** `spotwire state`: what is the robot doing? */
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { RobotState } from "../../messages/bosdyn/api/robot_state.ts";
import { RobotStateClient } from "../../services/index.ts";
import { UsageError } from "../exit.ts";
import { messageJson } from "../message-json.ts";
import { isTerminal, printJson, printLine, printRows } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";
import { stateRows } from "../state-rows.ts";
import { addStatePartCommands } from "./state-parts.ts";

interface StateOptions extends RobotOptions {
  readonly watch?: boolean;
  readonly interval: number;
}

/** Add the command. */
export function addStateCommand(program: Command, context: CommandContext): void {
  const command = program.command("state").description("read batteries, power, faults, pose and joints");
  // So that options behind the name of a command below are that command's own.
  command.enablePositionalOptions();
  withRobotOptions(command, { needsLogin: true })
    .option("--watch", "read again and again until Ctrl-C; with --json, one line per reading")
    .addOption(new Option("--interval <seconds>", "pause between readings").default(1).argParser(parseInterval))
    .action(
      onRobot(context, async (robot, options: StateOptions) => {
        const client = robot.client(RobotStateClient);
        const read = (): Promise<RobotState> => client.getRobotState({ signal: context.signal });
        show(await read(), options, context);
        while (options.watch === true) {
          await sleep(options.interval * 1000, undefined, { signal: context.signal });
          show(await read(), options, context);
        }
      }),
    );
  addStatePartCommands(command, context);
}

function show(state: RobotState, { json, watch }: StateOptions, { output }: CommandContext): void {
  if (json === true) {
    printJson(output, messageJson("bosdyn.api.RobotState", state));
    return;
  }
  // A terminal shows one picture that changes; a file gets them all, one after the other.
  if (watch === true && isTerminal(output.stdout)) output.stdout.write("\u001b[2J\u001b[H");
  printRows(output, stateRows(state));
  if (watch === true) printLine(output, "");
}

function parseInterval(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.01) || seconds > 3600)
    throw new UsageError(`--interval takes seconds from 0.01 to 3600, not ${text}`);
  return seconds;
}
