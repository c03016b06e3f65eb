/** What goes wrong in a soak: everything that the simulator can do, at intervals that overlap in ever new ways. */
import type { Chance, FaultScript, ScheduledFault } from "../../src/sim/index.ts";

/**
 * A script of one seed. Intervals in milliseconds are short, so that a minute meets every fault.
 * @param pace how much shorter still: 0.25 has everything happen four times as often
 */
export function soakFaults(seed: number, pace = 1): FaultScript {
  const paced = (chance: Chance): Chance =>
    typeof chance === "number" ? chance * pace : [chance[0] * pace, chance[1] * pace];
  const faults: readonly ScheduledFault[] = [
    { fault: "drop-connections", atMs: [12_000, 20_000], everyMs: [15_000, 40_000] },
    { fault: "delay", delayMs: 150, forMs: 3000, atMs: [15_000, 25_000], everyMs: [20_000, 50_000] },
    { fault: "http", status: 502, forMs: 1500, atMs: [20_000, 30_000], everyMs: [25_000, 60_000] },
    {
      fault: "http",
      status: 429,
      forMs: 500,
      service: "robot-state",
      atMs: [22_000, 35_000],
      everyMs: [30_000, 60_000],
    },
    { fault: "expire-tokens", atMs: [18_000, 30_000], everyMs: [40_000, 80_000] },
    { fault: "steal-lease", forMs: 4000, atMs: [25_000, 35_000], everyMs: [45_000, 90_000] },
    { fault: "lose-estop", atMs: [35_000, 45_000], everyMs: [70_000, 120_000] },
    { fault: "behavior-fault", cause: "lease-timeout", atMs: [28_000, 40_000], everyMs: [60_000, 100_000] },
    { fault: "clock-jump", jumpMs: -90_000, atMs: [30_000, 50_000], everyMs: [80_000, 140_000] },
    { fault: "clock-jump", jumpMs: 60_000, atMs: [40_000, 55_000], everyMs: [90_000, 150_000] },
    { fault: "battery", percent: 60, atMs: [10_000, 20_000], everyMs: [60_000, 90_000] },
  ];
  return {
    seed,
    faults: faults.map((fault) => ({
      ...fault,
      atMs: paced(fault.atMs),
      ...(fault.everyMs !== undefined && { everyMs: paced(fault.everyMs) }),
    })),
  };
}
