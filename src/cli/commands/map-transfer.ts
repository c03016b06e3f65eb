/** `spotwire map fetch|send`: maps between the robot and a folder. */
import type { Command } from "commander";
import { fetchMapFolder, MapFolder, sendMapFolder } from "../../maps/index.ts";
import { GraphNavClient } from "../../services/index.ts";
import { type DriveOptions, withDrivenRobot, withDriveOptions } from "../driving.ts";
import { FailureToldError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printLine } from "../output.ts";
import { ProgressLine, progressBar } from "../progress-line.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface FetchOptions extends RobotOptions {
  readonly images?: boolean;
}

interface SendOptions extends DriveOptions {
  readonly replace?: boolean;
}

const FETCH_HELP = `
Snapshots that the folder has already are not fetched again: a transfer that was cut off goes on where it was. The robot
loses its graph when it restarts, so fetch soon after recording.`;

/** Add the commands. */
export function addMapTransferCommands(map: Command, context: CommandContext): void {
  const { output, signal } = context;
  const fetch = map.command("fetch").description("fetch the robot's map into a folder, which is made if need be");
  withRobotOptions(fetch, { needsLogin: true, hostIsRequired: true })
    .argument("<dir>", "where to")
    .option("--images", "take the waypoints' images along, which are most of a map")
    .addHelpText("after", notes(FETCH_HELP))
    .action((host: string, dir: string, options: FetchOptions) =>
      withRobot(
        host,
        options,
        context,
        async (robot) => {
          using line = new ProgressLine(output);
          const client = robot.client(GraphNavClient, { connection: "map" });
          const found = await fetchMapFolder(client, new MapFolder(dir), {
            signal,
            downloadImages: options.images === true,
            onProgress: ({ done, total, bytes }) =>
              line.show(`fetching  ${progressBar(done, total)}  ${(bytes / 2 ** 20).toFixed(1)} MiB`),
          });
          line.clear();
          const { graph, fetched, kept, missing, bytes } = found;
          const counts = { waypoints: graph.waypoints.length, edges: graph.edges.length, fetched, kept, bytes };
          if (options.json === true) printJson(output, { dir, ...counts, missing });
          else {
            printLine(
              output,
              `${dir}  ${counts.waypoints} waypoints, ${counts.edges} edges; ${fetched} snapshots fetched, ${kept} there before`,
            );
          }
          if (graph.waypoints.length === 0) note(output, "the robot has no map: record one, or send it one");
          for (const id of missing) note(output, `the robot does not have snapshot ${id}`);
          if (missing.length > 0) throw new FailureToldError("the map has holes");
        },
        { needsLogin: true },
      ),
    );

  const send = map.command("send").description("send a map from a folder to the robot");
  withDriveOptions(send, { hostIsRequired: true })
    .argument("<dir>", "where from")
    .option("--replace", "in place of the map that the robot has; otherwise it is added to that")
    .addHelpText("after", notes("\nThe robot is not localised in it afterwards: see spotwire map localize."))
    .action((host: string, dir: string, options: SendOptions) =>
      withDrivenRobot(
        host,
        options,
        context,
        async ({ robot, signal: driveSignal }) => {
          using line = new ProgressLine(output);
          const client = robot.client(GraphNavClient, { connection: "map" });
          const sent = await sendMapFolder(client, new MapFolder(dir), {
            signal: driveSignal,
            replace: options.replace === true,
            onProgress: ({ done, total }) => line.show(`sending  ${progressBar(done, total)}`),
          });
          line.clear();
          const { mapStats, missingSnapshotIds: missing } = sent;
          const waypoints = mapStats?.waypoints?.count;
          if (options.json === true) printJson(output, { dir, waypoints: waypoints ?? null, missing });
          else printLine(output, `${dir}  sent; the robot's map has ${waypoints ?? "?"} waypoints now`);
          for (const id of missing) note(output, `the folder does not have snapshot ${id}`);
          if (missing.length > 0) throw new FailureToldError("the map has holes");
        },
        { whenInterrupted: "leave" },
      ),
    );
}
