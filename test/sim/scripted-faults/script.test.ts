import { describe, expect, it } from "vitest";
import type { Fault, FaultScript } from "../../../src/sim/index.ts";
import { checkFaultScript, FAULT_KINDS, readFaultScript } from "../../../src/sim/index.ts";
import { runScript } from "../../../src/sim/scripted-faults/run-script.ts";
import { Schedule } from "../../../src/sim/scripted-faults/schedule.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { settle } from "../../support/settle.ts";

const SCRIPT: FaultScript = {
  faults: [
    { fault: "drop-connections", atMs: [0, 10_000], everyMs: [1000, 5000] },
    { fault: "battery", percent: 5, atMs: 3000 },
    { fault: "expire-tokens", atMs: [2000, 4000] },
  ],
};

function times(script: FaultScript, count = 20): [number, string][] {
  const schedule = new Schedule(script);
  return Array.from({ length: count }, () => schedule.next()).flatMap((due) =>
    due === undefined ? [] : [[due.atMs, due.fault.fault] satisfies [number, string]],
  );
}

describe("a schedule", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(times({ ...SCRIPT, seed: 7 })).toEqual(times({ ...SCRIPT, seed: 7 }));
    expect(times({ ...SCRIPT, seed: 7 })).not.toEqual(times({ ...SCRIPT, seed: 8 }));
    expect(times(SCRIPT)).toEqual(times({ ...SCRIPT, seed: 1 }));
  });

  it("keeps to its chances and intervals, in order", () => {
    for (let seed = 0; seed < 200; seed++) {
      const all = times({ ...SCRIPT, seed });
      expect(all.map(([atMs]) => atMs)).toEqual(all.map(([atMs]) => atMs).sort((a, b) => a - b));
      expect(all.find(([, fault]) => fault === "battery")?.[0]).toBe(3000);
      const drops = all.filter(([, fault]) => fault === "drop-connections").map(([atMs]) => atMs);
      expect(drops[0]).toBeLessThanOrEqual(10_000);
      const gaps = drops.slice(1).map((atMs, i) => atMs - (drops[i] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(5000);
    }
  });

  it("does not move a row when another is added", () => {
    const longer = { ...SCRIPT, faults: [...SCRIPT.faults, { fault: "lose-estop", atMs: [0, 9000] } as const] };
    const without = times(longer, 21).filter(([, fault]) => fault !== "lose-estop");
    expect(times(SCRIPT, 20)).toEqual(without.slice(0, 20));
  });
});

describe("running a script", () => {
  it("makes each fault happen at its instant of the robot's time, and ends with its signal", async () => {
    const clock = new ManualSimClock();
    const closing = new AbortController();
    const happened: [number, Fault["fault"]][] = [];
    const inject = ({ fault }: Fault): void => void happened.push([clock.uptimeMs(), fault]);
    const faults = [
      { fault: "lose-estop", atMs: 0 },
      { fault: "expire-tokens", atMs: 500, everyMs: 1000 },
    ] as const;
    const running = runScript({ faults }, { clock, inject, signal: closing.signal });
    for (let i = 0; i < 3; i++) {
      await settle();
      clock.advance(500);
      await settle();
    }
    expect(happened).toEqual([
      [0, "lose-estop"],
      [500, "expire-tokens"],
      [1500, "expire-tokens"],
    ]);
    closing.abort();
    await running;
  });
});

describe("reading a script", () => {
  it("takes every kind of fault", () => {
    const more: Readonly<Record<string, object>> = {
      delay: { delayMs: 100, forMs: 1000, service: "lease" },
      http: { status: 502, forMs: 1000 },
      "steal-lease": { forMs: 1000 },
      battery: { percent: 5 },
      "behavior-fault": { cause: "fall" },
      "clock-jump": { jumpMs: -3000 },
    };
    const faults = FAULT_KINDS.map((fault) => ({ fault, atMs: [0, 10], ...more[fault] }));
    expect(readFaultScript(JSON.stringify({ seed: 3, faults })).faults).toHaveLength(9);
  });

  const bad: readonly [unknown, RegExp][] = [
    [[], /a fault script: must be an object/],
    [{}, /faults: must be a list/],
    [{ faults: [], sed: 1 }, /no field sed/],
    [{ faults: [], seed: 1.5 }, /seed: must be an integer/],
    [{ faults: [7] }, /faults\[0\]: must be an object/],
    [{ faults: [{ fault: "explode", atMs: 0 }] }, /faults\[0\]\.fault: must be one of drop-connections, /],
    [{ faults: [{ fault: "lose-estop" }] }, /faults\[0\]\.atMs/],
    [{ faults: [{ fault: "lose-estop", atMs: [5, 1] }] }, /faults\[0\]\.atMs: .*\[least, most\]/],
    [{ faults: [{ fault: "lose-estop", atMs: 0, everyMs: 0 }] }, /faults\[0\]\.everyMs: must be 10 ms or more/],
    [{ faults: [{ fault: "http", atMs: 0, status: 200, forMs: 1 }] }, /faults\[0\]\.status/],
    [{ faults: [{ fault: "battery", atMs: 0, percent: 101 }] }, /faults\[0\]\.percent/],
    [{ faults: [{ fault: "battery", atMs: 0, percent: "5" }] }, /faults\[0\]\.percent/],
    [{ faults: [{ fault: "battery", atMs: 0, percent: 5, forMs: 5 }] }, /no field forMs, only percent, atMs, everyMs/],
    [{ faults: [{ fault: "behavior-fault", atMs: 0, cause: "boredom" }] }, /cause: must be one of fall/],
  ];
  for (const [script, message] of bad) {
    it(`names the place in ${JSON.stringify(script)}`, () => {
      expect(() => checkFaultScript(script)).toThrow(RangeError);
      expect(() => checkFaultScript(script)).toThrow(message);
    });
  }
});
