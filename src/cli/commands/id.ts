/** `spotwire id`: who is this robot? */
import type { Command } from "commander";
import type { RobotId, SoftwareVersion } from "../../messages/bosdyn/api/robot_id.ts";
import { messageJson } from "../message-json.ts";
import { printJson, printRows } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

/** Add the command. */
export function addIdCommand(program: Command, context: CommandContext): void {
  const command = program.command("id").description("read serial number, species and software; needs no login");
  withRobotOptions(command, { needsLogin: false }).action(async (host: string | undefined, options: RobotOptions) => {
    const id = await withRobot(host, options, context, (robot) => robot.id());
    if (options.json === true) printJson(context.output, messageJson("bosdyn.api.RobotId", id));
    else printRows(context.output, idRows(id));
  });
}

/** What a person wants to know of a robot's identity. */
export function idRows(id: RobotId): [string, string][] {
  const release = id.softwareRelease;
  return [
    ["serial number", id.serialNumber],
    ["computer", id.computerSerialNumber],
    ["nickname", id.nickname || "(none)"],
    ["species", `${id.species} ${id.version}`],
    ["software", `${versionText(release?.version)} ${release?.name ?? ""}`.trim()],
    ["API", release?.apiVersion ?? "(not told)"],
  ];
}

/** `5.1.4` */
function versionText(version: SoftwareVersion | undefined): string {
  if (version === undefined) return "(not told)";
  return `${version.majorVersion}.${version.minorVersion}.${version.patchLevel}`;
}
