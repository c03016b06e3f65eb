/** `spotwire map localize|go`: where the robot is in its map, and to a waypoint of it. */
import type { Command } from "commander";
import { aTformB } from "../../geometry/index.ts";
import { findWaypoints } from "../../maps/index.ts";
import type { NavigationFeedbackResponse } from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { Robot } from "../../robot/index.ts";
import {
  GraphNavClient,
  localizeByFiducial,
  localizeNear,
  navigateToWaypoint,
  RobotStateClient,
} from "../../services/index.ts";
import { type DriveOptions, powerOnIfAsked, requireStanding, withDrivenRobot, withDriveOptions } from "../driving.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { messageJson } from "../message-json.ts";
import { parseInteger, parseSeconds } from "../number-options.ts";
import { printJson, printLine } from "../output.ts";
import { ProgressLine } from "../progress-line.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";

interface LocalizeOptions extends RobotOptions {
  readonly waypoint?: string;
  readonly fiducial?: number;
}

interface GoOptions extends DriveOptions {
  readonly within: number;
}

/** Half as often as the robot needs it, so that one slow answer does not end the way. */
const INTERVAL_MS = 250;

/** Add the commands. */
export function addMapNavigationCommands(map: Command, context: CommandContext): void {
  const { output, signal } = context;
  const localize = map.command("localize").description("have the robot find out where in its map it is");
  withRobotOptions(localize, { needsLogin: true })
    .option("--fiducial <number>", "by this fiducial (default: the nearest that it sees)", (text) =>
      parseInteger("--fiducial", text, 1, 2_147_483_647),
    )
    .option("--waypoint <name>", "it stands beside this waypoint, looking the same way: name, id, or how the id begins")
    .action(
      onRobot(context, async (robot, options: LocalizeOptions) => {
        if (options.waypoint !== undefined && options.fiducial !== undefined) {
          throw new UsageError("localise by --fiducial or by --waypoint, not by both");
        }
        const client = robot.client(GraphNavClient);
        const { kinematicState } = await robot.client(RobotStateClient).getRobotState({ signal });
        const odomTformBody = aTformB(kinematicState?.transformsSnapshot ?? {}, "odom", "body") ?? {};
        const call = { odomTformBody, signal };
        const { localization } =
          options.waypoint === undefined
            ? await localizeByFiducial(client, { ...call, fiducialId: options.fiducial })
            : await localizeNear(client, await oneWaypoint(robot, options.waypoint, signal), call);
        if (options.json === true) {
          printJson(output, messageJson("bosdyn.api.graph_nav.Localization", localization ?? {}));
        } else printLine(output, `the robot is at waypoint ${localization?.waypointId ?? "(not told)"}`);
      }),
    );

  const go = map.command("go").description("walk to a waypoint of the map, by the shortest way");
  withDriveOptions(go, { hostIsRequired: true, powersOn: true })
    .argument("<waypoint>", "its name, its id, or how its id begins")
    .option("--within <time>", "give up after this long", (text) => parseSeconds("--within", text), 600)
    .addHelpText(
      "after",
      notes("\nThe robot stands and is localised. Ctrl-C stops it; it stops by itself a second after the link breaks."),
    )
    .action((host: string, text: string, options: GoOptions) =>
      withDrivenRobot(host, options, context, async (driven) => {
        const { robot, signal: driveSignal } = driven;
        const destinationWaypointId = await oneWaypoint(robot, text, driveSignal);
        requireStanding(await powerOnIfAsked(driven, options, context));
        using line = new ProgressLine(output);
        await navigateToWaypoint(
          robot.client(GraphNavClient),
          { destinationWaypointId },
          {
            signal: driveSignal,
            timeoutMs: options.within * 1000,
            intervalMs: INTERVAL_MS,
            onProgress: (feedback) => line.show(`on the way to ${destinationWaypointId}${restText(feedback)}`),
          },
        );
        line.clear();
        if (options.json === true) printJson(output, { waypoint: destinationWaypointId, status: "reached" });
        else printLine(output, `the robot has reached waypoint ${destinationWaypointId}`);
      }),
    );
}

function restText({ remainingRouteLength, remainingRoute }: NavigationFeedbackResponse): string {
  const edges = remainingRoute?.edgeId.length ?? 0;
  return `: ${remainingRouteLength.toFixed(1)} m, ${edges} edges to go`;
}

/** The one waypoint that is meant. @throws {UsageError} there is none, or more than one */
async function oneWaypoint(robot: Robot, text: string, signal: AbortSignal): Promise<string> {
  const graph = await robot.client(GraphNavClient).fetchGraph({ signal });
  const found = findWaypoints(graph, text);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const size = graph.waypoints.length;
  if (size === 0) throw new UsageError("the robot has no map: see spotwire map send and spotwire map record");
  if (found.length > 1)
    throw new UsageError(`${found.length} waypoints are called ${text}: ${found.slice(0, 5).join(", ")}`);
  throw new UsageError(`none of the ${size} waypoints is called ${text}; see: spotwire map status HOST --waypoints`);
}
