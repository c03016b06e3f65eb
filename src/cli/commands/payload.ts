/** `spotwire payload list`: what does the robot carry? */
import type { Command } from "commander";
import { PayloadClient } from "../../services/index.ts";
import { messageJson } from "../message-json.ts";
import { note, printJson, printTable } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";

/** Add the command and the one below it. */
export function addPayloadCommand(program: Command, context: CommandContext): void {
  const payload = program.command("payload").description("what does the robot carry?");
  const list = payload.command("list").description("list the payloads, and whether they are authorised");
  withRobotOptions(list, { needsLogin: true }).action(
    onRobot(context, async (robot, options: RobotOptions) => {
      const { payloads } = await robot.client(PayloadClient).listPayloads({}, { signal: context.signal });
      if (options.json === true) {
        printJson(
          context.output,
          payloads.map((each) => messageJson("bosdyn.api.Payload", each)),
        );
      } else if (payloads.length === 0) note(context.output, "it carries none");
      else {
        printTable(
          context.output,
          ["NAME", "AUTHORISED", "ENABLED", "ADDRESS", "GUID"],
          payloads.map(({ name, isAuthorized, isEnabled, ipv4Address, GUID }) => [
            name,
            isAuthorized ? "yes" : "no",
            isEnabled ? "yes" : "no",
            ipv4Address,
            GUID,
          ]),
        );
      }
    }),
  );
}
