/** `spotwire log`: into the robot's log, and logs for support. */
import { type Command, Option } from "commander";
import { Event_Level, TextMessage_Level } from "../../messages/bosdyn/api/data_buffer.ts";
import { DataBufferClient, parameter, recordEvent, wallClock } from "../../services/index.ts";
import type { Robot } from "../../robot/index.ts";
import { UsageError } from "../exit.ts";
import { printJson, printLine } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { addLogStatusCommands } from "./log-status.ts";

interface TextOptions extends RobotOptions {
  readonly level: keyof typeof TEXT_LEVELS;
  readonly tag?: string;
}

interface EventOptions extends RobotOptions {
  readonly type: string;
  readonly level: keyof typeof EVENT_LEVELS;
  readonly param: readonly (readonly [string, string])[];
}

const TEXT_LEVELS = {
  debug: TextMessage_Level.LEVEL_DEBUG,
  info: TextMessage_Level.LEVEL_INFO,
  warn: TextMessage_Level.LEVEL_WARN,
  error: TextMessage_Level.LEVEL_ERROR,
} as const;
const EVENT_LEVELS = {
  low: Event_Level.LEVEL_LOW,
  medium: Event_Level.LEVEL_MEDIUM,
  high: Event_Level.LEVEL_HIGH,
  "mission-critical": Event_Level.LEVEL_MISSION_CRITICAL,
  "system-critical": Event_Level.LEVEL_SYSTEM_CRITICAL,
} as const;

/** Add the command and those below it. */
export function addLogCommand(program: Command, context: CommandContext): void {
  const log = program.command("log").description("write into the robot's log; start and end logs for support");
  const write = (
    host: string,
    options: RobotOptions,
    action: (robot: Robot) => Promise<{ readonly text: string; readonly facts: object }>,
  ): Promise<void> =>
    withRobot(
      host,
      options,
      context,
      async (robot) => {
        await robot.timeSync.established({ signal: context.signal });
        const { text, facts } = await action(robot);
        if (options.json === true) printJson(context.output, facts);
        else printLine(context.output, text);
      },
      { needsLogin: true },
    );

  const text = log.command("text").description("write a line into the robot's log");
  withRobotOptions(text, { needsLogin: true, hostIsRequired: true })
    .argument("<message...>", "what to write; several words make one line")
    .addOption(new Option("--level <level>", "how grave it is").choices(Object.keys(TEXT_LEVELS)).default("info"))
    .option("--tag <text>", "groups lines that belong together")
    .action((host: string, words: string[], { level, tag, ...options }: TextOptions) =>
      write(host, options, async (robot) => {
        const message = {
          message: words.join(" "),
          level: TEXT_LEVELS[level],
          source: robot.clientName,
          timestamp: wallClock(),
          ...(tag !== undefined && { tag }),
        };
        const call = { signal: context.signal };
        await robot.client(DataBufferClient).recordTextMessages({ textMessages: [message] }, call);
        return { text: "written", facts: { message: message.message, level } };
      }),
    );

  const comment = log.command("comment").description("leave an operator's comment in the robot's log");
  withRobotOptions(comment, { needsLogin: true, hostIsRequired: true })
    .argument("<message...>", "what to say; several words make one comment")
    .action((host: string, words: string[], options: RobotOptions) =>
      write(host, options, async (robot) => {
        const message = words.join(" ");
        const operatorComments = [{ message, timestamp: wallClock() }];
        await robot.client(DataBufferClient).recordOperatorComments({ operatorComments }, { signal: context.signal });
        return { text: "written", facts: { comment: message } };
      }),
    );

  const event = log.command("event").description("record an event, as of now");
  withRobotOptions(event, { needsLogin: true, hostIsRequired: true })
    .argument("<description...>", "what happened")
    .option("--type <type>", "kind of event, for searching", "spotwire:note")
    .addOption(new Option("--level <level>", "how grave it is").choices(Object.keys(EVENT_LEVELS)).default("low"))
    .option("--param <name=value>", "a fact about it; may be given again", collectParameter, [])
    .action((host: string, words: string[], { type, level, param, ...options }: EventOptions) =>
      write(host, options, async (robot) => {
        const id = await recordEvent(
          robot.client(DataBufferClient),
          {
            type,
            description: words.join(" "),
            source: robot.clientName,
            startTime: wallClock(),
            level: EVENT_LEVELS[level],
            parameters: param.map(([label, value]) => parameter(label, parameterValue(value))),
          },
          { signal: context.signal },
        );
        return { text: `recorded as ${id}`, facts: { id, type } };
      }),
    );

  addLogStatusCommands(log, context);
}

function collectParameter(
  text: string,
  before: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const [, name, value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--param takes name=value, not ${JSON.stringify(text)}`);
  return [...before, [name, value]];
}

function parameterValue(text: string): boolean | bigint | number | string {
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d{1,18}$/.test(text)) return BigInt(text);
  return /^-?\d+\.\d+$/.test(text) ? Number(text) : text;
}
