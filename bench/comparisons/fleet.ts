/** A hundred robots and one process that keeps them all. */
import type { Comparison } from "../comparison.ts";
import type { FleetSetup } from "../fleet/contend-fleet.ts";
import { startContenders } from "../processes/contender-process.ts";
import { startRobots } from "../robots/start-robots.ts";
import type { TransportName } from "../servers/open-channel.ts";

const ROBOTS = 100;
const PROCESSES = 2;
/**
 * In place of 333, which is 33 300 states a second of all robots: more than two cores send, let alone send and read. Signs
 * of life would then be late for want of a robot's answer. For the same reason all go before what else the machine does.
 */
const STATE_RATE_HERTZ = 20;

/** State stream, lease and e-stop of each. */
export const fleet: Comparison = {
  name: "fleet",
  what: `${ROBOTS} embedded robots, one process with lease, e-stop and ${STATE_RATE_HERTZ} states a second of each`,
  measures: [
    { name: "states", unit: "a second" },
    { name: "CPU", unit: "% of a core", isLessBetter: true },
    { name: "CPU a state", unit: "µs", isLessBetter: true },
    { name: "memory", unit: "MB a robot", isLessBetter: true },
    { name: "heap", unit: "MB a robot", isLessBetter: true },
    { name: "late check-ins", unit: "of 1000", isLessBetter: true },
    { name: "lateness p99", unit: "ms", isLessBetter: true },
  ],
  rounds: 2,
  warmUps: 0,
  async prepare({ isQuick }) {
    const inEach = (isQuick ? ROBOTS / 10 : ROBOTS) / PROCESSES;
    const processes = await Promise.all(
      Array.from({ length: PROCESSES }, () => startRobots(inEach, { stateRateHertz: STATE_RATE_HERTZ })),
    );
    const places = processes.flatMap((robots) => robots.places);
    const contender = (name: string, variant: TransportName) => ({
      name,
      program: new URL("../fleet/contend-fleet.ts", import.meta.url),
      setup: { places, variant, seconds: isQuick ? 10 : 30 } satisfies FleetSetup,
      flags: ["--expose-gc"],
    });
    const { contenders, close } = await startContenders([
      contender("spotwire on node:http2", "node"),
      contender("spotwire on its own HTTP/2", "own"),
    ]);
    return {
      contenders,
      async close() {
        await close();
        for (const robots of processes) await robots.close();
      },
    };
  },
};
