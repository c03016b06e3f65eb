/** `spotwire map`: the robot's GraphNav map, and maps in folders. */
import type { Command } from "commander";
import { messageJson } from "../message-json.ts";
import { printJson, printRows, printTable } from "../output.ts";
import { GraphNavClient, GraphNavRecordingClient } from "../../services/index.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";
import { addMapFolderCommands } from "./map-folder.ts";
import { addMapNavigationCommands } from "./map-navigation.ts";
import { addMapRecordCommand } from "./map-record.ts";
import { addMapTransferCommands } from "./map-transfer.ts";

interface StatusOptions extends RobotOptions {
  readonly waypoints?: boolean;
}

/** Add the command and those below it. */
export function addMapCommand(program: Command, context: CommandContext): void {
  const map = program.command("map").description("record, fetch, send, draw and walk GraphNav maps");
  const status = map
    .command("status")
    .description("which map the robot has, where in it it is, and whether it records");
  withRobotOptions(status, { needsLogin: true })
    .option("--waypoints", "list the waypoints, too")
    .action(
      onRobot(context, async (robot, options: StatusOptions) => {
        const { output, signal } = context;
        const client = robot.client(GraphNavClient);
        const graph = await client.fetchGraph({ signal });
        const { localization } = await client.getLocalizationState({}, { signal });
        const recording = await robot.client(GraphNavRecordingClient).getRecordStatus({}, { signal });
        const waypoints = graph.waypoints.map(({ id, annotations }) => ({ id, name: annotations?.name ?? "" }));
        const here = localization?.waypointId ?? "";
        if (options.json === true) {
          printJson(output, {
            waypoints: options.waypoints === true ? waypoints : waypoints.length,
            edges: graph.edges.length,
            anchors: graph.anchoring?.anchors.length ?? 0,
            isRecording: recording.isRecording,
            localization:
              localization === undefined || here === ""
                ? null
                : messageJson("bosdyn.api.graph_nav.Localization", localization),
          });
          return;
        }
        const name = waypoints.find(({ id }) => id === here)?.name ?? "";
        printRows(output, [
          ["waypoints", String(waypoints.length)],
          ["edges", String(graph.edges.length)],
          ["anchors", String(graph.anchoring?.anchors.length ?? 0)],
          ["robot is at", here === "" ? "(not localised: see spotwire map localize)" : `${here}  ${name}`.trim()],
          ["recording", recording.isRecording ? "yes" : "no"],
        ]);
        if (options.waypoints === true) {
          printTable(
            output,
            ["WAYPOINT", "NAME"],
            waypoints.map((each) => [each.id, each.name]),
          );
        }
      }),
    );
  addMapRecordCommand(map, context);
  addMapTransferCommands(map, context);
  addMapFolderCommands(map, context);
  addMapNavigationCommands(map, context);
}
