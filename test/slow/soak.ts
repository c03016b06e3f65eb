/**
 * A soak: a program drives the embedded robot for minutes while everything goes wrong that can, and an observer on a
 * connection of its own watches what must hold at any moment. The same seed gives the same faults.
 */
import { becomeEstop, connect, isEstopped, type Robot, RobotStateClient, SpotError } from "../../src/index.ts";
import { LeaseClient } from "../../src/services/index.ts";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { Driver, type DriverReport } from "./driver.ts";
import { soakFaults } from "./faults.ts";

/** How long, and with what luck. */
export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Faults come so much more often: 0.25 is four times. Default 1. */
  readonly pace?: number;
  /** Hears how it goes on. */
  readonly say: (text: string) => void;
}

/** What came of it. Good if `violations` is empty. */
export interface SoakReport {
  readonly driver: DriverReport;
  /** Faults that happened, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  readonly observations: number;
  /** What must hold and did not, a sentence each. */
  readonly violations: readonly string[];
  /** Growth of the heap from a tenth of the way to the end, in bytes. */
  readonly heapGrowth: number;
}

/** A command lasts 0.6 s, and a robot at 0.4 m/s takes less than a second to stop. */
const STOPS_WITHIN_MS = 3000;
/** The e-stop's own 5 s and 3 s to the cut, and time to sit down. */
const POWERS_OFF_WITHIN_MS = 12_000;

/** Run one. */
export async function soak({ seconds, seed, pace, say }: SoakOptions): Promise<SoakReport> {
  const faults = new Map<string, number>();
  await using simulator = await startSimulator({
    faults: soakFaults(seed, pace),
    onFault: ({ atMs, fault }) => {
      faults.set(fault.fault, (faults.get(fault.fault) ?? 0) + 1);
      say(`${(atMs / 1000).toFixed(1)} s: ${fault.fault}`);
    },
  });
  const violations: string[] = [];
  const over = new AbortController();
  const watch = new AbortController();
  await using robot = await login(simulator, "soak-driver-");
  await using observer = await login(simulator, "soak-observer-");
  const driver = new Driver(robot);
  const observing = observe(observer, watch.signal, violations);

  const driving = driver.run(over.signal);
  let heapEarly = 0;
  const beganAt = performance.now();
  for (let passed = 0; passed < seconds; passed = (performance.now() - beganAt) / 1000) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (heapEarly === 0 && passed > seconds / 10) heapEarly = heapBytes();
    if (Math.floor(passed) % 30 === 29) say(`${Math.floor(passed) + 1} s: ${driver.report.walked} commands to walk`);
  }
  over.abort();
  await driving;
  const heapGrowth = heapBytes() - heapEarly;
  watch.abort();
  const observations = await observing;
  violations.push(...(await atTheEnd(observer)));
  return { driver: driver.report, faults, observations, violations, heapGrowth };
}

async function login(simulator: Simulator, clientNamePrefix: string): Promise<Robot> {
  const { user: username, password } = simulator;
  const credentials = (): Promise<{ username: string; password: string }> => Promise.resolve({ username, password });
  const robot = await connect(`127.0.0.1:${simulator.port}`, {
    roots: simulator.rootsPem,
    clientNamePrefix,
    keepLogin: { credentials, onError: () => undefined },
  });
  await robot.login(username, password);
  return robot;
}

/** Look again and again, and note what must not be. @returns how often it could look */
async function observe(robot: Robot, signal: AbortSignal, violations: string[]): Promise<number> {
  let observations = 0;
  let movingWithoutLeaseSince: number | undefined;
  let poweredWithoutEstopSince: number | undefined;
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    try {
      const call = { timeoutMs: 2000 };
      const { resources } = await robot.client(LeaseClient).listLeases({}, call);
      const estopped = await isEstopped(robot, call);
      const state = await robot.client(RobotStateClient).getRobotState(call);
      observations++;
      const now = performance.now();
      const owner = resources.find(({ resource }) => resource === "body")?.leaseOwner?.clientName ?? "";
      const { x = 0, y = 0 } = state.kinematicState?.velocityOfBodyInOdom?.linear ?? {};
      const isMoving = Math.hypot(x, y) > 0.1 && state.behaviorState?.state === 4;
      movingWithoutLeaseSince =
        isMoving && !owner.startsWith("soak-driver-") ? (movingWithoutLeaseSince ?? now) : undefined;
      const isPowered = state.powerState?.motorPowerState === 2;
      poweredWithoutEstopSince = isPowered && estopped ? (poweredWithoutEstopSince ?? now) : undefined;
      if (now - (movingWithoutLeaseSince ?? now) > STOPS_WITHIN_MS) {
        violations.push(`the robot walked for ${STOPS_WITHIN_MS} ms without a lease of the driver's (owner: ${owner})`);
      }
      if (now - (poweredWithoutEstopSince ?? now) > POWERS_OFF_WITHIN_MS) {
        violations.push(`the motors had power for ${POWERS_OFF_WITHIN_MS} ms although the robot was e-stopped`);
      }
    } catch (error) {
      if (!(error instanceof SpotError)) throw error;
    }
  }
  return observations;
}

/** How the robot must be left: sitting, without power, nobody's, and open to the next program. */
async function atTheEnd(robot: Robot): Promise<string[]> {
  const violations: string[] = [];
  const state = await insist(() => robot.client(RobotStateClient).getRobotState());
  if (state.powerState?.motorPowerState !== 1) violations.push("the motors have power at the end");
  if (state.behaviorState?.state !== 1)
    violations.push(`behaviour state ${state.behaviorState?.state ?? 0} at the end`);
  const { resources } = await insist(() => robot.client(LeaseClient).listLeases({}));
  for (const { resource, leaseOwner } of resources) {
    const owner = leaseOwner?.clientName ?? "";
    if (owner.startsWith("soak")) violations.push(`${resource} still belongs to ${owner} at the end`);
  }
  if (!(await insist(() => isEstopped(robot)))) violations.push("an endpoint still allows power at the end");
  // And whoever comes next can have it.
  await using estop = await insist(() =>
    becomeEstop(robot, { name: "next", timeoutMs: 9000, onStatus: () => undefined }),
  );
  await insist(() => estop.allow());
  if (await insist(() => isEstopped(robot))) violations.push("the next program cannot allow power");
  return violations;
}

/** The last faults may still last. */
async function insist<T>(action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof SpotError) || attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function heapBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}
