/** `spotwire license`: what is this robot allowed to do? */
import type { Command } from "commander";
import { LicenseInfo_Status } from "../../messages/bosdyn/api/license.ts";
import type { Timestamp } from "../../messages/google/protobuf/timestamp.ts";
import { LicenseClient, timestampNanos } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { messageJson } from "../message-json.ts";
import { printJson, printRows } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";
import { isoText } from "../robot-times.ts";

/** Add the command. */
export function addLicenseCommand(program: Command, context: CommandContext): void {
  const command = program.command("license").description("read the robot's licence, and the features it covers");
  withRobotOptions(command, { needsLogin: true }).action(
    onRobot(context, async (robot, options: RobotOptions) => {
      const { license } = await robot.client(LicenseClient).getLicenseInfo({}, { signal: context.signal });
      if (options.json === true) {
        printJson(context.output, messageJson("bosdyn.api.LicenseInfo", license ?? {}));
        return;
      }
      printRows(context.output, [
        ["status", enumWord(LicenseInfo_Status, license?.status ?? 0, /^STATUS_/)],
        ["id", license?.id || "(none)"],
        ["robot", license?.robotSerial || "(not told)"],
        ["valid from", day(license?.notValidBefore)],
        ["valid until", day(license?.notValidAfter)],
        ["features", license?.licensedFeatures.join(", ") || "(none)"],
      ]);
    }),
  );
}

function day(timestamp: Timestamp | undefined): string {
  return timestamp === undefined ? "(no limit)" : isoText(timestampNanos(timestamp)).slice(0, 10);
}
