/** `spotwire log status|start|stop`: logs that the robot keeps for support. */
import type { Command } from "commander";
import { type LogStatus, LogStatus_Status, LogStatus_Type } from "../../messages/bosdyn/api/log_status/log_status.ts";
import type { Robot } from "../../robot/index.ts";
import { durationNanos, LogStatusClient, nanosToDuration } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { messageJson } from "../message-json.ts";
import { parseSeconds } from "../number-options.ts";
import { note, printJson, printTable } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface StartOptions extends RobotOptions {
  readonly for?: number;
  readonly past?: number;
}

const START_HELP = `
  experiment   everything, from now on for --for
  concurrent   the same, beside other logs
  retro        of what has just happened: the last --past`;

/** Add the commands. */
export function addLogStatusCommands(log: Command, context: CommandContext): void {
  const { output, signal } = context;
  const run = (
    host: string | undefined,
    options: RobotOptions,
    action: (client: LogStatusClient, robot: Robot) => Promise<readonly (LogStatus | undefined)[]>,
  ): Promise<void> =>
    withRobot(
      host,
      options,
      context,
      async (robot) => {
        const found = await action(robot.client(LogStatusClient), robot);
        const logs = found.filter((each) => each !== undefined);
        if (options.json === true) {
          printJson(
            output,
            logs.map((each) => messageJson("bosdyn.api.log_status.LogStatus", each)),
          );
        } else if (logs.length === 0) note(output, "no log is being written");
        else printTable(output, ["ID", "TYPE", "STATUS", "RUNS FOR"], logs.map(logRow));
      },
      { needsLogin: true },
    );

  const status = log.command("status").description("list the logs that are being written, or one by its id");
  withRobotOptions(status, { needsLogin: true, hostIsRequired: true })
    .argument("[id]", "of a log, also one that has ended")
    .action((host: string, id: string | undefined, options: RobotOptions) =>
      run(host, options, async (client) =>
        id === undefined
          ? (await client.getActiveLogStatuses({}, { signal })).logStatuses
          : [(await client.getLogStatus({ id }, { signal })).logStatus],
      ),
    );

  const start = log.command("start").description("start a log: experiment, concurrent, or retro");
  withRobotOptions(start, { needsLogin: true, hostIsRequired: true })
    .argument("<kind>", "experiment, concurrent or retro")
    .option("--for <time>", "how long an experiment or concurrent log goes on", (text) => parseSeconds("--for", text))
    .option("--past <time>", "how far back a retro log reaches", (text) => parseSeconds("--past", text))
    .addHelpText("after", notes(START_HELP))
    .action((host: string, kind: string, options: StartOptions) => {
      const nanos = requiredNanos(kind, options);
      return run(host, options, async (client) => {
        if (kind === "retro") return [(await client.startLogOfPast(nanos, { signal })).logStatus];
        const request = { keepAlive: nanosToDuration(nanos) };
        const started =
          kind === "experiment"
            ? await client.startExperimentLog(request, { signal })
            : await client.startConcurrentLog(request, { signal });
        return [started.logStatus];
      });
    });

  const stop = log.command("stop").description("end a log before its time");
  withRobotOptions(stop, { needsLogin: true, hostIsRequired: true })
    .argument("<id>", "of the log, as listed")
    .action((host: string, id: string, options: RobotOptions) =>
      run(host, options, async (client) => [(await client.terminateLog({ id }, { signal })).logStatus]),
    );
}

function requiredNanos(kind: string, { for: forSeconds, past }: StartOptions): bigint {
  if (kind !== "experiment" && kind !== "concurrent" && kind !== "retro") {
    throw new UsageError(`log start takes experiment, concurrent or retro, not ${kind}`);
  }
  const [option, seconds, other] = kind === "retro" ? ["--past", past, forSeconds] : ["--for", forSeconds, past];
  if (seconds === undefined) throw new UsageError(`log start ${kind} needs ${option}, such as ${option} 5m`);
  if (other !== undefined) throw new UsageError(`log start ${kind} takes ${option} alone`);
  return BigInt(Math.round(seconds * 1e9));
}

/** A log as a row: id, type, status, how long it runs. */
export function logRow({ id, type, status, runTime }: LogStatus): string[] {
  return [
    id,
    enumWord(LogStatus_Type, type, /^TYPE_/),
    enumWord(LogStatus_Status, status, /^STATUS_/),
    runTime === undefined ? "" : `${(Number(durationNanos(runTime)) / 1e9).toFixed(0)} s`,
  ];
}
