/** Telemetry of a Robot's calls: what it said no to, and nothing that is secret. */
import { SpanStatusCode } from "@opentelemetry/api";
import { METRIC_RPC_CLIENT_CALL_DURATION } from "@opentelemetry/semantic-conventions";
import { expect, it } from "vitest";
import { AuthClient } from "../../src/services/auth.ts";
import { RobotIdClient } from "../../src/services/robot-id.ts";
import { RobotStateClient } from "../../src/services/robot-state/client.ts";
import { telemetryInterceptor } from "../../src/telemetry/index.ts";
import { connectTo, rejection, startRobot } from "../support/robots.ts";
import { type Collected, collectTelemetry } from "../support/telemetry.ts";
import type { Robot } from "../../src/robot/robot.ts";
import type { Simulator } from "../../src/sim/index.ts";

async function scene(): Promise<Collected & { readonly robot: Robot; readonly simulator: Simulator }> {
  const collected = collectTelemetry();
  const { tracer, meter } = collected;
  const simulator = await startRobot();
  const robot = await connectTo(simulator, {
    keepLogin: {
      credentials: () => Promise.resolve({ username: simulator.user, password: simulator.password }),
    },
    interceptors: [telemetryInterceptor({ tracer, meter, attributes: { "server.address": "spot-7" } })],
  });
  return { ...collected, robot, simulator };
}

it("tells of every call of a robot's clients", async () => {
  const { robot, simulator, spans, open, durations } = await scene();
  await robot.login(simulator.user, simulator.password);
  await robot.client(RobotIdClient).getRobotId();
  expect(spans.map(({ name }) => name)).toEqual([
    "bosdyn.api.AuthService/GetAuthToken",
    "bosdyn.api.RobotIdService/GetRobotId",
  ]);
  expect(spans.map(({ attributes }) => attributes["server.address"])).toEqual(["spot-7", "spot-7"]);
  expect(spans[0]?.attributes["spotwire.response.status"]).toBe(1);
  expect(await durations(METRIC_RPC_CLIENT_CALL_DURATION)).toHaveLength(2);
  expect(open.size).toBe(0);
});

it("says why the robot said no in a call that is OK", async () => {
  const { robot, simulator, spans } = await scene();
  const refused = await rejection(robot.client(AuthClient).login("user", "not the password"));
  expect(refused).toMatchObject({ code: "AUTH_INVALID_LOGIN" });
  expect(spans[0]?.attributes).toMatchObject({ "rpc.status_code": "OK", "spotwire.response.status": 2 });
  await robot.login(simulator.user, simulator.password);
  spans.length = 0;
  await rejection(robot.client(RobotStateClient).getLinkModel("no such link"));
  const span = spans.find(({ name }) => name.endsWith("GetRobotLinkModel"));
  expect(span?.attributes).toMatchObject({
    "rpc.status_code": "OK",
    "spotwire.response.header_error": "INVALID_REQUEST",
  });
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
});

it("shows each attempt with a renewed token as a call of its own", async () => {
  const { robot, simulator, spans, open } = await scene();
  await robot.login(simulator.user, simulator.password);
  await robot.client(RobotStateClient).getRobotState();
  spans.length = 0;
  simulator.inject({ fault: "expire-tokens" });
  await robot.client(RobotStateClient).getRobotState();
  expect(spans.map(({ name, attributes }) => [name.split("/")[1], attributes["rpc.status_code"]])).toEqual([
    ["GetRobotState", "UNAUTHENTICATED"],
    // The robot answers OK, and refuses the old token in the response; then comes the password.
    ["GetAuthToken", "OK"],
    ["GetAuthToken", "OK"],
    ["GetRobotState", "OK"],
  ]);
  expect(open.size).toBe(0);
});

it("tells neither password nor token", async () => {
  const { robot, simulator, spans, durations } = await scene();
  await rejection(robot.client(RobotStateClient).getRobotState());
  await robot.login(simulator.user, simulator.password);
  await robot.client(RobotStateClient).getRobotState();
  const told = JSON.stringify([
    spans.map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    await durations(METRIC_RPC_CLIENT_CALL_DURATION),
  ]);
  expect(told).toContain("GetRobotState");
  expect(robot.token?.length).toBeGreaterThan(10);
  expect(told).not.toContain(robot.token);
  expect(told).not.toContain(simulator.password);
});
