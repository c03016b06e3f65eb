/** `spotwire faults`: what is wrong with the robot, and what can be cleared. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import {
  BehaviorFault_Cause,
  BehaviorFault_Status,
  type RobotState,
  SystemFault_Severity,
} from "../../messages/bosdyn/api/robot_state.ts";
import { ServiceFault_Severity } from "../../messages/bosdyn/api/service_fault.ts";
import { FaultClient, RobotCommandClient, RobotStateClient } from "../../services/index.ts";
import { type DriveOptions, withDrivenRobot, withDriveOptions } from "../driving.ts";
import { enumWord } from "../enum-word.ts";
import { notes } from "../help/sections.ts";
import { messageJson } from "../message-json.ts";
import { isTerminal, note, printJson, printLine, printTable } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface FaultsOptions extends RobotOptions {
  readonly watch?: boolean;
}

interface ClearOptions extends DriveOptions {
  readonly service?: string;
}

const WATCH_MS = 1000;
const CLEAR_HELP = `
A behaviour fault is cleared by its number, which takes the lease: the robot moves again after that. A service's fault is
cleared by its name and --service. System faults go when their cause does.`;

/** Add the command and the one below it. */
export function addFaultsCommand(program: Command, context: CommandContext): void {
  const faults = program
    .command("faults")
    .description("list system, behaviour and service faults")
    .enablePositionalOptions();
  withRobotOptions(faults, { needsLogin: true })
    .option("--watch", "read again every second until Ctrl-C; with --json, one line per reading")
    .action(
      onRobot(context, async (robot, options: FaultsOptions) => {
        const client = robot.client(RobotStateClient);
        const { signal } = context;
        show(await client.getRobotState({ signal }), options, context);
        while (options.watch === true) {
          await sleep(WATCH_MS, undefined, { signal });
          show(await client.getRobotState({ signal }), options, context);
        }
      }),
    );

  const clear = faults.command("clear").description("clear a behaviour fault, or a service's");
  withDriveOptions(clear, { hostIsRequired: true })
    .argument("<id>", "number of a behaviour fault, or name of a service fault")
    .option("--service <name>", "whose fault it is: directory name of a service")
    .addHelpText("after", notes(CLEAR_HELP))
    .action((host: string, id: string, options: ClearOptions) => {
      const cleared = (): void => {
        if (options.json === true) printJson(context.output, { cleared: id });
        else printLine(context.output, `cleared ${id}`);
      };
      if (options.service === undefined && /^\d{1,10}$/.test(id)) {
        return withDrivenRobot(host, options, context, async ({ robot, signal }) => {
          const request = { behaviorFaultId: Number(id) };
          await robot.client(RobotCommandClient).clearBehaviorFault(request, { signal });
          cleared();
        });
      }
      return withRobot(
        host,
        options,
        context,
        async (robot) => {
          const faultId = { faultName: id, serviceName: options.service ?? "" };
          await robot.client(FaultClient).clearServiceFault({ faultId }, { signal: context.signal });
          cleared();
        },
        { needsLogin: true },
      );
    });
}

function show(state: RobotState, { json, watch }: FaultsOptions, { output }: CommandContext): void {
  const { systemFaultState, behaviorFaultState, serviceFaultState } = state;
  if (json === true) {
    printJson(output, {
      system: (systemFaultState?.faults ?? []).map((each) => messageJson("bosdyn.api.SystemFault", each)),
      behavior: (behaviorFaultState?.faults ?? []).map((each) => messageJson("bosdyn.api.BehaviorFault", each)),
      service: (serviceFaultState?.faults ?? []).map((each) => messageJson("bosdyn.api.ServiceFault", each)),
    });
    return;
  }
  if (watch === true && isTerminal(output.stdout)) output.stdout.write("\u001b[2J\u001b[H");
  const rows = faultRows(state);
  if (rows.length === 0) note(output, "no faults");
  else printTable(output, ["KIND", "ID", "SEVERITY", "WHAT"], rows);
}

/** Every fault of a state as a row: kind, what to clear it by, how grave, and what it is. */
export function faultRows({ systemFaultState, behaviorFaultState, serviceFaultState }: RobotState): string[][] {
  return [
    ...(systemFaultState?.faults ?? []).map(({ name, severity, errorMessage }) => [
      "system",
      name,
      enumWord(SystemFault_Severity, severity, /^SEVERITY_/),
      errorMessage,
    ]),
    ...(behaviorFaultState?.faults ?? []).map(({ behaviorFaultId, cause, status }) => [
      "behaviour",
      String(behaviorFaultId),
      enumWord(BehaviorFault_Status, status, /^STATUS_/),
      `cause: ${enumWord(BehaviorFault_Cause, cause, /^CAUSE_/)}`,
    ]),
    ...(serviceFaultState?.faults ?? []).map(({ faultId, severity, errorMessage }) => [
      "service",
      faultId?.faultName ?? "",
      enumWord(ServiceFault_Severity, severity, /^SEVERITY_/),
      `${faultId?.serviceName || "payload"}: ${errorMessage}`,
    ]),
  ];
}
