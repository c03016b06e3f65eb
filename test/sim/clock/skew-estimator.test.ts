import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measure, type SkewEstimate, SkewEstimator } from "../../../src/sim/clock/skew-estimator.ts";

function sample(skew: bigint, roundTrip: bigint): SkewEstimate {
  return { skew, roundTrip };
}

describe("measure", () => {
  it("computes offset and delay of an exchange (RFC 5905 §8)", () => {
    // Robot 1000 ahead, 30 there, 10 in the robot, 50 back.
    expect(measure({ clientTx: 0n, serverRx: 1030n, serverTx: 1040n, clientRx: 90n })).toEqual({
      skew: 990n,
      roundTrip: 80n,
    });
  });

  it("says robot time minus client time: a robot that is behind has a negative skew", () => {
    const { skew } = measure({ clientTx: 1000n, serverRx: 10n, serverTx: 20n, clientRx: 1030n });
    expect(skew).toBe(-1000n);
  });

  it("recovers a random skew to within half the round trip, whatever way the delay is split", () => {
    const delay = fc.bigInt({ min: 0n, max: 10n ** 10n });
    const instant = fc.bigInt({ min: 0n, max: 2n * 10n ** 18n });
    const anySkew = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
    fc.assert(
      fc.property(instant, anySkew, delay, delay, delay, (clientTx, skew, there, inside, back) => {
        const serverRx = clientTx + there + skew;
        const serverTx = serverRx + inside;
        const clientRx = clientTx + there + inside + back;
        const found = measure({ clientTx, serverRx, serverTx, clientRx });
        expect(found.roundTrip).toBe(there + back);
        const off = found.skew > skew ? found.skew - skew : skew - found.skew;
        expect(off).toBeLessThanOrEqual(found.roundTrip / 2n + 1n);
        // robot = client + skew: converted so, the instants of the exchange are in the order in which they were.
        expect(clientTx + found.skew).toBeLessThanOrEqual(serverRx + 1n);
        expect(clientRx + found.skew).toBeGreaterThanOrEqual(serverTx - 1n);
      }),
    );
  });
});

describe("SkewEstimator", () => {
  it("has no estimate before three measurements agree", () => {
    const estimator = new SkewEstimator();
    for (let i = 0; i < 2; i++) {
      expect(estimator.add(sample(100n, 10n))).toBe(true);
      expect(estimator.best).toBeUndefined();
    }
    estimator.add(sample(100n, 10n));
    expect(estimator.best).toEqual(sample(100n, 10n));
  });

  it("takes the one with the shortest round trip, which is off by the least", () => {
    const estimator = new SkewEstimator();
    for (const [skew, roundTrip] of [
      [100n, 50n],
      [104n, 10n],
      [90n, 70n],
    ] as const)
      estimator.add(sample(skew, roundTrip));
    expect(estimator.best).toEqual(sample(104n, 10n));
  });

  it("begins anew when a measurement contradicts the one before: a clock was set", () => {
    const estimator = new SkewEstimator();
    for (let i = 0; i < 5; i++) estimator.add(sample(0n, 1000n));
    estimator.add(sample(5_000_000_000n, 1000n));
    expect(estimator.best).toBeUndefined();
    estimator.add(sample(5_000_000_000n, 1000n));
    estimator.add(sample(5_000_000_000n, 1000n));
    expect(estimator.best?.skew).toBe(5_000_000_000n);
  });

  it("begins anew for a step either way", () => {
    const estimator = new SkewEstimator();
    for (let i = 0; i < 3; i++) estimator.add(sample(5_000_000_000n, 1000n));
    estimator.add(sample(-5_000_000_000n, 1000n));
    expect(estimator.best).toBeUndefined();
  });

  it("forgives a jitter that the round trips explain", () => {
    const estimator = new SkewEstimator();
    for (const skew of [0n, 40_000_000n, 0n]) estimator.add(sample(skew, 45_000_000n));
    expect(estimator.best).toBeDefined();
  });

  it("refuses a negative round trip and keeps what it has", () => {
    const estimator = new SkewEstimator();
    for (let i = 0; i < 3; i++) estimator.add(sample(7n, 5n));
    expect(estimator.add(sample(7n, -1n))).toBe(false);
    expect(estimator.best).toEqual(sample(7n, 5n));
  });

  it("takes a round trip of zero", () => {
    expect(new SkewEstimator().add(sample(7n, 0n))).toBe(true);
  });

  it("forgets measurements after ten more, so that a slow drift is followed", () => {
    const estimator = new SkewEstimator();
    estimator.add(sample(0n, 1n));
    for (let i = 0; i < 9; i++) estimator.add(sample(0n, 100n));
    expect(estimator.best?.roundTrip).toBe(1n);
    estimator.add(sample(0n, 100n));
    expect(estimator.best?.roundTrip).toBe(100n);
  });
});
