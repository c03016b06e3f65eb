/** Simulators and connections to them for tests; everything made here is closed after the test that made it. */
import { onTestFinished } from "vitest";
import { type ConnectOptions, connect } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/sim/index.ts";
import { connectTransport } from "./transport.ts";

/** A simulator on a free loopback port. */
export async function startRobot(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A connection to a simulator, not logged in. */
export async function connectTo(simulator: Simulator, options: Partial<ConnectOptions> = {}): Promise<Robot> {
  const robot = await connect(`127.0.0.1:${simulator.port}`, {
    roots: simulator.rootsPem,
    transport: connectTransport,
    ...options,
  });
  onTestFinished(() => robot.close());
  return robot;
}

/** A connection to a new simulator, logged in. */
export async function connectLoggedIn(options: SimulatorOptions = {}): Promise<{ robot: Robot; simulator: Simulator }> {
  const simulator = await startRobot(options);
  const robot = await connectTo(simulator);
  await robot.login(simulator.user, simulator.password);
  return { robot, simulator };
}

/** What a promise rejects with; a promise that resolves fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was expected to reject, but it resolved");
}
