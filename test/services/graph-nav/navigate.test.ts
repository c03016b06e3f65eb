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
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const FOLLOWING = { status: 1 };
const REACHED = { status: 2 };
const WALL = localTime(1_800_000_000n * 1_000_000_000n);
const ROBOT_CLOCK = { clockIdentifier: "clock-7", toRobotTime: (local: bigint) => (local + 5_000_000_000n) as never };

function scene(feedback: readonly (object | "UNAVAILABLE")[], options: NavigateOptions = {}) {
  const { client, channel, names } = scripted(
    GraphNavClient,
    {
      NavigateTo: [{ status: 1, commandId: 42 }],
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
