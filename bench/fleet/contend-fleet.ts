/** A process with connections to many robots, each with its state stream, its lease and its e-stop, kept by our keepers. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import {
  becomeEstop,
  connect,
  type HeldLease,
  leasesOf,
  type Robot,
  RobotStateStreamingClient,
} from "../../src/index.ts";
import { becomeRealTime } from "../control-loop/real-time.ts";
import { contend } from "../processes/contender-program.ts";
import type { RobotPlace } from "../robots/start-robots.ts";
import { type Figures, quantile } from "../rounds.ts";
import { TRANSPORTS, type TransportName } from "../servers/open-channel.ts";
import { CheckIns } from "./check-ins.ts";

/** What the process is told. */
export interface FleetSetup {
  readonly places: readonly RobotPlace[];
  readonly variant: TransportName;
  readonly seconds: number;
}

/** As leases have it. */
const PERIOD_MS = 2000;
/** More is late: a busy loop may hold a timer up for some milliseconds, and nobody minds. */
const LATE_MS = 250;

interface Kept {
  readonly robot: Robot;
  readonly lease: HeldLease;
  readonly checkIns: CheckIns;
  states: number;
}

await contend<FleetSetup>(({ places, variant, seconds }) => {
  becomeRealTime();
  const before = memory(); // of a process that has not had any robot: it keeps some of what it had for one
  return Promise.resolve(async (): Promise<Figures> => {
    const fleet: Kept[] = [];
    for (const place of places) fleet.push(await keep(place, variant));
    await sleep(2000);
    const checked = fleet.map(({ checkIns }) => checkIns.lateMs.length);
    const statesBefore = statesOf(fleet);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await sleep(seconds * 1000);
    const elapsedSeconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const states = statesOf(fleet) - statesBefore;
    const late = fleet.flatMap(({ checkIns }, i) => checkIns.lateMs.slice(checked[i]));
    const failed = fleet.reduce((sum, { checkIns }) => sum + checkIns.failed, 0);
    const after = memory();
    if (failed > 0 || late.length === 0) throw new Error(`${failed} signs of life failed, of ${late.length}`);
    for (const { robot, lease } of fleet) {
      await lease[Symbol.asyncDispose](); // the next contender wants it
      await robot.close();
    }
    return {
      states: states / elapsedSeconds,
      CPU: ((user + system) / 1e6 / elapsedSeconds) * 100,
      "CPU a state": (user + system) / states,
      memory: (after.rss - before.rss) / places.length / 1e6,
      heap: (after.heap - before.heap) / places.length / 1e6,
      "late check-ins": (late.filter((ms) => ms > LATE_MS).length / late.length) * 1000,
      "lateness p99": Math.max(0, quantile(late, 0.99)),
    };
  });
});

async function keep({ port, roots, user, password }: RobotPlace, variant: TransportName): Promise<Kept> {
  const checkIns = new CheckIns(PERIOD_MS);
  const robot = await connect(`127.0.0.1:${port}`, {
    roots,
    transport: TRANSPORTS[variant],
    channelOptions: () => ({ observer: checkIns.observer }),
  });
  await robot.login(user, password);
  await becomeEstop(robot, { name: "bench", timeoutMs: 60_000, periodMs: PERIOD_MS });
  const lease = await leasesOf(robot).acquire(undefined, { periodMs: PERIOD_MS });
  const kept = { robot, lease, checkIns, states: 0 };
  void count(kept);
  return kept;
}

/** Until the robot is closed. */
async function count(kept: Kept): Promise<void> {
  try {
    for await (const { jointStates } of kept.robot.client(RobotStateStreamingClient).getRobotStateStream()) {
      if (jointStates?.position.length === 12) kept.states++;
    }
  } catch (error) {
    if (!kept.robot.closed.aborted) throw error;
  }
}

function statesOf(fleet: readonly Kept[]): number {
  return fleet.reduce((sum, { states }) => sum + states, 0);
}

function memory(): { readonly rss: number; readonly heap: number } {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}
