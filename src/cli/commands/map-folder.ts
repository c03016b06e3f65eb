/** `spotwire map check|show`: a map in a folder, without a robot. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { checkMapFolder, MapFolder, mapLayout, mapSvg } from "../../maps/index.ts";
import { GraphNavClient } from "../../services/index.ts";
import type { Localization } from "../../messages/bosdyn/api/graph_nav/nav.ts";
import { FailureToldError, UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printLine, printRows } from "../output.ts";
import { ProgressLine, progressBar } from "../progress-line.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface ShowOptions extends RobotOptions {
  readonly out?: string;
  readonly title?: string;
}

/** Add the commands. */
export function addMapFolderCommands(map: Command, context: CommandContext): void {
  const { output, signal } = context;
  map
    .command("check")
    .description("read every file of a map folder, and say what is missing or damaged")
    .argument("<dir>", "folder with graph, waypoint_snapshots/ and edge_snapshots/")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", notes("\nExit code 1 if anything is wrong with it."))
    .action(async (dir: string, { json }: { readonly json?: boolean }) => {
      using line = new ProgressLine(output);
      const onProgress = ({ done, total }: { readonly done: number; readonly total: number }): void =>
        line.show(`checking  ${progressBar(done, total)}`);
      const { graph, sound, graphProblems, missing, corrupt } = await checkMapFolder(new MapFolder(dir), {
        signal,
        onProgress,
      });
      line.clear();
      const counts = { waypoints: graph.waypoints.length, edges: graph.edges.length, soundSnapshots: sound };
      if (json === true) printJson(output, { ...counts, graphProblems, missing, corrupt });
      else {
        printRows(output, [
          ["waypoints", String(counts.waypoints)],
          ["edges", String(counts.edges)],
          ["snapshots", `${sound} sound, ${missing.length} missing, ${corrupt.length} damaged`],
        ]);
        for (const problem of graphProblems) printLine(output, `graph: ${problem}`);
        for (const id of missing) printLine(output, `missing: ${id}`);
        for (const id of corrupt) printLine(output, `damaged: ${id}`);
      }
      if (graphProblems.length + missing.length + corrupt.length === 0) return;
      if (json !== true && missing.length + corrupt.length > 0) {
        note(output, "fetching the map into this folder again takes what is missing, and what is damaged once removed");
      }
      throw new FailureToldError("the map is not sound");
    });

  const show = map
    .command("show")
    .description("draw a map as an SVG picture, with the robot in it if a host is given")
    .argument("<dir>", "folder with the map");
  withRobotOptions(show, { needsLogin: true, hostHelp: "a robot that is localised in this map, to be drawn too" })
    .option("--out <file>", "the picture (default: DIR.svg beside the folder)")
    .option("--title <text>", "what stands above it (default: the folder)")
    .action(async (dir: string, host: string | undefined, options: ShowOptions) => {
      const graph = await new MapFolder(dir).readGraph();
      const robot = host === undefined ? undefined : await localizationOf(host, options, context);
      if (robot !== undefined && !graph.waypoints.some(({ id }) => id === robot.waypointId)) {
        note(output, "the robot is not localised in this map, and is left out of the picture");
      }
      const file = options.out ?? `${resolve(dir)}.svg`;
      const svg = mapSvg(graph, { title: options.title ?? dir, robot });
      await writeFile(file, svg).catch((error: unknown) => {
        throw new UsageError(`--out ${file}: ${(error as Error).message}`);
      });
      const { anchored, pieces } = mapLayout(graph);
      const facts = { waypoints: graph.waypoints.length, edges: graph.edges.length, anchors: anchored.size, pieces };
      if (options.json === true) printJson(output, { file, ...facts });
      else printLine(output, `${file}  ${facts.waypoints} waypoints, ${facts.edges} edges, ${anchored.size} anchors`);
    });
}

function localizationOf(
  host: string,
  options: RobotOptions,
  context: CommandContext,
): Promise<Localization | undefined> {
  return withRobot(
    host,
    options,
    context,
    async (robot) => {
      const state = await robot.client(GraphNavClient).getLocalizationState({}, { signal: context.signal });
      return state.localization;
    },
    { needsLogin: true },
  );
}
