/** What a program that runs weighs, told to whoever started it. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { RobotPlace } from "../robots/start-robots.ts";

/** What it says. */
export interface Footprint {
  readonly rss: number;
  readonly heap: number;
  /** From the start of the process to the first state of the robot, in milliseconds. */
  readonly readyMs: number;
}

/** What it is told. */
export interface FootprintSetup extends RobotPlace {
  readonly transport?: string;
  readonly staticModule?: string;
}

const SETTLE_MS = 300;
const READS = 20;

/** Weigh a program once it has read the state of its robot a few times, and has let go of what it needed for that. */
export async function weigh(
  prepare: (setup: FootprintSetup) => Promise<() => Promise<number | undefined>>,
): Promise<void> {
  const read = await prepare(JSON.parse(process.argv[2] ?? "{}") as FootprintSetup);
  let readyMs = 0;
  for (let reads = 0; reads < READS; reads++) {
    if ((await read()) !== 12) throw new Error("a state without its joints");
    if (reads === 0) readyMs = performance.now();
  }
  await report(readyMs);
}

/** Say what this process weighs now, and end it. */
export async function report(readyMs: number): Promise<void> {
  await sleep(SETTLE_MS);
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  await sleep(SETTLE_MS);
  const { rss, heapUsed, external } = process.memoryUsage();
  const footprint: Footprint = { rss, heap: heapUsed + external, readyMs };
  process.send?.(footprint, () => process.exit(0));
}
