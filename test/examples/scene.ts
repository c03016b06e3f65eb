/** What the tests of examples share. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type Robot, RobotStateClient } from "../../src/index.ts";
import { LeaseClient } from "../../src/services/index.ts";
import type { Simulator } from "../../src/sim/index.ts";
import { connectLoggedIn } from "../support/robots.ts";
import { type Example, startExample } from "./example-process.ts";

/** Real time passes in these: a robot that stands up and walks. */
export const PATIENCE = { timeout: 90_000 };

/** Start an example against a robot, which the test looks at by a connection of its own. */
export async function scene(
  name: string,
  ...args: string[]
): Promise<{ example: Example; robot: Robot; simulator: Simulator }> {
  const { robot, simulator } = await connectLoggedIn();
  return { example: await startExample(name, simulator, ...args), robot, simulator };
}

/** A folder for the length of a test. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "spotwire-example-test-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Sitting, without power, nobody's: how every program should leave a robot. */
export async function expectAtRest(robot: Robot): Promise<void> {
  const state = await robot.client(RobotStateClient).getRobotState();
  expect(state.powerState?.motorPowerState).toBe(1);
  expect(state.behaviorFaultState?.faults).toEqual([]);
  const { resources } = await robot.client(LeaseClient).listLeases({});
  expect(resources.every(({ leaseOwner }) => (leaseOwner?.clientName ?? "") === "")).toBe(true);
}
