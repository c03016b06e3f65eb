import { describe, expect, it } from "vitest";
import { SystemFault_Severity } from "../../../src/messages/bosdyn/api/robot_state.ts";
import { SystemFaults } from "../../../src/sim/faults/system-faults.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

const { SEVERITY_WARN, SEVERITY_CRITICAL } = SystemFault_Severity;
const HOT = { name: "hot", errorMessage: "a motor is hot", attributes: ["motor"], severity: SEVERITY_WARN };

describe("system faults", () => {
  it("last from when they were raised until they are cleared, and are remembered", () => {
    const clock = new ManualSimClock();
    const faults = new SystemFaults(clock);
    faults.raise(HOT);
    clock.advance(1000);
    faults.raise(HOT);
    expect(faults.state()).toMatchObject({ faults: [{ ...HOT, duration: { seconds: 1n } }], historicalFaults: [] });
    faults.clear("hot");
    faults.clear("hot");
    clock.advance(1000);
    expect(faults.state()).toMatchObject({ faults: [], historicalFaults: [{ ...HOT, duration: { seconds: 1n } }] });
  });

  it("are new when they get worse", () => {
    const faults = new SystemFaults(new ManualSimClock());
    faults.raise(HOT);
    const before = faults.state().faults?.[0]?.uuid;
    faults.raise({ ...HOT, severity: SEVERITY_CRITICAL });
    expect(faults.state().faults?.[0]?.uuid).not.toBe(before);
    expect(faults.state().aggregated).toEqual(new Map([["motor", SEVERITY_CRITICAL]]));
    expect(faults.critical).toMatchObject([{ name: "hot" }]);
  });

  it("are remembered twenty at most", () => {
    const faults = new SystemFaults(new ManualSimClock());
    for (let i = 0; i < 30; i++) {
      faults.raise({ ...HOT, name: `f${i}` });
      faults.clear(`f${i}`);
    }
    expect(faults.state().historicalFaults?.map(({ name }) => name)).toEqual(
      Array.from({ length: 20 }, (_, i) => `f${i + 10}`),
    );
  });
});
