/**
 * What each bundled program is for, done once: started by any runtime against a robot, and what comes out held against that
 * robot. No test runner is needed: whatever is wrong is thrown.
 */
import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import type { Program } from "../../examples/bundles/build.ts";
import { connectNodeTransport, GrpcChannel } from "../../src/grpc/index.ts";
import { connect, type Robot, RobotStateClient } from "../../src/index.ts";
import { checkMapFolder, MapFolder, sendMapFolder } from "../../src/maps/index.ts";
import { Graph, WaypointSnapshot } from "../../src/messages/bosdyn/api/graph_nav/map.ts";
import { GraphNavClient, ImageClient, takeImages } from "../../src/services/index.ts";
import type { Simulator } from "../../src/sim/index.ts";
import { type Command, describeEnd, RunningProgram } from "./running-program.ts";

/** Where a program is used. */
export interface Scene {
  readonly simulator: Simulator;
  /** The same robot, by a connection of the test's, logged in. */
  readonly robot: Robot;
  /** For what the program writes. */
  readonly folder: string;
}

/** What was seen of a use. */
export interface Used {
  readonly peakRssBytes: number;
  /** Words on stderr: warnings of the runtime, progress. */
  readonly stderr: string;
}

/** A robot's connection for the scenes of this file. */
export async function lookAt(simulator: Simulator): Promise<Robot> {
  const robot = await connect(`127.0.0.1:${simulator.port}`, { roots: simulator.rootsPem });
  await robot.login(simulator.user, simulator.password);
  return robot;
}

/** Put a map on the robot: so many waypoints, and a snapshot of so many bytes for each. */
export async function putMap(scene: Scene, waypoints: number, snapshotBytes: number): Promise<void> {
  const folder = new MapFolder(join(scene.folder, "sent"));
  const ids = Array.from({ length: waypoints }, (_, i) => `waypoint-${i}`);
  for (const id of ids) {
    const images = [{ shot: { image: { data: new Uint8Array(snapshotBytes).fill(7) } } }];
    await folder.writeWaypointSnapshot(id, WaypointSnapshot.decode(WaypointSnapshot.encode({ id, images })));
  }
  const graph = { waypoints: ids.map((id) => ({ id, snapshotId: id })) };
  await folder.writeGraph(Graph.decode(Graph.encode(graph)));
  await sendMapFolder(scene.robot.client(GraphNavClient), folder);
}

/** Use a program, and hold what it does against the robot. @throws {Error} it did something else */
export async function use(program: Program, command: Command, scene: Scene): Promise<Used> {
  return await USES[program](command, scene);
}

const USES: Readonly<Record<Program, (command: Command, scene: Scene) => Promise<Used>>> = {
  async "robot-id"(command, { simulator }) {
    const running = new RunningProgram(command, [addressOf(simulator)]);
    const [line] = await lines(running, 1);
    assert.equal(line?.["serialNumber"], simulator.serialNumber);
    assert.equal(line["species"], "spot");
    return seen(running);
  },

  async "state-monitor"(command, { simulator, robot }) {
    const { systemFaultState } = await robot.client(RobotStateClient).getRobotState();
    const names = systemFaultState?.faults.map(({ name }) => name);
    assert.ok(names !== undefined && names.length > 0);
    const running = new RunningProgram(command, [addressOf(simulator), simulator.user, "3", "10"], secretOf(simulator));
    for (const line of await lines(running, 3)) {
      assert.ok(Number(line["batteryPercent"]) > 80 && Number(line["batteryPercent"]) <= 100, JSON.stringify(line));
      assert.match(String(line["motors"]), /STATE_OFF$/);
      assert.deepEqual([line["faults"], line["behaviorFaults"]], [names, 0]);
    }
    return seen(running);
  },

  async "map-downloader"(command, scene) {
    const { simulator, robot } = scene;
    const expected = await robot.client(GraphNavClient).fetchGraph();
    const path = join(scene.folder, `fetched-${++folders}`);
    const args = [addressOf(simulator), simulator.user, path];
    const running = new RunningProgram(command, args, secretOf(simulator), 120_000);
    const [line] = await lines(running, 1);
    const { graph, missing, corrupt, graphProblems } = await checkMapFolder(new MapFolder(path));
    assert.deepEqual(graph, expected);
    assert.deepEqual([missing, corrupt, graphProblems], [[], [], []]);
    assert.equal(line?.["fetched"], expected.waypoints.length);
    assert.ok(expected.waypoints.length > 0);
    return seen(running);
  },

  async "image-service"(command, { simulator, robot }) {
    const name = "bundled-camera";
    const listed = async (): Promise<boolean> => (await robot.listServices()).some((entry) => entry.name === name);
    const running = new RunningProgram(command, [addressOf(simulator), simulator.user], secretOf(simulator));
    try {
      const { registered, port } = JSON.parse(await running.firstLine()) as { registered: string; port: number };
      assert.equal(registered, name);
      assert.ok(await listed(), "it is not in the directory");
      await takePicture(port);
      running.kill("SIGTERM");
      const ended = await running.ended;
      assert.equal(ended.how, 0, describeEnd(ended));
      assert.ok(!(await listed()), "it is still in the directory");
      return await seen(running);
    } finally {
      running.kill("SIGKILL");
    }
  },
};

/** So that each download has a folder of its own. */
let folders = 0;

async function takePicture(port: number): Promise<void> {
  const authority = "bundled-camera.spot.robot";
  await using channel = new GrpcChannel({
    authority,
    address: `127.0.0.1:${port}`,
    connect({ signal }) {
      const link = connectTcp(port, "127.0.0.1");
      return connectNodeTransport({ link, address: "camera", origin: `http://${authority}`, signal });
    },
  });
  const client = new ImageClient(channel);
  const [picture] = await takeImages(client, ["grey"]);
  const { rows, cols, data } = picture?.shot?.image ?? {};
  assert.deepEqual([rows, cols, data?.length], [48, 64, 48 * 64]);
  await assert.rejects(takeImages(client, ["nothing"]), { code: "RESPONSE_INVALID_REQUEST" });
}

/** Its output: so many lines of JSON, and nothing went wrong. */
async function lines(running: RunningProgram, count: number): Promise<readonly Record<string, unknown>[]> {
  const ended = await running.ended;
  assert.equal(ended.how, 0, describeEnd(ended));
  const values = ended.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(values.length, count, ended.stdout);
  return values;
}

async function seen(running: RunningProgram): Promise<Used> {
  return { peakRssBytes: running.peakRssBytes, stderr: (await running.ended).stderr };
}

function addressOf({ port }: Simulator): string {
  return `127.0.0.1:${port}`;
}

function secretOf({ password }: Simulator): NodeJS.ProcessEnv {
  return { SPOTWIRE_PASSWORD: password };
}
