/** A program's log lines on their way into the robot's log. */
import { describe, expect, it } from "vitest";
import { DataBufferClient, localTime, TextLog } from "../../../src/services/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { type Scripted, scripted, type ScriptedAnswer } from "../scripted-answers.ts";

interface Setup extends Scripted<DataBufferClient> {
  readonly log: TextLog;
  readonly clock: ManualClock;
  readonly errors: unknown[];
  /** How many messages each call carried. */
  readonly sizes: () => number[];
}

function make(...answers: ScriptedAnswer[]): Setup {
  const robot = scripted(DataBufferClient, { RecordTextMessages: answers }, { robotClock: undefined });
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const log = new TextLog(robot.client, {
    source: "tester",
    clock,
    now: () => localTime(5n),
    onError: (error) => errors.push(error),
  });
  const sizes = (): number[] =>
    robot.channel.calls.map(({ requests }) => (requests[0]?.["textMessages"] as readonly unknown[]).length);
  return { ...robot, log, clock, errors, sizes };
}

function write(log: TextLog, count: number): void {
  for (let index = 0; index < count; index++) log.write(2, `line ${index}`);
}

describe("a text log", () => {
  it("sends what there is a second after the last message", async () => {
    const { log, clock, channel, sizes } = make({});
    log.write(3, "careful", { tag: "arm", filename: "arm.ts", lineNumber: 12 });
    clock.advance(600);
    log.write(1, "still here");
    clock.advance(999);
    expect(channel.calls).toEqual([]);
    clock.advance(1);
    await log.flush();
    expect(sizes()).toEqual([2]);
    expect(channel.lastRequest["textMessages"]).toMatchObject([
      { level: 3, message: "careful", source: "tester", tag: "arm", filename: "arm.ts", lineNumber: 12 },
      // No robot clock: the robot dates it when it receives it.
      { level: 1, message: "still here", timestamp: undefined },
    ]);
    expect(channel.calls[0]?.options).toMatchObject({ timeoutMs: 1000 });
  });

  it("sends ten at once, and what came meanwhile right after", async () => {
    const { log, clock, sizes } = make({});
    write(log, 13);
    await log.flush();
    expect(sizes().reduce((sum, each) => sum + each)).toBe(13);
    expect(sizes()[0]).toBeGreaterThanOrEqual(10);
    expect(clock.pending).toBe(0);
  });

  it("tries a batch twice, and again later with what came after it", async () => {
    const { log, clock, errors, sizes } = make("UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE", {});
    write(log, 1);
    await log.flush();
    expect(sizes()).toEqual([1, 1]);
    expect(errors).toMatchObject([{ status: "UNAVAILABLE" }]);
    write(log, 1);
    clock.advance(1000);
    await log.flush();
    expect(sizes()).toEqual([1, 1, 2, 2]);
    expect(errors).toHaveLength(1);
    expect(log.dropped).toBe(0);
  });

  it("drops messages rather than hoard them", async () => {
    const { log, errors, sizes } = make("UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE", {});
    write(log, 9);
    await log.flush();
    write(log, 11);
    await log.flush();
    expect(log.dropped).toBe(20);
    expect(errors).toHaveLength(2);
    write(log, 1);
    await log.flush();
    expect(sizes().at(-1)).toBe(1);
  });

  it("is closed after five batches in a row that did not arrive", async () => {
    const { log, clock, errors } = make("UNAVAILABLE");
    for (let batch = 0; batch < 5; batch++) {
      write(log, 1);
      await log.flush();
    }
    expect(errors).toHaveLength(5);
    expect(log).toMatchObject({ isClosed: true, dropped: 5 });
    write(log, 2);
    expect(log.dropped).toBe(7);
    expect(clock.pending).toBe(0);
  });

  it("sends the rest when it is closed, and takes no more", async () => {
    const { log, clock, sizes } = make({});
    {
      await using held = log;
      write(held, 3);
    }
    expect(sizes()).toEqual([3]);
    write(log, 1);
    expect(log).toMatchObject({ isClosed: true, dropped: 1 });
    expect(clock.pending).toBe(0);
  });

  it("drops what a robot does not take when it is closed", async () => {
    const { log, clock } = make("UNAVAILABLE");
    write(log, 3);
    await log.close();
    expect(log.dropped).toBe(3);
    expect(clock.pending).toBe(0);
  });
});
