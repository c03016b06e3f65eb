/** `spotwire directory`: which services does this robot have? */
import type { Command } from "commander";
import { messageJson } from "../message-json.ts";
import { printJson, printTable } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

/** Add the command. */
export function addDirectoryCommand(program: Command, context: CommandContext): void {
  const command = program.command("directory").description("list the services in the robot's directory");
  withRobotOptions(command, { needsLogin: true }).action(async (host: string | undefined, options: RobotOptions) => {
    const entries = await withRobot(host, options, context, (robot) => robot.listServices(), {
      needsLogin: true,
    });
    if (options.json === true) {
      printJson(
        context.output,
        entries.map((entry) => messageJson("bosdyn.api.ServiceEntry", entry)),
      );
      return;
    }
    const rows = entries
      .map(({ name, type, authority, userTokenRequired }) => [
        name,
        type ?? "",
        authority,
        userTokenRequired ? "yes" : "no",
      ])
      .sort(([a = ""], [b = ""]) => a.localeCompare(b));
    printTable(context.output, ["NAME", "TYPE", "AUTHORITY", "TOKEN"], rows);
  });
}
