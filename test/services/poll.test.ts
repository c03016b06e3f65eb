/** Waiting: what it asks and when, how it ends, and what ends it early. */
import { describe, expect, it } from "vitest";
import type { CallOptions } from "../../src/grpc/index.ts";
import { ClientCancelledOperationError } from "../../src/services/index.ts";
import { Wait } from "../../src/services/poll.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { rejection } from "../support/robots.ts";
import { SkippingClock } from "./skipping-clock.ts";

const DEFAULTS = { timeoutMs: 10_000, intervalMs: 1000 };
const PATH = "/a.B/C";

/** Answers on the n-th question; each takes `callMs`. */
function answerAt(clock: SkippingClock, n: number, callMs = 0): { asked: CallOptions[]; ask: AskFunction } {
  const asked: CallOptions[] = [];
  const ask = (options: CallOptions): Promise<string | undefined> => {
    asked.push(options);
    clock.advance(callMs);
    return Promise.resolve(asked.length >= n ? "done" : undefined);
  };
  return { asked, ask };
}
type AskFunction = (options: CallOptions) => Promise<string | undefined>;

describe("a wait", () => {
  it("asks at once, and needs no time if that is the answer", async () => {
    const clock = new SkippingClock();
    expect(await new Wait({ clock }, DEFAULTS).until(PATH, answerAt(clock, 1).ask)).toBe("done");
    expect(clock.delays).toEqual([]);
  });

  it("asks once an interval, the time that calls take included", async () => {
    const clock = new SkippingClock();
    expect(await new Wait({ clock }, DEFAULTS).until(PATH, answerAt(clock, 4, 300).ask)).toBe("done");
    expect(clock.delays).toEqual([700, 700, 700]);
    const slow = new SkippingClock();
    await new Wait({ clock: slow }, DEFAULTS).until(PATH, answerAt(slow, 3, 1500).ask);
    expect(slow.delays).toEqual([]);
  });

  it("asks a last time when the time is up, and then has no answer", async () => {
    const clock = new SkippingClock();
    const { asked, ask } = answerAt(clock, Infinity);
    const start = clock.now();
    expect(await new Wait({ clock, timeoutMs: 2500 }, DEFAULTS).until(PATH, ask)).toBeUndefined();
    expect(clock.delays).toEqual([1000, 1000, 500]);
    expect(asked).toHaveLength(4);
    expect(clock.now() - start).toBe(2500);
    const late = new SkippingClock();
    expect(await new Wait({ clock: late, timeoutMs: 2500 }, DEFAULTS).until(PATH, answerAt(late, 4).ask)).toBe("done");
  });

  it("gives each call the time that is left, a second at least and 30 s at most", async () => {
    const clock = new SkippingClock();
    const { asked, ask } = answerAt(clock, Infinity);
    const { signal } = new AbortController();
    await new Wait({ clock, signal, timeoutMs: 45_000, intervalMs: 20_000 }, DEFAULTS).until(PATH, ask);
    expect(asked).toEqual([30_000, 25_000, 5000, 1000].map((timeoutMs) => ({ timeoutMs, signal })));
  });

  it("waits on where the time is infinite", async () => {
    const clock = new SkippingClock();
    const wait = new Wait({ clock, timeoutMs: Infinity }, DEFAULTS);
    expect(await wait.until(PATH, answerAt(clock, 100).ask)).toBe("done");
    expect(clock.delays).toHaveLength(99);
  });

  it("ends in the middle of a pause when the caller says so, and leaves nothing behind", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const wait = new Wait({ clock, signal: controller.signal }, DEFAULTS);
    const ended = rejection(wait.until(PATH, () => Promise.resolve(undefined)));
    while (clock.pending === 0) await Promise.resolve();
    controller.abort("enough");
    const error = await ended;
    expect(error).toBeInstanceOf(ClientCancelledOperationError);
    expect(error).toMatchObject({ code: "RPC_CANCELLED", method: PATH, cause: "enough" });
    expect(clock.pending).toBe(0);
  });

  it("does not begin where the caller has ended it before", async () => {
    const clock = new SkippingClock();
    const { asked, ask } = answerAt(clock, 1);
    const wait = new Wait({ clock, signal: AbortSignal.abort() }, DEFAULTS);
    expect(await rejection(wait.until(PATH, ask))).toBeInstanceOf(ClientCancelledOperationError);
    expect(asked).toEqual([]);
  });

  it("passes on what asking throws", async () => {
    const failure = new Error("no");
    const wait = new Wait({ clock: new SkippingClock() }, DEFAULTS);
    expect(await rejection(wait.until(PATH, () => Promise.reject(failure)))).toBe(failure);
  });

  it.each([{ timeoutMs: 0 }, { timeoutMs: NaN }, { intervalMs: -1 }])("refuses %o", (options) => {
    expect(() => new Wait(options, DEFAULTS)).toThrow(RangeError);
  });
});
