/**
 * Fetch the robot's map into a folder that the API's own tools read too; run it again, and it takes what is missing.
 *
 *     npx tsx examples/fetch-map.ts FOLDER
 *     npx tsx examples/fetch-map.ts FOLDER --record   # stands up, walks four metres ahead and back, recording, first
 */
import process from "node:process";
import { leasesOf, type Robot, RobotStateClient } from "spotwire";
import { checkMapFolder, fetchMapFolder, MapFolder } from "spotwire/maps";
import {
  GraphNavClient,
  GraphNavRecordingClient,
  localTime,
  powerOnMotors,
  PowerClient,
  RobotCommandClient,
  runRobotCommand,
  safePowerOffMotors,
  standCommand,
  standProgress,
  stopRecordingWhenReady,
  trajectoryCommand,
  trajectoryProgress,
  wallClock,
} from "spotwire/services";
import { say, withRobot } from "./with-robot.ts";

await withRobot(async (robot) => {
  const [path = "map"] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
  if (process.argv.includes("--record")) await recordAWalk(robot);

  const folder = new MapFolder(path);
  // On a connection of its own: whatever else the program does need not wait behind the snapshots.
  const graphNav = robot.client(GraphNavClient, { connection: "bulk" });
  const map = await fetchMapFolder(graphNav, folder, {
    onProgress: ({ done, total, bytes }) => say(`${done} of ${total} snapshots, ${(bytes / 1e6).toFixed(1)} MB`),
  });
  const { graph } = map;
  say(`${graph.waypoints.length} waypoints and ${graph.edges.length} edges are in ${path}`);

  const { missing, corrupt, graphProblems } = await checkMapFolder(folder);
  for (const problem of [...graphProblems, ...missing, ...corrupt]) say(`not sound: ${problem}`);
});

async function recordAWalk(robot: Robot): Promise<void> {
  await robot.timeSync.established();
  await using lease = await leasesOf(robot).acquire();
  const commands = robot.client(RobotCommandClient);
  const recording = robot.client(GraphNavRecordingClient);
  await powerOnMotors(robot.client(PowerClient));
  try {
    await runRobotCommand(commands, standCommand(), standProgress, { intervalMs: 250 });
    await recording.startRecording({ lease: lease.advance() });
    for (const xMeters of [4, -4]) {
      const { kinematicState } = await robot.client(RobotStateClient).getRobotState();
      const transformsSnapshot = kinematicState?.transformsSnapshot;
      const goal = trajectoryCommand({ xMeters, yMeters: 0, frameName: "body", transformsSnapshot });
      // Long enough for the way, and no longer: that is when the robot stops if this program has ended.
      const endTime = localTime(wallClock() + 30_000_000_000n);
      await runRobotCommand(commands, goal, trajectoryProgress, { endTime, timeoutMs: 30_000, intervalMs: 250 });
      say("walked");
    }
    await stopRecordingWhenReady(recording);
  } finally {
    await safePowerOffMotors({ robotCommand: commands, robotState: robot.client(RobotStateClient) });
  }
}
