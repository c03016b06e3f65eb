/** `spotwire map record start|stop|waypoint`: a new map, by walking through it. */
import type { Command } from "commander";
import { GraphNavRecordingClient, stopRecordingWhenReady } from "../../services/index.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printLine } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface StartOptions extends RobotOptions {
  readonly prefix?: string;
}

const HELP = `
The robot makes waypoints by itself as it walks, about every two metres: have it walked by somebody, or with spotwire walk.`;

/** Add the command and those below it. */
export function addMapRecordCommand(map: Command, context: CommandContext): void {
  const { output, signal } = context;
  const record = map.command("record").description("record a map").addHelpText("after", notes(HELP));

  const start = record.command("start").description("begin to record; a map that the robot has is added to");
  withRobotOptions(start, { needsLogin: true })
    .option("--prefix <text>", "what the names of waypoints begin with")
    .addHelpText("after", notes(HELP))
    .action(
      onRobot(context, async (robot, options: StartOptions) => {
        const recordingEnvironment = options.prefix === undefined ? undefined : { namePrefix: options.prefix };
        const response = await robot
          .client(GraphNavRecordingClient)
          .startRecording({ recordingEnvironment }, { signal });
        const waypoint = response.createdWaypoint?.id ?? "";
        if (options.json === true) printJson(output, { isRecording: true, waypoint });
        else printLine(output, `recording, from waypoint ${waypoint || "(not told)"}`);
      }),
    );

  const stop = record.command("stop").description("end the recording, when the robot is ready to");
  withRobotOptions(stop, { needsLogin: true }).action(
    onRobot(context, async (robot, options: RobotOptions) => {
      const { mapStats } = await stopRecordingWhenReady(robot.client(GraphNavRecordingClient), { signal });
      const waypoints = mapStats?.waypoints?.count;
      if (options.json === true) printJson(output, { isRecording: false, waypoints: waypoints ?? null });
      else {
        printLine(output, `recorded; the map has ${waypoints ?? "?"} waypoints`);
        note(output, "fetch it soon: the robot loses its graph when it restarts");
      }
    }),
  );

  const waypoint = record.command("waypoint").description("make a waypoint where the robot is");
  withRobotOptions(waypoint, { needsLogin: true, hostIsRequired: true })
    .argument("<name>", "what it is called")
    .action((host: string, waypointName: string, options: RobotOptions) =>
      withRobot(
        host,
        options,
        context,
        async (robot) => {
          const client = robot.client(GraphNavRecordingClient);
          const { createdWaypoint } = await client.createWaypoint({ waypointName }, { signal });
          const id = createdWaypoint?.id ?? "";
          if (options.json === true)
            printJson(output, { waypoint: id, name: createdWaypoint?.annotations?.name ?? "" });
          else printLine(output, `${waypointName} is waypoint ${id}`);
        },
        { needsLogin: true },
      ),
    );
}
