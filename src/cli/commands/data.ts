/** `spotwire data events|comments`: what the robot's log says happened. */
import type { Command } from "commander";
import { Event_Level } from "../../messages/bosdyn/api/data_buffer.ts";
import type { EventsComments, EventsCommentsSpecInit } from "../../messages/bosdyn/api/data_index.ts";
import type { Robot } from "../../robot/index.ts";
import { DataServiceClient, robotTimeToTimestamp, wallClock } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { notes } from "../help/sections.ts";
import { messageJson } from "../message-json.ts";
import { parseInteger } from "../number-options.ts";
import { note, printJson, printTable } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { localText } from "../robot-times.ts";
import { parseTimeSpan, type TimeSpan } from "../time-span.ts";

interface DataOptions extends RobotOptions {
  readonly since: TimeSpan;
  readonly max: number;
  readonly type?: string;
}

const HELP = `
--since takes a time, or two with a dash between: 1h (ago; also d, m, s), 20260131, 20260131_120000, ten digits of seconds
or nineteen of nanoseconds since 1970. Times are of this machine's clock and time zone.`;

/** Add the command and those below it. */
export function addDataCommand(program: Command, context: CommandContext): void {
  const data = program.command("data").description("read events and comments from the robot's log");
  const events = data.command("events").description("list events");
  withDataOptions(events)
    .option("--type <type>", "only events of this type")
    .addHelpText("after", notes(HELP))
    .action((host: string | undefined, options: DataOptions) =>
      read(host, options, context, { events: [{ type: options.type }], maxEvents: options.max }, (found, robot) => {
        if (options.json === true) {
          for (const event of found.events) printJson(context.output, messageJson("bosdyn.api.Event", event));
        } else if (found.events.length === 0) note(context.output, "no events in that time");
        else {
          printTable(
            context.output,
            ["TIME", "TYPE", "LEVEL", "SOURCE", "DESCRIPTION"],
            found.events.map(({ startTime, type, level, source, description }) => [
              localText(robot, startTime),
              type,
              enumWord(Event_Level, level, /^LEVEL_/),
              source,
              description,
            ]),
          );
        }
        if (found.eventsLimited) note(context.output, "there are more: see --max");
      }),
    );

  const comments = data.command("comments").description("list operators' comments");
  withDataOptions(comments)
    .addHelpText("after", notes(HELP))
    .action((host: string | undefined, options: DataOptions) =>
      read(host, options, context, { comments: true, maxComments: options.max }, (found, robot) => {
        const { operatorComments, operatorCommentsLimited } = found;
        if (options.json === true) {
          for (const each of operatorComments)
            printJson(context.output, messageJson("bosdyn.api.OperatorComment", each));
        } else if (operatorComments.length === 0) note(context.output, "no comments in that time");
        else {
          printTable(
            context.output,
            ["TIME", "COMMENT"],
            operatorComments.map(({ timestamp, message }) => [localText(robot, timestamp), message]),
          );
        }
        if (operatorCommentsLimited) note(context.output, "there are more: see --max");
      }),
    );
}

function withDataOptions(command: Command): Command {
  return withRobotOptions(command, { needsLogin: true })
    .requiredOption("--since <time>", "from when, or from when to when", (text) =>
      parseTimeSpan("--since", text, wallClock()),
    )
    .option("--max <number>", "as many at most", (text) => parseInteger("--max", text, 1, 10_000), 1000);
}

function read(
  host: string | undefined,
  options: DataOptions,
  context: CommandContext,
  what: EventsCommentsSpecInit,
  show: (found: EventsComments, robot: Robot) => void,
): Promise<void> {
  return withRobot(
    host,
    options,
    context,
    async (robot) => {
      const { signal } = context;
      await robot.timeSync.established({ signal });
      const { start, end } = options.since;
      const timeRange = {
        start: robotTimeToTimestamp(robot.timeSync.toRobotTime(start)),
        end: robotTimeToTimestamp(robot.timeSync.toRobotTime(end ?? wallClock())),
      };
      const eventCommentRequest = { timeRange, ...what };
      const response = await robot.client(DataServiceClient).getEventsComments({ eventCommentRequest }, { signal });
      if (response.eventsComments !== undefined) show(response.eventsComments, robot);
    },
    { needsLogin: true },
  );
}
