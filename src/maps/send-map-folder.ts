/** A map in a folder to a robot: the graph, and those snapshots that the robot does not have yet. */
import type { GraphNavClient } from "../services/graph-nav/client.ts";
import { graphProblems } from "../services/graph-nav/graph-problems.ts";
import { sendMap, type SendMapOptions, type SentMap } from "../services/graph-nav/map-transfer.ts";
import { MapFolderError } from "./errors.ts";
import type { MapFolder } from "./map-folder.ts";

/**
 * Send the map of a folder. An interrupted transfer goes on where it was: the robot asks for what it lacks. The robot is
 * not localised to it until told so.
 * @throws {MapFolderError} there is no graph, it is unsound, or a file is damaged; nothing was sent in the first two cases
 * @throws {GraphNavInvalidGraphError | IncompatibleSensorsError | LeaseUseError | LicenseError | ResponseError | RpcError}
 */
export async function sendMapFolder(
  client: Pick<GraphNavClient, "sendGraph" | "clearGraph" | "sendSnapshots">,
  folder: MapFolder,
  options?: SendMapOptions,
): Promise<SentMap> {
  const graph = await folder.readGraph();
  const [problem, ...others] = graphProblems(graph);
  if (problem !== undefined) {
    const more = others.length === 0 ? "" : `, and ${others.length} more problems`;
    throw new MapFolderError("MAP_FOLDER_CORRUPT", folder.path, `its graph is unsound: ${problem}${more}`);
  }
  const waypointSnapshots = { get: (id: string) => folder.readWaypointSnapshot(id) };
  const edgeSnapshots = { get: (id: string) => folder.readEdgeSnapshot(id) };
  return sendMap(client, { graph, waypointSnapshots, edgeSnapshots }, options);
}
