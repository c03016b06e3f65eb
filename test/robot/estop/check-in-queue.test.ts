import { describe, expect, it } from "vitest";
import type { EstopStopLevel } from "../../../src/messages/bosdyn/api/estop.ts";
import { CheckInQueue } from "../../../src/robot/estop/check-in-queue.ts";
import { rejection } from "../../support/robots.ts";
import { settle } from "../../support/settle.ts";

const CUT: EstopStopLevel = 1;
const SETTLE: EstopStopLevel = 2;
const NONE: EstopStopLevel = 4;

/** A queue whose check-ins end when the test says, or when they are given up. */
function scene() {
  const sent: EstopStopLevel[] = [];
  const ends: (() => void)[] = [];
  const queue = new CheckInQueue((level, { signal }) => {
    sent.push(level);
    return new Promise((resolve, reject) => {
      ends.push(resolve);
      signal?.addEventListener("abort", () => reject(new Error("cancelled")));
    });
  });
  const end = async (): Promise<void> => {
    ends.at(-1)?.();
    await settle();
  };
  return { queue, sent, end };
}

describe("CheckInQueue", () => {
  it("sends one at a time, in order", async () => {
    const { queue, sent, end } = scene();
    const all = [NONE, NONE, CUT].map((level) => queue.add(level, {}));
    expect(sent).toEqual([NONE]);
    await end();
    expect(sent).toEqual([NONE, NONE]);
    await end();
    await end();
    await Promise.all(all);
    expect(sent).toEqual([NONE, NONE, CUT]);
  });

  it("gives up what allows more for an urgent one, under way and waiting, and tells both", async () => {
    const { queue, sent, end } = scene();
    const underWay = rejection(queue.add(NONE, {}));
    const waiting = rejection(queue.add(SETTLE, {}));
    const stop = queue.add(CUT, { isUrgent: true });
    await settle();
    expect(sent).toEqual([NONE, CUT]);
    await end();
    await stop;
    expect(await underWay).toMatchObject({ code: "ESTOP_PREEMPTED" });
    expect(await waiting).toMatchObject({ code: "ESTOP_PREEMPTED" });
    expect(sent).toEqual([NONE, CUT]);
  });

  it("joins an urgent one that is under way, however often it is pressed", async () => {
    const { queue, sent, end } = scene();
    const presses = Array.from({ length: 50 }, () => queue.add(CUT, { isUrgent: true }));
    await settle();
    expect(sent).toEqual([CUT]);
    await end();
    await Promise.all(presses);
    expect(sent).toEqual([CUT]);
  });

  it("does not let one that allows more go ahead of a stop, urgent or not", async () => {
    const { queue, sent, end } = scene();
    const stop = queue.add(CUT, { isUrgent: true });
    const settleToo = queue.add(SETTLE, { isUrgent: true });
    const allow = queue.add(NONE, {});
    await end();
    await Promise.all([stop, settleToo]);
    expect(sent).toEqual([CUT, NONE]);
    await end();
    await allow;
  });

  it("does not join one that was itself given up", async () => {
    const { queue, sent, end } = scene();
    const given = rejection(queue.add(SETTLE, { isUrgent: true }));
    const stop = queue.add(CUT, { isUrgent: true });
    const later = queue.add(SETTLE, { isUrgent: true });
    await settle();
    await end();
    await Promise.all([stop, later]);
    expect(await given).toMatchObject({ code: "ESTOP_PREEMPTED" });
    expect(sent).toEqual([SETTLE, CUT]);
  });

  it("ends one with its caller's signal, and goes on", async () => {
    const { queue, sent, end } = scene();
    const leave = new AbortController();
    const left = rejection(queue.add(NONE, { signal: leave.signal }));
    const next = queue.add(NONE, {});
    leave.abort();
    expect(await left).toMatchObject({ message: "cancelled" });
    await end();
    await next;
    expect(sent).toEqual([NONE, NONE]);
  });
});
