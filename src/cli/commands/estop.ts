/** `spotwire estop`: read the robot's e-stop, and be it. */
import type { Command } from "commander";
import { EstopStopLevel, type EstopEndpointWithStatus } from "../../messages/bosdyn/api/estop.ts";
import type { Duration } from "../../messages/google/protobuf/duration.ts";
import { durationNanos, EstopClient } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { messageJson } from "../message-json.ts";
import { printJson, printRows, printTable } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { addEstopBecomeCommand } from "./estop-become.ts";

interface ConfigOptions extends RobotOptions {
  readonly clear?: boolean;
}

/** Add the command and those below it. */
export function addEstopCommand(program: Command, context: CommandContext): void {
  const estop = program.command("estop").description("read the robot's e-stop, or be it from this terminal");
  const status = estop.command("status").description("whether the motors may have power, and which endpoint says what");
  withRobotOptions(status, { needsLogin: true }).action((host: string | undefined, options: RobotOptions) =>
    readStatus(host, options, context),
  );
  const config = estop.command("config").description("the endpoints that must check in before motors can have power");
  withRobotOptions(config, { needsLogin: true })
    .option("--clear", "forget them all: motors, which must be off, need no e-stop any more")
    .action((host: string | undefined, options: ConfigOptions) => readConfig(host, options, context));
  addEstopBecomeCommand(estop, context);
}

function readStatus(host: string | undefined, options: RobotOptions, context: CommandContext): Promise<void> {
  return withRobot(
    host,
    options,
    context,
    async (robot) => {
      const { status } = await robot.client(EstopClient).getEstopSystemStatus({}, { signal: context.signal });
      if (options.json === true) {
        printJson(context.output, messageJson("bosdyn.api.EstopSystemStatus", status ?? {}));
        return;
      }
      printRows(context.output, [
        ["stop level", levelWord(status?.stopLevel ?? 0)],
        ["because", status?.stopLevelDetails || "(not told)"],
        ["endpoints", String(status?.endpoints.length ?? 0)],
      ]);
      const rows = (status?.endpoints ?? []).map(endpointRow);
      if (rows.length > 0) printTable(context.output, ["NAME", "ROLE", "SAYS", "SILENT FOR", "TIMEOUT"], rows);
    },
    { needsLogin: true },
  );
}

function readConfig(host: string | undefined, options: ConfigOptions, context: CommandContext): Promise<void> {
  return withRobot(
    host,
    options,
    context,
    async (robot) => {
      const client = robot.client(EstopClient);
      const call = { signal: context.signal };
      const { activeConfig: before } = await client.getEstopConfig({}, call);
      const request = { config: { endpoints: [] }, targetConfigId: before?.uniqueId ?? "" };
      const activeConfig = options.clear === true ? (await client.setEstopConfig(request, call)).activeConfig : before;
      if (options.json === true) {
        printJson(context.output, messageJson("bosdyn.api.EstopConfig", activeConfig ?? {}));
        return;
      }
      const { uniqueId = "", endpoints = [] } = activeConfig ?? {};
      printRows(context.output, [
        ["configuration", uniqueId || "(none)"],
        ["endpoints", endpoints.length === 0 ? "0: motors need no e-stop" : String(endpoints.length)],
      ]);
      const rows = endpoints.map(({ name, role, uniqueId: id, timeout, cutPowerTimeout }) => [
        name || "(not registered)",
        role,
        id,
        seconds(timeout),
        seconds(cutPowerTimeout),
      ]);
      if (rows.length > 0) printTable(context.output, ["NAME", "ROLE", "ID", "TIMEOUT", "CUT AFTER"], rows);
    },
    { needsLogin: true },
  );
}

function endpointRow({ endpoint, stopLevel, timeSinceValidResponse }: EstopEndpointWithStatus): string[] {
  const { name = "", role = "", timeout } = endpoint ?? {};
  return [name || "(not registered)", role, levelWord(stopLevel), seconds(timeSinceValidResponse), seconds(timeout)];
}

function levelWord(level: EstopStopLevel): string {
  if (level === EstopStopLevel.ESTOP_LEVEL_NONE) return "none: motors may have power";
  return enumWord(EstopStopLevel, level, /^ESTOP_LEVEL_/);
}

function seconds(duration: Duration | undefined): string {
  return duration === undefined ? "" : `${(Number(durationNanos(duration)) / 1e9).toFixed(1)} s`;
}
