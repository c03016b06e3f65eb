/** What the robot answers to requests about maps that cannot be met. */
import { describe, expect, it } from "vitest";
import {
  type NavigateToAnchorRequestInit,
  type NavigateToRequestInit,
  type NavigateRouteRequestInit,
  type SetLocalizationRequestInit,
} from "../../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import { GraphNavService } from "../../../src/messages/bosdyn/api/graph_nav/graph_nav_service.ts";
import type { EdgeInit, GraphInit } from "../../../src/messages/bosdyn/api/graph_nav/map.ts";
import { MapProcessingService } from "../../../src/messages/bosdyn/api/graph_nav/map_processing_service.ts";
import { GraphNavRecordingService } from "../../../src/messages/bosdyn/api/graph_nav/recording_service.ts";
import { MAX_WAYPOINTS } from "../../../src/sim/maps/map-store.ts";
import type { MappingParts } from "../../../src/sim/maps/robot-map.ts";
import { graphNavRecordingService } from "../../../src/sim/services/graph-nav-recording.ts";
import { graphNavService } from "../../../src/sim/services/graph-nav.ts";
import { mapProcessingService } from "../../../src/sim/services/map-processing.ts";
import { collect } from "../../support/collect.ts";
import { Hosted } from "../hosted.ts";
import { FakeRobot } from "../perception/fake-robot.ts";

const POSE = { position: { x: 2, y: 0, z: 0 }, rotation: { w: 1, x: 0, y: 0, z: 0 } };
const edge = (fromWaypoint: string, toWaypoint: string, fromTformTo: EdgeInit["fromTformTo"] = POSE): EdgeInit => ({
  id: { fromWaypoint, toWaypoint },
  fromTformTo,
});
/** a – b – c, two metres apart, and d by itself. */
const GRAPH: GraphInit = {
  waypoints: ["a", "b", "c", "d"].map((id) => ({ id })),
  edges: [edge("a", "b"), edge("b", "c")],
};
const NO_SIGNAL = new AbortController().signal;

class Maps {
  readonly robot = new FakeRobot();
  readonly nav: Hosted;
  readonly recording: Hosted;
  readonly processing: Hosted;

  constructor(more: Partial<MappingParts> = {}) {
    const map = this.robot.map(more);
    this.nav = new Hosted(graphNavService(map));
    this.recording = new Hosted(graphNavRecordingService(map));
    this.processing = new Hosted(mapProcessingService(map));
  }

  /** With a graph, and localised at its first waypoint. */
  static async localized(more: Partial<MappingParts> = {}): Promise<Maps> {
    const maps = new Maps(more);
    await maps.upload(GRAPH);
    const initialGuess = { waypointId: "a" };
    await maps.nav.unary(GraphNavService.setLocalization, { initialGuess, fiducialInit: 1 });
    return maps;
  }

  upload = (graph: GraphInit, replaceGraph = false) =>
    this.nav.unary(GraphNavService.uploadGraph, { graph, replaceGraph });

  /** What every request to navigate has. */
  timed(more: NavigateToRequestInit = {}): NavigateToRequestInit {
    const endTime = { seconds: this.robot.clock.now() / 1_000_000_000n + 60n };
    return { endTime, clockIdentifier: "clock", leases: [{ resource: "body", sequence: [1] }], ...more };
  }

  navigateTo = (destinationWaypointId: string, more: NavigateToRequestInit = {}) =>
    this.nav.unary(GraphNavService.navigateTo, this.timed({ destinationWaypointId, ...more }));
}

describe("NavigateTo", () => {
  it.each<[string, number, (maps: Maps) => NavigateToRequestInit]>([
    ["without a clock", 2, () => ({ clockIdentifier: "" })],
    ["with an unknown clock", 2, () => ({ clockIdentifier: "sundial" })],
    ["whose time is over", 3, ({ robot }) => ({ endTime: { seconds: robot.clock.now() / 1_000_000_000n } })],
    ["without an end", 3, () => ({ endTime: undefined })],
    ["for a day", 4, ({ robot }) => ({ endTime: { seconds: robot.clock.now() / 1_000_000_000n + 86_400n } })],
    [
      "of a robot that sits",
      5,
      ({ robot }) => {
        robot.locomotion.sit();
        return {};
      },
    ],
    ["to nowhere", 7, () => ({ destinationWaypointId: "z" })],
    ["to where no edge leads", 8, () => ({ destinationWaypointId: "d" })],
    ["that goes on with nothing", 15, () => ({ commandId: 99 })],
    ["that is possible", 1, () => ({})],
  ])("%s has its status", async (_what, status, more) => {
    const maps = await Maps.localized({ knowsClock: (id) => id === "clock" });
    const request = more(maps);
    const response = await maps.navigateTo("c", request);
    expect(response.status).toBe(status);
    expect(response.commandId !== 0).toBe(status === 1);
  });

  it("is refused while the robot records, and recording while it navigates", async () => {
    const maps = await Maps.localized();
    await maps.recording.unary(GraphNavRecordingService.startRecording, {});
    expect((await maps.navigateTo("c")).status).toBe(6);
    maps.robot.pass(1);
    await maps.recording.unary(GraphNavRecordingService.stopRecording, {});
    expect((await maps.navigateTo("c")).status).toBe(1);
    expect((await maps.recording.unary(GraphNavRecordingService.startRecording, {})).status).toBe(3);
  });

  it("is refused to a robot that does not know where it is", async () => {
    const maps = new Maps();
    await maps.upload(GRAPH);
    expect((await maps.navigateTo("c")).status).toBe(13);
  });

  it("is refused without a good lease, and changes nothing", async () => {
    const maps = await Maps.localized();
    maps.robot.leaseStatus = 2;
    const response = await maps.navigateTo("c", { leases: [] });
    expect(response).toMatchObject({ status: 0, commandId: 0, leaseUseResults: [{ status: 2 }] });
    expect(maps.robot.locomotion.posture).toBe("standing");
  });

  it("goes on with an earlier command until a new end, whatever else the request says", async () => {
    const maps = await Maps.localized();
    const soon = { seconds: maps.robot.clock.now() / 1_000_000_000n + 1n };
    const { commandId } = await maps.navigateTo("c", { endTime: soon });
    maps.robot.pass(0.5);
    expect(await maps.navigateTo("z", { commandId })).toMatchObject({ status: 1, commandId });
    maps.robot.pass(6);
    expect((await maps.nav.unary(GraphNavService.navigationFeedback, {})).status).toBe(2);
    expect(maps.robot.locomotion.place.x).toBeCloseTo(4);
  });

  it("times out, is overridden, and gets stuck", async () => {
    const maps = await Maps.localized();
    const status = async (commandId: number) =>
      (await maps.nav.unary(GraphNavService.navigationFeedback, { commandId })).status;
    const endTime = { seconds: maps.robot.clock.now() / 1_000_000_000n + 1n };
    const { commandId: late } = await maps.navigateTo("c", { endTime });
    maps.robot.pass(2);
    expect(await status(late)).toBe(7);
    expect((await maps.navigateTo("c", { commandId: late })).status).toBe(15);
    const { commandId: old } = await maps.navigateTo("c");
    const { commandId: stuck } = await maps.navigateTo("c");
    expect(await status(old)).toBe(12);
    maps.robot.locomotion.isBlocked = (x) => x > 1.5;
    maps.robot.pass(3);
    expect(await status(stuck)).toBe(6);
    expect((await maps.navigateTo("c", { commandId: stuck })).status).toBe(14);
  });

  it("loses its route with the graph", async () => {
    const maps = await Maps.localized();
    const { commandId } = await maps.navigateTo("c");
    await maps.nav.unary(GraphNavService.clearGraph, {});
    expect((await maps.nav.unary(GraphNavService.navigationFeedback, { commandId })).status).toBe(3);
    expect((await maps.navigateTo("c", { commandId })).status).toBe(12);
  });

  it("goes around a blocked edge where there is another way", async () => {
    const maps = await Maps.localized();
    const up = { position: { x: 0, y: 2, z: 0 } };
    await maps.upload({
      waypoints: [{ id: "e" }, { id: "f" }],
      edges: [
        edge("a", "e", { ...POSE, ...up }),
        edge("e", "f"),
        edge("f", "b", { ...POSE, position: { x: 0, y: -2 } }),
      ],
    });
    maps.robot.locomotion.isBlocked = (x, y) => x > 0.8 && x < 1.2 && y < 1;
    const { commandId } = await maps.navigateTo("b");
    maps.robot.pass(12);
    const feedback = await maps.nav.unary(GraphNavService.navigationFeedback, { commandId });
    expect(feedback.status).toBe(2);
    expect(feedback.completedRoute?.waypointIds.slice(-3)).toEqual(["e", "f", "b"]);
  });
});

describe("NavigateRoute and NavigateToAnchor", () => {
  it.each<[string, number, NavigateRouteRequestInit]>([
    [
      "through an unknown waypoint",
      8,
      { route: { waypointId: ["a", "z"], edgeId: [{ fromWaypoint: "a", toWaypoint: "z" }] } },
    ],
    ["through nothing", 8, {}],
    [
      "whose edges do not join it",
      9,
      { route: { waypointId: ["a", "c"], edgeId: [{ fromWaypoint: "a", toWaypoint: "b" }] } },
    ],
    [
      "that the robot is not on",
      16,
      {
        route: { waypointId: ["b", "c"], edgeId: [{ fromWaypoint: "b", toWaypoint: "c" }] },
        routeFollowParams: { newCmdBehavior: 3 },
      },
    ],
    ["that is there", 1, { route: { waypointId: ["c", "b"], edgeId: [{ fromWaypoint: "b", toWaypoint: "c" }] } }],
  ])("a route %s has its status", async (_what, status, request) => {
    const maps = await Maps.localized();
    const { endTime, clockIdentifier, leases } = maps.timed();
    const all = { endTime, clockIdentifier, leases, ...request };
    expect((await maps.nav.unary(GraphNavService.navigateRoute, all)).status).toBe(status);
    maps.robot.pass(9);
    if (status === 1) expect(maps.robot.locomotion.place.x).toBeCloseTo(2);
  });

  it.each<[string, number, NavigateToAnchorRequestInit, boolean]>([
    ["without anchors", 7, { seedTformGoal: POSE }, false],
    ["that is no pose", 16, { seedTformGoal: { rotation: { w: 2 } } }, true],
    ["far away", 16, { seedTformGoal: { position: { x: 50 } } }, true],
    ["by its coordinates on earth", 18, { gpsNavigationParams: {} }, true],
    ["near an anchor", 1, { seedTformGoal: { position: { x: 2.2, y: 0.3 } } }, true],
  ])("a goal %s has its status", async (_what, status, request, generateNewAnchoring) => {
    const maps = await Maps.localized();
    await maps.nav.unary(GraphNavService.uploadGraph, { graph: {}, generateNewAnchoring });
    const { endTime, clockIdentifier, leases } = maps.timed();
    const all = { endTime, clockIdentifier, leases, ...request };
    expect((await maps.nav.unary(GraphNavService.navigateToAnchor, all)).status).toBe(status);
    maps.robot.pass(5);
    const { x, y } = maps.robot.locomotion.place;
    if (status === 1) expect(Math.hypot(x - 2.2, y - 0.3)).toBeLessThan(1e-6);
  });
});

describe("UploadGraph", () => {
  it.each<[string, number, GraphInit]>([
    ["an edge both ways", 4, { ...GRAPH, edges: [edge("a", "b"), edge("b", "a")] }],
    ["an edge to nowhere", 4, { ...GRAPH, edges: [edge("a", "z")] }],
    ["an edge to itself", 4, { ...GRAPH, edges: [edge("a", "a")] }],
    ["a quaternion of length two", 4, { ...GRAPH, edges: [edge("a", "b", { rotation: { w: 2 } })] }],
    ["an edge without a transform", 4, { ...GRAPH, edges: [{ id: { fromWaypoint: "a", toWaypoint: "b" } }] }],
    ["two waypoints of one name", 4, { waypoints: [{ id: "a" }, { id: "a" }] }],
    ["a waypoint without a name", 4, { waypoints: [{}] }],
    ["an anchor of no waypoint", 4, { anchoring: { anchors: [{ id: "z", seedTformWaypoint: POSE }] } }],
    ["too many waypoints", 3, { waypoints: Array.from({ length: MAX_WAYPOINTS + 1 }, (_, i) => ({ id: `${i}` })) }],
    [
      "an area callback that nobody serves",
      6,
      {
        ...GRAPH,
        edges: [{ ...edge("a", "b"), annotations: { areaCallbacks: new Map([["x", { serviceName: "door" }]]) } }],
      },
    ],
    ["nothing wrong", 1, GRAPH],
  ])("with %s has its status", async (_what, status, graph) => {
    const maps = new Maps();
    const response = await maps.upload(graph);
    expect(response.status).toBe(status);
    expect(response.validationStatus === undefined).toBe(status !== 4);
    const { graph: kept } = await maps.nav.unary(GraphNavService.downloadGraph, {});
    expect(kept?.waypoints.length).toBe(status === 1 ? 4 : 0);
  });

  it("joins what is there, or takes its place", async () => {
    const maps = new Maps();
    await maps.upload(GRAPH);
    expect(await maps.upload({ waypoints: [{ id: "e" }], edges: [edge("c", "e")] })).toMatchObject({ status: 1 });
    const ids = async () =>
      (await maps.nav.unary(GraphNavService.downloadGraph, {})).graph?.waypoints.map(({ id }) => id);
    expect(await ids()).toEqual(["a", "b", "c", "d", "e"]);
    expect(await maps.upload({ waypoints: [{ id: "f" }] }, true)).toMatchObject({ status: 1, replacedGraph: true });
    expect(await ids()).toEqual(["f"]);
  });

  it("and ClearGraph are refused while the robot records", async () => {
    const maps = new Maps();
    await maps.recording.unary(GraphNavRecordingService.startRecording, {});
    expect((await maps.upload(GRAPH)).header?.error?.code).toBe(3);
    expect((await maps.nav.unary(GraphNavService.clearGraph, {})).status).toBe(2);
  });
});

describe("SetLocalization", () => {
  it.each<[string, number, SetLocalizationRequestInit, boolean]>([
    ["without a map", 12, {}, false],
    ["at an unknown waypoint", 3, { initialGuess: { waypointId: "z" } }, true],
    ["by a guess of nothing", 3, { fiducialInit: 1 }, true],
    ["by fiducials that no snapshot has", 8, {}, true],
    ["by a guess", 1, { fiducialInit: 1, initialGuess: { waypointId: "b" } }, true],
  ])("%s has its status", async (_what, status, request, hasMap) => {
    const maps = new Maps();
    if (hasMap) await maps.upload(GRAPH);
    const response = await maps.nav.unary(GraphNavService.setLocalization, request);
    expect(response.status).toBe(status);
    expect(response.localization === undefined).toBe(status !== 1);
  });

  it("by a guess is held against what the robot sees, and improved", async () => {
    const maps = new Maps();
    const { createdWaypoint } = await maps.recording.unary(GraphNavRecordingService.startRecording, {});
    const waypointId = createdWaypoint?.id ?? "";
    const guess = (x: number, y: number) =>
      maps.nav.unary(GraphNavService.setLocalization, {
        fiducialInit: 1,
        initialGuess: { waypointId, waypointTformBody: { position: { x, y } } },
        maxDistance: 0.5,
      });
    maps.robot.place(0.5, -0.3, 0.2);
    const good = await guess(0.8, -0.1);
    expect(good).toMatchObject({ status: 1, qualityCheckResult: 1 });
    expect(good.localization?.waypointTformBody?.position?.x).toBeCloseTo(0.5, 1);
    expect(good.localization?.waypointTformBody?.position?.y).toBeCloseTo(-0.3, 1);
    expect(await guess(4, 2)).toMatchObject({ status: 5, qualityCheckResult: 2 });
  });
});

describe("recording", () => {
  it("refuses what it cannot do", async () => {
    const maps = new Maps();
    const { recording, robot } = maps;
    expect((await recording.unary(GraphNavRecordingService.createWaypoint, {})).status).toBe(2);
    expect((await recording.unary(GraphNavRecordingService.createEdge, {})).status).toBe(3);
    const missing = await recording.unary(GraphNavRecordingService.startRecording, { requireFiducials: [1, 77] });
    expect(missing).toMatchObject({ status: 5, missingFiducials: [77] });
    await maps.upload(GRAPH);
    expect((await recording.unary(GraphNavRecordingService.startRecording, {})).status).toBe(4);
    await maps.nav.unary(GraphNavService.setLocalization, { fiducialInit: 1, initialGuess: { waypointId: "a" } });
    robot.place(0, -4);
    expect((await recording.unary(GraphNavRecordingService.startRecording, {})).status).toBe(10);
    robot.place(0, -1);
    expect((await recording.unary(GraphNavRecordingService.startRecording, {})).status).toBe(1);
    const create = (each: EdgeInit) => recording.unary(GraphNavRecordingService.createEdge, { edge: each });
    expect((await create(edge("b", "a"))).status).toBe(2);
    expect((await create(edge("b", "z"))).status).toBe(4);
    expect((await create({ id: { fromWaypoint: "a", toWaypoint: "d" } })).status).toBe(5);
    expect((await create(edge("a", "d"))).status).toBe(1);
  });

  it("makes a waypoint every two metres, and edges as long as the way between", async () => {
    const maps = new Maps();
    await maps.recording.unary(GraphNavRecordingService.startRecording, {});
    maps.robot.walk(5, -1);
    const { graph } = await maps.nav.unary(GraphNavService.downloadGraph, {});
    expect(graph?.waypoints).toHaveLength(3);
    for (const { fromTformTo } of graph?.edges ?? []) {
      expect(Math.hypot(fromTformTo?.position?.x ?? NaN, fromTformTo?.position?.y ?? NaN)).toBeCloseTo(2, 0);
    }
  });
});

describe("snapshots and processing", () => {
  it("are refused where a snapshot is missing", async () => {
    const { nav, processing } = await Maps.localized();
    const waypoint = { waypointSnapshotId: "x" };
    expect(await collect(nav.streaming(GraphNavService.downloadWaypointSnapshot, waypoint, NO_SIGNAL))).toMatchObject([
      { status: 2 },
    ]);
    const edgeRequest = { edgeSnapshotId: "x" };
    expect(await collect(nav.streaming(GraphNavService.downloadEdgeSnapshot, edgeRequest, NO_SIGNAL))).toMatchObject([
      { status: 2 },
    ]);
    const topology = await collect(processing.streaming(MapProcessingService.processTopology, {}, NO_SIGNAL));
    expect(topology).toMatchObject([{ status: 2, missingWaypointIds: ["a", "b", "c", "d"] }]);
    const params = { optimizerParams: { maxIters: { value: -1 } } };
    const bad = await collect(processing.streaming(MapProcessingService.processAnchoring, { params }, NO_SIGNAL));
    expect(bad).toMatchObject([{ status: 5 }]);
  });
});
