import { describe, expect, it } from "vitest";
import { StepDetector } from "../../../src/robot/time/step-detector.ts";
import { localTime } from "../../../src/services/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";

describe("StepDetector", () => {
  it("notices a wall clock that was set, in either direction, but not one that runs", () => {
    const clock = new ManualClock();
    let offsetMs = 5000;
    const now = () => localTime(BigInt(Math.round((clock.now() + offsetMs) * 1e6)));
    const steps = new StepDetector(now, clock);
    clock.advance(3_600_000);
    expect(steps.hasStepped).toBe(false);
    offsetMs += 49;
    expect(steps.hasStepped).toBe(false);
    offsetMs += 2;
    expect(steps.hasStepped).toBe(true);
    steps.mark();
    expect(steps.hasStepped).toBe(false);
    offsetMs -= 10_000;
    expect(steps.hasStepped).toBe(true);
  });

  it("is not misled when the program is put aside between one clock and the other", () => {
    const clock = new ManualClock();
    let pauseMs = 0;
    const now = () => {
      clock.advance(pauseMs);
      pauseMs = 0;
      return localTime(BigInt(Math.round(clock.now() * 1e6)));
    };
    const steps = new StepDetector(now, clock);
    pauseMs = 120;
    expect(steps.hasStepped).toBe(false);
    pauseMs = 120;
    steps.mark();
    expect(steps.hasStepped).toBe(false);
  });
});
