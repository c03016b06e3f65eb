/** `spotwire state hardware|metrics|model`: what the robot is made of, and its running totals. */
import type { Command } from "commander";
import type { Parameter } from "../../messages/bosdyn/api/parameter.ts";
import type { Robot } from "../../robot/index.ts";
import { durationNanos, RobotStateClient, timestampNanos } from "../../services/index.ts";
import { messageJson } from "../message-json.ts";
import { printJson, printLine, printRows } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { isoText } from "../robot-times.ts";

/** Add the commands below `state`. */
export function addStatePartCommands(state: Command, context: CommandContext): void {
  const { output, signal } = context;
  const read = (
    host: string | undefined,
    options: RobotOptions,
    action: (client: RobotStateClient, robot: Robot) => Promise<void>,
  ): Promise<void> =>
    withRobot(host, options, context, (robot) => action(robot.client(RobotStateClient), robot), { needsLogin: true });

  const hardware = state.command("hardware").description("what the robot is made of, and what it can switch");
  withRobotOptions(hardware, { needsLogin: true }).action((host: string | undefined, options: RobotOptions) =>
    read(host, options, async (client) => {
      const configuration = await client.getHardwareConfiguration({ signal });
      if (options.json === true) {
        printJson(output, messageJson("bosdyn.api.HardwareConfiguration", configuration));
        return;
      }
      const { skeleton } = configuration;
      const yes = (can: boolean): string => (can ? "yes" : "no");
      printRows(output, [
        ["links", skeleton?.links.map(({ name }) => name).join(", ") ?? ""],
        ["URDF", `${skeleton?.urdf.length ?? 0} characters (see --json)`],
        ["robot off", yes(configuration.canPowerCommandRequestOffRobot)],
        ["robot cycle", yes(configuration.canPowerCommandRequestCycleRobot)],
        ["payload ports", yes(configuration.canPowerCommandRequestPayloadPorts)],
        ["Wi-Fi radio", yes(configuration.canPowerCommandRequestWifiRadio)],
        ["lights and sounds", yes(configuration.hasAudioVisualSystem)],
      ]);
    }),
  );

  const metrics = state.command("metrics").description("running totals: distance walked, time powered and the like");
  withRobotOptions(metrics, { needsLogin: true }).action((host: string | undefined, options: RobotOptions) =>
    read(host, options, async (client) => {
      const found = await client.getRobotMetrics({ signal });
      if (options.json === true) printJson(output, messageJson("bosdyn.api.RobotMetrics", found));
      else printRows(output, found.metrics.map(metricRow));
    }),
  );

  const model = state.command("model").description("print the shape of a link, as OBJ text");
  withRobotOptions(model, { needsLogin: true, hostIsRequired: true })
    .argument("<link>", 'a link, as "state hardware" lists them')
    .action((host: string, link: string, options: RobotOptions) =>
      read(host, options, async (client) => {
        const found = await client.getLinkModel(link, { signal });
        if (options.json === true) printJson(output, messageJson("bosdyn.api.Skeleton.Link.ObjModel", found));
        else printLine(output, found.fileContents.trimEnd());
      }),
    );
}

function metricRow({ label, units, ...value }: Parameter): [string, string] {
  const { intValue, uintValue, floatValue, boolValue, stringValue, duration, timestamp } = value;
  const plain = intValue ?? uintValue ?? floatValue ?? boolValue ?? stringValue;
  if (duration !== undefined) return [label, `${(Number(durationNanos(duration)) / 1e9).toFixed(1)} s`];
  if (timestamp !== undefined) return [label, isoText(timestampNanos(timestamp))];
  return [label, `${plain ?? "(not told)"} ${units}`.trim()];
}
