import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunningCalls } from "../../src/grpc/running-calls.ts";

describe("RunningCalls", () => {
  it("holds what a set would, whatever comes and goes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 200 }), (steps) => {
        const calls = Array.from({ length: 21 }, () => ({ place: -1 }));
        const [running, set] = [new RunningCalls(), new Set<object>()];
        for (const step of steps) {
          const call = calls[step] as { place: number };
          if (set.has(call)) {
            running.remove(call);
            set.delete(call);
          } else {
            running.remove(call); // it is not there: nothing happens
            running.add(call);
            set.add(call);
          }
          expect(running.size).toBe(set.size);
          expect(new Set(running.list())).toEqual(set);
        }
      }),
    );
  });
});
