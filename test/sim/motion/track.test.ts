import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TICK_SECONDS, Track } from "../../../src/sim/motion/track.ts";

describe("a track", () => {
  it("arrives at rest after as many ticks as it was given, from any state", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.integer({ min: 2, max: 400 }),
        (target, velocity, ticks) => {
          const track = new Track(1);
          track.velocity = velocity;
          for (let left = ticks; left > 0; left--) {
            track.steer(target, left);
            track.advance();
          }
          expect(track.position).toBeCloseTo(target, 6);
          expect(track.velocity).toBeCloseTo(0, 6);
        },
      ),
    );
  });

  it("may be given another target on the way", () => {
    const track = new Track();
    for (let left = 100; left > 0; left--) {
      track.steer(left > 50 ? 3 : -2, left);
      track.advance();
    }
    expect(track.position).toBeCloseTo(-2, 9);
    expect(track.velocity).toBeCloseTo(0, 9);
  });

  it("has the velocity it is steered to, within its acceleration", () => {
    const track = new Track();
    track.steerVelocity(10, 4);
    track.advance();
    expect(track.velocity).toBeCloseTo(4 * TICK_SECONDS, 12);
    track.steerVelocity(0.02, 100);
    track.advance();
    expect(track.velocity).toBeCloseTo(0.02, 12);
  });

  it("is continuous from one tick to the next", () => {
    const track = new Track();
    track.steer(1, 40);
    const end = track.at(TICK_SECONDS);
    track.advance();
    expect(track.at(0)).toBe(end);
  });
});
