/**
 * A map in a folder to a robot: the graph, and those snapshots that the robot does not have yet. The graph is in memory, and
 * of the snapshots no more than a few chunks.
 */
import type { GraphNavClient } from "../services/graph-nav/client.ts";
import type { EncodedSnapshot } from "../services/graph-nav/encoded-snapshots.ts";
import { graphProblems } from "../services/graph-nav/graph-problems.ts";
import { sendGraphAndSnapshots, type SendMapOptions, type SentMap } from "../services/graph-nav/map-transfer.ts";
import { MapFolderError } from "./errors.ts";
import type { MapFolder } from "./map-folder.ts";

/**
 * Send the map of a folder. An interrupted transfer goes on where it was: the robot asks for what it lacks. The robot is
 * not localised to it until told so.
 * @throws {MapFolderError} there is no graph, it is unsound, or a file is damaged; nothing was sent in the first two cases
 * @throws {GraphNavInvalidGraphError | IncompatibleSensorsError | LeaseUseError | LicenseError | ResponseError | RpcError}
 */
export async function sendMapFolder(
  client: Pick<GraphNavClient, "sendGraph" | "clearGraph" | "sendEncodedSnapshots">,
  folder: MapFolder,
  options: SendMapOptions = {},
): Promise<SentMap> {
  const graph = await folder.readGraph();
  const [problem, ...others] = graphProblems(graph);
  if (problem !== undefined) {
    const more = others.length === 0 ? "" : `, and ${others.length} more problems`;
    throw new MapFolderError("MAP_FOLDER_CORRUPT", folder.path, `its graph is unsound: ${problem}${more}`);
  }
  return sendGraphAndSnapshots<EncodedSnapshot>(client, graph, options, {
    async find(kind, id) {
      const snapshot = await folder.openSnapshot(kind, id);
      return snapshot && { snapshot, byteLength: snapshot.byteLength };
    },
    send: (batch, callOptions) => client.sendEncodedSnapshots(batch, callOptions),
  });
}
