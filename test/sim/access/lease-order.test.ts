import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newestOf, orderOf } from "../../../src/sim/access/lease-order.ts";

const sequence = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });

describe("orderOf", () => {
  for (const [a, b, order] of [
    [[8], [8], "same"],
    [[8, 1], [8, 1], "same"],
    [[9], [8], "newer"],
    [[8, 2], [8, 1], "newer"],
    [[9], [8, 5, 3], "newer"],
    [[8, 1], [8, 2], "older"],
    [[7, 9, 9], [8], "older"],
    [[8], [8, 0], "super"],
    [[8, 0], [8], "sub"],
    [[8, 1, 0], [8, 1], "sub"],
  ] as const) {
    it(`finds [${a.join(",")}] ${order} against [${b.join(",")}]`, () => {
      expect(orderOf(a, b)).toBe(order);
    });
  }

  it("turns round when its sides do", () => {
    const opposite = { same: "same", newer: "older", older: "newer", super: "sub", sub: "super" } as const;
    fc.assert(fc.property(sequence, sequence, (a, b) => opposite[orderOf(a, b)] === orderOf(b, a)));
  });

  it("calls only equal sequences the same", () => {
    fc.assert(fc.property(sequence, sequence, (a, b) => (orderOf(a, b) === "same") === (a.join() === b.join())));
  });

  it("finds newer what was counted up, and a sub-lease what goes on", () => {
    fc.assert(
      fc.property(sequence, fc.nat(9), (a, next) => {
        const counted = [...a.slice(0, -1), (a.at(-1) as number) + 1 + next];
        return orderOf(counted, a) === "newer" && orderOf([...a, next], a) === "sub";
      }),
    );
  });

  it("keeps what was newer newer, whatever is appended to either", () => {
    fc.assert(
      fc.property(sequence, sequence, sequence, sequence, (a, b, tailOfA, tailOfB) => {
        if (orderOf(a, b) !== "newer") return true;
        return orderOf([...a, ...tailOfA], [...b, ...tailOfB]) === "newer";
      }),
    );
  });
});

describe("newestOf", () => {
  it("finds one that none of the others is newer than, or a sub-lease of", () => {
    fc.assert(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 6 }), (sequences) => {
        const newest = newestOf(sequences) as number[];
        return sequences.every((each) => ["same", "older", "super"].includes(orderOf(each, newest)));
      }),
    );
  });

  it("has nothing to find among none", () => {
    expect(newestOf<readonly number[]>([])).toBeUndefined();
  });
});
