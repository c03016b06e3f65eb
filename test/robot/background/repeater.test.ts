import { describe, expect, it } from "vitest";
import { Repeater } from "../../../src/robot/background/repeater.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { settle } from "../../support/settle.ts";

function repeating(answers: readonly (number | undefined)[], tookMs = 0, firstWaitMs?: number) {
  const clock = new ManualClock();
  const over = new AbortController();
  const at: number[] = [];
  const attempt = (): Promise<number | undefined> => {
    at.push(clock.now() - 1000);
    if (tookMs > 0) clock.advance(tookMs);
    return Promise.resolve(answers[Math.min(at.length, answers.length) - 1]);
  };
  const repeater = new Repeater({ attempt, clock, signal: over.signal, firstWaitMs });
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  return { clock, over, at, repeater, advance };
}

describe("Repeater", () => {
  it("attempts at once, and then as often as it is told", async () => {
    const { at, advance } = repeating([100, 50, 50]);
    await settle();
    await advance(99);
    expect(at).toEqual([0]);
    await advance(1);
    await advance(50);
    expect(at).toEqual([0, 100, 150]);
  });

  it("counts what an attempt took as part of the wait", async () => {
    const { at, advance } = repeating([100], 30);
    await settle();
    await advance(70);
    expect(at).toEqual([0, 100]);
  });

  it("waits first where that is asked", async () => {
    const { at, advance } = repeating([100], 0, 40);
    await advance(39);
    expect(at).toEqual([]);
    await advance(1);
    expect(at).toEqual([40]);
  });

  it("goes on at once when it is woken", async () => {
    const { at, repeater, advance } = repeating([100]);
    await settle();
    await advance(10);
    repeater.wake();
    await settle();
    expect(at).toEqual([0, 10]);
    await advance(100);
    expect(at).toEqual([0, 10, 110]);
  });

  it("does not wait after an attempt in the middle of which it was woken", async () => {
    const clock = new ManualClock();
    const over = new AbortController();
    let attempts = 0;
    const attempt = async (): Promise<number> => {
      if (++attempts === 1) repeater.wake();
      await Promise.resolve();
      return 100;
    };
    const repeater = new Repeater({ attempt, clock, signal: over.signal });
    await settle();
    expect([attempts, clock.pending]).toEqual([2, 1]);
    over.abort();
  });

  it("ends with an attempt that says so, and with its signal, leaving no timer", async () => {
    const ended = repeating([undefined]);
    await ended.repeater.ended;
    expect([ended.at.length, ended.clock.pending]).toEqual([1, 0]);
    const aborted = repeating([100]);
    await settle();
    aborted.over.abort();
    await aborted.repeater.ended;
    await aborted.advance(1000);
    expect([aborted.at.length, aborted.clock.pending]).toEqual([1, 0]);
  });
});
