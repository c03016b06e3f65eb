/**
 * Fetch the robot's map into a folder that the API's own tools read; run again, it takes what is missing. However large a
 * snapshot is, a few chunks of it are in memory.
 *
 *     SPOTWIRE_PASSWORD=… node map-downloader.mjs HOST[:PORT] USER FOLDER
 */
import process from "node:process";
import { connect } from "spotwire";
import { connectNodeTransport } from "spotwire/grpc";
import { connectOwnTransport } from "spotwire/http2";
import { fetchMapFolder, MapFolder } from "spotwire/maps";
import { GraphNavClient } from "spotwire/services";
import trustAnchor from "trust-anchor.pem";
import { password, print, runProgram } from "./run-program.ts";

runProgram(async ([address = "", user = "user", path = "map"]) => {
  const transport = OWN_HTTP2 ? connectOwnTransport : connectNodeTransport;
  await using robot = await connect(address, { roots: trustAnchor, transport });
  await robot.login(user, password());
  const { graph, fetched, kept, missing, bytes } = await fetchMapFolder(
    robot.client(GraphNavClient),
    new MapFolder(path),
    {
      downloadImages: true,
      onProgress: ({ done, total }) => process.stderr.write(`${done} of ${total} snapshots\n`),
    },
  );
  print({ waypoints: graph.waypoints.length, edges: graph.edges.length, fetched, kept, missing, bytes });
});
