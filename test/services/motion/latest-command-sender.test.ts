/** A joystick's commands on their way to the robot. */
import { describe, expect, it } from "vitest";
import {
  LatestCommandSender,
  type LatestCommandSenderOptions,
  type LocalRobotCommand,
  localTime,
  type SendCommandOptions,
  velocityCommand,
} from "../../../src/services/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const walk = (speed: number): LocalRobotCommand => velocityCommand({ xMetersPerSecond: speed });
const speedOf = (command: LocalRobotCommand): number | undefined =>
  command.synchronizedCommand?.mobilityCommand?.se2VelocityRequest?.velocity?.linear?.x;
const answerLater = () => {
  let resolve: (id: number) => void = () => undefined;
  const promise = new Promise<number>((answer) => (resolve = answer));
  return { promise, resolve: (id: number) => resolve(id) };
};
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

/** A sender on a clock of its own; the client notes what it is given, and answers when and how the test says. */
function scene(options: Partial<LatestCommandSenderOptions> = {}) {
  const clock = new ManualClock();
  const sent: { readonly speed: number | undefined; readonly atMs: number; readonly options: SendCommandOptions }[] =
    [];
  const errors: unknown[] = [];
  const answers: (() => Promise<number>)[] = [];
  const startMs = clock.now();
  const client = {
    sendCommand: (command: LocalRobotCommand, callOptions: SendCommandOptions = {}) => {
      sent.push({ speed: speedOf(command), atMs: clock.now() - startMs, options: callOptions });
      return answers.shift()?.() ?? Promise.resolve(1);
    },
  };
  const now = () => localTime(BigInt(clock.now() - startMs) * 1_000_000n);
  const sender = new LatestCommandSender(client, { clock, now, onError: (error) => errors.push(error), ...options });
  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 10) {
      clock.advance(10);
      await settle();
    }
  };
  return { sender, sent, errors, answers, pass, log: () => sent.map(({ speed, atMs }) => [speed, atMs]) };
}

describe("the sender of the latest command", () => {
  it("sends at its rate, each command for its short life", async () => {
    const { sender, sent, pass, log } = scene();
    sender.send(walk(1));
    await pass(250);
    expect(log()).toEqual([
      [1, 0],
      [1, 100],
      [1, 200],
    ]);
    expect(sent.map(({ options }) => options)).toEqual(
      [600n, 700n, 800n].map((endMs) => ({ endTime: endMs * 1_000_000n, timeoutMs: 600 })),
    );
  });

  it("forgets a command that is replaced before its turn", async () => {
    const { sender, pass, log } = scene();
    sender.send(walk(1));
    await pass(20);
    sender.send(walk(2));
    sender.send(walk(3));
    await pass(100);
    expect(log()).toEqual([
      [1, 0],
      [3, 100],
    ]);
  });

  it("has one call under way, and queues nothing behind it", async () => {
    const { sender, answers, pass, log } = scene();
    const slow = answerLater();
    answers.push(() => slow.promise);
    sender.send(walk(1));
    await pass(150);
    sender.send(walk(2));
    await pass(100);
    sender.send(walk(3));
    await pass(100);
    expect(log()).toEqual([[1, 0]]);
    slow.resolve(1);
    await pass(100);
    expect(log()).toEqual([
      [1, 0],
      [3, 400],
    ]);
  });

  it("drops a command that nobody renews, and takes the next one up", async () => {
    const { sender, pass, log } = scene({ maxAgeMs: 150 });
    sender.send(walk(1));
    await pass(1000);
    expect(log()).toEqual([
      [1, 0],
      [1, 100],
    ]);
    sender.send(walk(2));
    await pass(10);
    expect(log()[2]).toEqual([2, 1000]);
  });

  it("tells of a failed call and tries the next command, not the same one again", async () => {
    const { sender, errors, answers, pass, log } = scene();
    answers.push(() => Promise.reject(new Error("no lease")));
    sender.send(walk(1));
    await pass(300);
    expect(errors).toEqual([new Error("no lease")]);
    sender.send(walk(2));
    await pass(20);
    expect(log()).toEqual([
      [1, 0],
      [2, 300],
    ]);
  });

  it("pauses when it is cleared", async () => {
    const { sender, pass, log } = scene();
    sender.send(walk(1));
    await pass(20);
    sender.clear();
    await pass(300);
    expect(log()).toEqual([[1, 0]]);
  });

  it("when closed lets the last command end by itself, and takes no other", async () => {
    const { sender, pass, log } = scene();
    sender.send(walk(1));
    await pass(20);
    await sender[Symbol.asyncDispose]();
    await pass(500);
    expect(log()).toEqual([[1, 0]]);
    expect(() => sender.send(walk(2))).toThrow(TypeError);
  });

  it("when closed with a last command sends that after the call under way", async () => {
    const { sender, answers, pass, log } = scene();
    const slow = answerLater();
    answers.push(() => slow.promise);
    sender.send(walk(1));
    await pass(20);
    const closed = sender.close(velocityCommand({}));
    await pass(50);
    expect(log()).toEqual([[1, 0]]);
    slow.resolve(1);
    await closed;
    expect(log()).toEqual([
      [1, 0],
      [0, 70],
    ]);
  });

  it("refuses times that make no sense", () => {
    for (const bad of [{ intervalMs: 0 }, { lifetimeMs: Number.NaN }, { maxAgeMs: Infinity }, { lifetimeMs: 100 }]) {
      expect(() => scene(bad)).toThrow(RangeError);
    }
  });

  it("stops the robot at the end though its listener throws, and tells of that then", async () => {
    const { sender, answers, pass, log } = scene({
      onError: () => {
        throw new Error("a bug of the listener's");
      },
    });
    answers.push(() => Promise.reject(new Error("lost")));
    sender.send(walk(1));
    await pass(10);
    await expect(sender.close(walk(0))).rejects.toThrow("a bug of the listener's");
    expect(log().at(-1)?.[0]).toBe(0);
  });
});
