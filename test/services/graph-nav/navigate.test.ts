import { describe, expect, it } from "vitest";
import {
  GraphNavClient,
  localTime,
  navigateAlongRoute,
  NavigationFailedError,
  navigateToSeedPose,
  navigateToWaypoint,
  type NavigateOptions,
} from "../../../src/services/index.ts";
import type { NavigationFeedbackResponse } from "../../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import { rejection } from "../../support/robots.ts";
import { type ScriptedAnswer, scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const FOLLOWING = { status: 1 };
const REACHED = { status: 2 };
const WALL = localTime(1_800_000_000n * 1_000_000_000n);
const ROBOT_CLOCK = { clockIdentifier: "clock-7", toRobotTime: (local: bigint) => (local + 5_000_000_000n) as never };

function scene(
  feedback: readonly ScriptedAnswer[],
  options: NavigateOptions = {},
  navigateTo: readonly ScriptedAnswer[] = [{ status: 1, commandId: 42 }],
) {
  const { client, channel, names } = scripted(
    GraphNavClient,
    {
      NavigateTo: navigateTo,
      NavigateRoute: [{ status: 1, commandId: 43 }],
      NavigateToAnchor: [{ status: 1, commandId: 44 }],
      NavigationFeedback: feedback,
    },
    { robotClock: ROBOT_CLOCK },
  );
  const clock = new SkippingClock();
  const all = { clock, now: () => WALL, ...options };
  const told = () =>
    channel.calls.filter(({ name }) => name === "NavigateTo").map(({ requests: [request] }) => request);
  return { client, channel, names, clock, all, told };
}

describe("navigateToWaypoint", () => {
  it("tells the robot to go on until it is there, for a second each time, as one command", async () => {
    const { client, told, names, all, clock } = scene([FOLLOWING, FOLLOWING, REACHED]);
    const startedAt = clock.now();
    const feedback = await navigateToWaypoint(client, { destinationWaypointId: "w9" }, all);
    expect(feedback.status).toBe(2);
    expect(told().map((request) => request?.["commandId"])).toEqual([0, 42, 42]);
    expect(told()[0]).toMatchObject({
      destinationWaypointId: "w9",
      clockIdentifier: "clock-7",
      endTime: { seconds: 1_800_000_006n },
    });
    expect(names()).toEqual(Array.from({ length: 3 }, () => ["NavigateTo", "NavigationFeedback"]).flat());
    expect(clock.now() - startedAt).toBe(1000);
  });

  const rows: readonly [number, RegExp, boolean][] = [
    [3, /no route/, false],
    [4, /not localised/, false],
    [5, /lost/, false],
    [6, /stuck.*new command/, true],
    [7, /in time/, true],
    [8, /impaired/, false],
    [11, /constraint/, false],
    [12, /took over/, false],
    [13, /on the route/, false],
    [14, /lease/, false],
    [15, /area callback/, false],
    [99, /status 99/, false],
  ];
  for (const [status, text, retryable] of rows) {
    it(`fails at feedback ${status} with what it means, and tells the robot nothing more`, async () => {
      const { client, told, all } = scene([FOLLOWING, { status }]);
      const error = await rejection(navigateToWaypoint(client, {}, all));
      expect(error).toBeInstanceOf(NavigationFailedError);
      expect(error).toMatchObject({ code: "GRAPH_NAV_NAVIGATION_FAILED", status, retryable, feedback: { status } });
      expect((error as Error).message).toMatch(text);
      expect(told()).toHaveLength(2);
    });
  }

  it("gives up when the time is up, and the robot stops for want of a word", async () => {
    const { client, told, all } = scene([FOLLOWING], { timeoutMs: 2000 });
    expect(await rejection(navigateToWaypoint(client, {}, all))).toMatchObject({
      code: "GRAPH_NAV_NAVIGATION_TIMED_OUT",
    });
    expect(told()).toHaveLength(5);
  });

  it("waits for no answer longer than the robot goes on without a word", async () => {
    const { client, channel, all } = scene([FOLLOWING, REACHED], { holdMs: 1200 });
    await navigateToWaypoint(client, {}, all);
    expect(channel.calls.map(({ options }) => options?.timeoutMs)).toEqual([1200, 600, 1200, 600]);
  });

  it("tells the robot again when a word is lost, as a new command while it knows of none", async () => {
    const { client, told, all } = scene([FOLLOWING, REACHED], {}, [
      "DEADLINE_EXCEEDED",
      { status: 1, commandId: 7 },
      "UNAVAILABLE",
      { status: 1, commandId: 7 },
    ]);
    expect((await navigateToWaypoint(client, {}, all)).status).toBe(2);
    expect(told().map((request) => request?.["commandId"])).toEqual([0, 0, 7, 7]);
  });

  it("sends a robot that stopped while the link was lost on its way anew", async () => {
    const ids = [{ status: 1, commandId: 42 }, "DEADLINE_EXCEEDED", { status: 1, commandId: 42 }] as const;
    const { client, told, all } = scene([FOLLOWING, { status: 7 }, REACHED], {}, [
      ...ids,
      { status: 1, commandId: 43 },
    ]);
    expect((await navigateToWaypoint(client, {}, all)).status).toBe(2);
    expect(told().map((request) => request?.["commandId"])).toEqual([0, 42, 42, 0]);
  });

  it("begins a new command where the robot has forgotten the old one while the link was lost", async () => {
    const ids = [{ status: 1, commandId: 42 }, "UNAVAILABLE", { status: 15 }] as const;
    const { client, told, all } = scene([FOLLOWING, REACHED], {}, [...ids, { status: 1, commandId: 43 }]);
    expect((await navigateToWaypoint(client, {}, all)).status).toBe(2);
    expect(told().map((request) => request?.["commandId"])).toEqual([0, 42, 42, 0]);
  });

  it("goes on after lost feedback", async () => {
    const { client, told, all } = scene(["DEADLINE_EXCEEDED", FOLLOWING, REACHED]);
    expect((await navigateToWaypoint(client, {}, all)).status).toBe(2);
    expect(told().map((request) => request?.["commandId"])).toEqual([0, 42, 42]);
  });

  it("gives up a link that stays lost when the time is up, and says what was wrong", async () => {
    const { client, told, all } = scene([FOLLOWING], { timeoutMs: 2000 }, ["UNAVAILABLE"]);
    expect(await rejection(navigateToWaypoint(client, {}, all))).toMatchObject({
      code: "GRAPH_NAV_NAVIGATION_TIMED_OUT",
      cause: { status: "UNAVAILABLE" },
    });
    expect(told()).toHaveLength(5);
  });

  it("ends at once with an error that will not pass", async () => {
    const { client, told, all } = scene([FOLLOWING], {}, ["PERMISSION_DENIED"]);
    expect(await rejection(navigateToWaypoint(client, {}, all))).toMatchObject({ code: "RPC_PERMISSION_DENIED" });
    expect(told()).toHaveLength(1);
  });

  it("does not take feedback without a status for being under way", async () => {
    const { client, told, all } = scene([FOLLOWING, { status: 0 }]);
    expect(await rejection(navigateToWaypoint(client, {}, all))).toMatchObject({ code: "RESPONSE_STATUS_UNSET" });
    expect(told()).toHaveLength(2);
    const bare = {
      navigateTo: () => client.navigateTo(),
      navigationFeedback: () => Promise.resolve({ status: 0 } as NavigationFeedbackResponse),
    };
    expect(await rejection(navigateToWaypoint(bare, {}, all))).toMatchObject({ code: "GRAPH_NAV_NAVIGATION_FAILED" });
  });

  it("ends with the caller's signal", async () => {
    const leave = new AbortController();
    const { client, told, all } = scene([FOLLOWING], { signal: leave.signal, onProgress: () => leave.abort() });
    expect(await rejection(navigateToWaypoint(client, {}, all))).toMatchObject({ status: "CANCELLED" });
    expect(told()).toHaveLength(1);
  });

  it("refuses a hold that would end before the next word", async () => {
    const { client, all } = scene([REACHED]);
    expect(await rejection(navigateToWaypoint(client, {}, { ...all, holdMs: 500 }))).toBeInstanceOf(RangeError);
  });
});

describe("navigateAlongRoute and navigateToSeedPose", () => {
  it("see their own RPCs through", async () => {
    const { client, channel, all, names } = scene([FOLLOWING, REACHED]);
    await navigateAlongRoute(client, { route: { waypointId: ["a", "b"] } }, all);
    expect(channel.calls[0]?.requests[0]).toMatchObject({ route: { waypointId: ["a", "b"] }, commandId: 0 });
    await navigateToSeedPose(client, { seedTformGoal: { position: { x: 1 } } }, all);
    expect(names().filter((name) => name !== "NavigationFeedback")).toEqual([
      "NavigateRoute",
      "NavigateRoute",
      "NavigateToAnchor",
    ]);
  });
});
