/** A map recorded on one robot, taken to another by our own client, and walked there. */
import { describe, expect, it } from "vitest";
import type { Graph } from "../../../src/messages/bosdyn/api/graph_nav/map.ts";
import {
  fetchMap,
  GraphNavClient,
  GraphNavRecordingClient,
  MapProcessingClient,
  NotReadyYetError,
  sendMap,
} from "../../../src/services/index.ts";
import { mapServices } from "../../../src/sim/maps/map-services.ts";
import { openChannel, startServer } from "../../support/channels.ts";
import { rejection } from "../../support/robots.ts";
import { testOptions } from "../../services/support.ts";
import { FakeRobot } from "../perception/fake-robot.ts";

interface Scene {
  readonly robot: FakeRobot;
  readonly nav: GraphNavClient;
  readonly recording: GraphNavRecordingClient;
  readonly processing: MapProcessingClient;
}

async function hosted(robot: FakeRobot): Promise<Scene> {
  const services = mapServices(robot.parts);
  const { port } = await startServer((server) => {
    for (const service of services) service.install(server);
  });
  const channel = openChannel(port);
  const options = testOptions();
  return {
    robot,
    nav: new GraphNavClient(channel, options),
    recording: new GraphNavRecordingClient(channel, options),
    processing: new MapProcessingClient(channel, options),
  };
}

/** Record a square with sides of four metres, round to near its beginning. */
async function recordSquare({ robot, recording }: Scene): Promise<void> {
  robot.place(0, 0);
  await recording.startRecording({ recordingEnvironment: { namePrefix: "square " } });
  for (const [x, y] of [
    [3, 0],
    [6, 0],
    [6, -3.5],
    [2.5, -2],
    [1, -1],
  ] as const)
    robot.walk(x, y);
  await recording.createWaypoint({ waypointName: "end" });
  expect(await rejection(recording.stopRecording())).toBeInstanceOf(NotReadyYetError);
  robot.pass(1);
  await recording.stopRecording();
}

const endTime = (robot: FakeRobot, seconds: number) => ({
  endTime: { seconds: robot.clock.now() / 1_000_000_000n + BigInt(seconds), nanos: 0 },
  clockIdentifier: "clock",
  leases: [{ resource: "body", epoch: "e", sequence: [1] }],
});

describe("a map", () => {
  it("is recorded, downloaded, uploaded to another robot, and walked there", async () => {
    const first = await hosted(new FakeRobot());
    await recordSquare(first);
    const map = await fetchMap(first.nav);
    expect(map.graph.waypoints.length).toBeGreaterThanOrEqual(7);
    expect(map.graph.edges).toHaveLength(map.graph.waypoints.length - 1);
    expect(map.graph.waypoints[0]?.annotations?.name).toBe("square waypoint_0");
    for (const { snapshotId } of map.graph.waypoints) {
      expect(map.waypointSnapshots.get(snapshotId)?.pointCloud?.numPoints).toBeGreaterThan(300);
    }

    const second = await hosted(new FakeRobot().place(0.4, 0.2, 0.3));
    expect((await sendMap(second.nav, map)).response.unknownWaypointSnapshotIds).toHaveLength(
      map.graph.waypoints.length,
    );
    const { localization } = await second.nav.setLocalization({ fiducialInit: 2 });
    const start = map.graph.waypoints[0]?.id ?? "";
    const { localization: now } = await second.nav.getLocalizationState({ waypointId: start });
    expect(localization?.waypointId).not.toBe("");
    expect(now?.waypointTformBody?.position?.x).toBeCloseTo(0.4, 2);
    expect(now?.waypointTformBody?.position?.y).toBeCloseTo(0.2, 2);

    const corner = map.graph.waypoints[3]?.id ?? "";
    const { commandId } = await second.nav.navigateTo({
      destinationWaypointId: corner,
      ...endTime(second.robot, 60),
    });
    expect(await second.nav.navigationFeedback({ commandId })).toMatchObject({ status: 1, commandId });
    second.robot.pass(15);
    const feedback = await second.nav.navigationFeedback({ commandId });
    expect(feedback).toMatchObject({ status: 2, remainingRouteLength: 0, goalStatus: 3 });
    expect(feedback.completedRoute?.waypointIds.at(-1)).toBe(corner);
    const { localization: there } = await second.nav.getLocalizationState({});
    expect(there?.waypointId).toBe(corner);
    expect(
      Math.hypot(there?.waypointTformBody?.position?.x ?? NaN, there?.waypointTformBody?.position?.y ?? NaN),
    ).toBeLessThan(0.01);
  });

  it("keeps its snapshots when the graph is cleared", async () => {
    const scene = await hosted(new FakeRobot());
    await recordSquare(scene);
    const map = await fetchMap(scene.nav);
    await scene.nav.clearGraph({});
    expect((await scene.nav.fetchGraph()).waypoints).toEqual([]);
    expect((await scene.nav.getLocalizationState({})).localization?.waypointId).toBe("");
    const { response } = await sendMap(scene.nav, map);
    expect(response.unknownWaypointSnapshotIds).toEqual([]);
    expect(response.loadedWaypointSnapshotIds).toHaveLength(map.graph.waypoints.length);
  });

  it("gets its loop closed, and an anchoring in which every edge fits", async () => {
    const { nav, processing, ...rest } = await hosted(new FakeRobot());
    await recordSquare({ nav, processing, ...rest });
    const before: Graph = await nav.fetchGraph();
    const topology = await processing.runTopology({ modifyMapOnServer: true });
    expect(topology).toMatchObject({ status: 1, mapOnServerWasModified: true });
    expect(topology.newSubgraph?.edges.length).toBeGreaterThan(0);
    const anchoring = await processing.runAnchoring({ modifyAnchoringOnServer: true });
    expect(anchoring.waypointResults).toHaveLength(before.waypoints.length);
    expect(anchoring.inconsistentEdges).toEqual([]);
    expect(anchoring.worldObjectResults.map(({ id }) => id)).toContain("1");
    const after = await nav.fetchGraph();
    expect(after.edges.length).toBe(before.edges.length + (topology.newSubgraph?.edges.length ?? 0));
    expect(after.anchoring?.anchors).toHaveLength(before.waypoints.length);
    const goal = after.anchoring?.anchors[2];
    const { commandId } = await nav.navigateToAnchor({
      seedTformGoal: goal?.seedTformWaypoint,
      ...endTime(rest.robot, 60),
    });
    rest.robot.pass(20);
    expect(await nav.navigationFeedback({ commandId })).toMatchObject({ status: 2 });
    expect((await nav.getLocalizationState({})).localization?.waypointId).toBe(goal?.id);
  });
});
