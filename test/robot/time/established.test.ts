import { describe, expect, it } from "vitest";
import { RpcError, type StatusName } from "../../../src/grpc/index.ts";
import { type TimeSyncUpdateResponseInit, TimeSyncUpdateResponse } from "../../../src/messages/bosdyn/api/time_sync.ts";
import { TimeSyncError } from "../../../src/robot/errors.ts";
import { TimeSync } from "../../../src/robot/time/time-sync.ts";
import {
  type LocalTime,
  localTime,
  RobotCommandClient,
  TimeSyncClient,
  type TimeSyncSample,
} from "../../../src/services/index.ts";
import { scripted } from "../../services/scripted-answers.ts";
import { ScriptedChannel } from "../../services/scripted-channel.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import { settle } from "../../support/settle.ts";

type Answer = TimeSyncUpdateResponseInit | Exclude<StatusName, "OK">;

const GOOD: Answer = {
  clockIdentifier: "clock-7",
  state: { status: 1, bestEstimate: { clockSkew: { seconds: 5n }, roundTripTime: { nanos: 4_000_000 } } },
};
const MORE: Answer = { clockIdentifier: "clock-7", state: { status: 2 } };
const NOT_READY: Answer = { state: { status: 3 } };

class ScriptedClient extends TimeSyncClient {
  readonly previous: unknown[] = [];
  answers: readonly Answer[];

  constructor(answers: readonly Answer[]) {
    super(new ScriptedChannel(() => undefined));
    this.answers = answers;
  }

  override async update(previous?: unknown): Promise<TimeSyncSample> {
    const turn = this.previous.push(previous);
    const answer = this.answers[Math.min(turn, this.answers.length) - 1] as Answer;
    await Promise.resolve();
    if (typeof answer === "string") {
      const error = new RpcError(answer, "TimeSyncUpdate", "no");
      throw error;
    }
    const response = TimeSyncUpdateResponse.decode(TimeSyncUpdateResponse.encode(answer));
    return { response, roundTrip: { clientTx: { seconds: BigInt(turn) } } };
  }
}

function scene(...answers: readonly Answer[]) {
  const clock = new ManualClock();
  const wall = { offsetMs: 1_000_000 };
  const now = (): LocalTime => localTime(BigInt(Math.round((clock.now() + wall.offsetMs) * 1e6)));
  const closing = new AbortController();
  const client = new ScriptedClient(answers);
  const timeSync = new TimeSync(client, { clock, now, closed: closing.signal });
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  const exchanges = (): number => client.previous.length;
  return { clock, wall, closing, client, timeSync, advance, exchanges, now };
}

describe("timeSync.established()", () => {
  it("exchanges without a pause until the robot is content, then every minute", async () => {
    const { timeSync, exchanges, advance } = scene(MORE, MORE, GOOD);
    expect(await timeSync.established()).toEqual({ skewNanos: 5_000_000_000n, roundTripNanos: 4_000_000n });
    expect(exchanges()).toBe(3);
    await advance(59_999);
    expect(exchanges()).toBe(3);
    await advance(1);
    expect(exchanges()).toBe(4);
    expect(timeSync.estimateAgeMs).toBe(0);
  });

  it("answers at once where there is time sync already, and runs one exchange for all who wait", async () => {
    const { timeSync, exchanges } = scene(MORE, GOOD);
    await Promise.all([timeSync.established(), timeSync.established()]);
    await timeSync.established();
    expect(exchanges()).toBe(2);
  });

  it("asks a robot that is not ready again after 5 s", async () => {
    const { timeSync, exchanges, advance } = scene(NOT_READY, GOOD);
    const established = timeSync.established({ timeoutMs: 10_000 });
    await settle();
    await advance(4999);
    expect(exchanges()).toBe(1);
    await advance(1);
    expect((await established).skewNanos).toBe(5_000_000_000n);
  });

  it("gives up after 3 s with the cause, and goes on in the background", async () => {
    const { timeSync, advance, client } = scene("UNAVAILABLE");
    const failed = rejection(timeSync.established());
    await settle();
    await advance(3000);
    const error = await failed;
    expect(error).toBeInstanceOf(TimeSyncError);
    expect(error).toMatchObject({ code: "TIME_SYNC_NOT_ESTABLISHED", cause: { status: "UNAVAILABLE" } });
    client.answers = [GOOD];
    await advance(60_000);
    expect(timeSync.isEstablished).toBe(true);
  });

  it("does not wait for what cannot come: nobody is logged in", async () => {
    const { timeSync, clock } = scene("UNAUTHENTICATED");
    expect(await rejection(timeSync.established())).toMatchObject({ status: "UNAUTHENTICATED" });
    expect(clock.pending).toBe(1);
  });

  it("backs off from failures, to a minute at most, and comes back by itself", async () => {
    const { timeSync, exchanges, advance, client } = scene(GOOD, "UNAVAILABLE");
    await timeSync.established();
    await advance(60_000);
    const counts: number[] = [];
    for (const waitMs of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]) {
      await advance(waitMs);
      counts.push(exchanges());
    }
    expect(counts).toEqual([3, 4, 5, 6, 7, 8, 9]);
    client.answers = [GOOD];
    await advance(60_000);
    await advance(60_000);
    expect(exchanges()).toBe(11);
    expect(timeSync.isEstablished).toBe(true);
  });

  it("asks a robot that is never content once a second after 25 exchanges", async () => {
    const { timeSync, exchanges, advance } = scene(MORE);
    const failed = rejection(timeSync.established({ timeoutMs: 2500 }));
    for (let i = 0; i < 20; i++) await settle();
    expect(exchanges()).toBe(25);
    await advance(1000);
    expect(exchanges()).toBe(26);
    await advance(1500);
    expect(await failed).toMatchObject({ message: expect.stringContaining("more samples") as string });
  });

  it("ends with its signal, and with the robot, leaving no timer", async () => {
    const { timeSync, closing, clock } = scene(NOT_READY);
    const giveUp = new AbortController();
    const first = rejection(timeSync.established({ signal: giveUp.signal }));
    const second = rejection(timeSync.established());
    await settle();
    giveUp.abort(new Error("enough"));
    expect(await first).toMatchObject({ message: "enough" });
    closing.abort();
    expect(await second).toMatchObject({ name: "AbortError" });
    await settle();
    expect(clock.pending).toBe(0);
    expect(await rejection(timeSync.established())).toMatchObject({ name: "AbortError" });
  });
});

describe("TimeSync on a clock that is set", () => {
  it("forgets its estimate, says so, and measures anew at once", async () => {
    const { timeSync, wall, exchanges, client, now } = scene(GOOD);
    await timeSync.established();
    expect(timeSync.robotNow()).toBe(now() + 5_000_000_000n);
    wall.offsetMs += 60_000;
    expect(() => timeSync.robotNow()).toThrow(/clock was set/);
    expect([timeSync.isEstablished, timeSync.estimate]).toEqual([false, undefined]);
    await settle();
    expect(exchanges()).toBe(2);
    // A round trip across the step would be off by the step.
    expect(client.previous[1]).toBeUndefined();
    expect(timeSync.robotNow()).toBe(now() + 5_000_000_000n);
  });

  it("takes no sample across the step, and begins anew after a refusal", async () => {
    const { timeSync, wall, client, advance } = scene(GOOD);
    await timeSync.established();
    // Set while an exchange is under way.
    const update = client.update.bind(client);
    client.update = async (previous) => {
      client.update = update;
      wall.offsetMs -= 5000;
      return update(previous);
    };
    await advance(60_000);
    await settle();
    expect(client.previous.slice(1)).toMatchObject([{ clockIdentifier: "clock-7" }, undefined]);
    expect(timeSync.isEstablished).toBe(true);
    client.answers = [GOOD, GOOD, GOOD, "INVALID_ARGUMENT", GOOD];
    await advance(60_000);
    await advance(1000);
    expect(client.previous.slice(3)).toMatchObject([{ clockIdentifier: "clock-7" }, undefined]);
  });

  it("is not established any more, whoever asks first", async () => {
    const { timeSync, wall, exchanges } = scene(GOOD);
    await timeSync.established();
    wall.offsetMs += 5000;
    expect(timeSync.isEstablished).toBe(false);
    await timeSync.established();
    expect(exchanges()).toBe(2);
    expect(() => timeSync.robotNow()).not.toThrow();
  });

  it("runs on a wall clock of any speed where it is the caller's own", async () => {
    const client = new ScriptedClient([GOOD]);
    let nanos = 0n;
    const timeSync = new TimeSync(client, { now: () => localTime(nanos) });
    await timeSync.establish();
    nanos += 10n ** 12n;
    expect(timeSync.robotNow()).toBe(nanos + 5_000_000_000n);
  });
});

describe("TimeSync of a robot whose clock is set", () => {
  it("measures anew when the robot finds a time wrong, once a second at most", async () => {
    const { timeSync, exchanges, advance, client } = scene(GOOD);
    await timeSync.established();
    timeSync.doubt();
    timeSync.doubt();
    await settle();
    expect(exchanges()).toBe(2);
    await advance(1000);
    timeSync.doubt();
    await settle();
    expect(exchanges()).toBe(3);
    expect(client.previous[2]).toMatchObject({ clockIdentifier: "clock-7" });
  });

  it("drops its estimate at the first answer to a command that says so, and measures anew", async () => {
    const NANOS = 1_000_000_000n;
    for (const [jumpSeconds, isNoticed] of [
      [0n, false],
      [-90n, true],
      [60n, true],
    ] as const) {
      const { timeSync, exchanges, now } = scene(GOOD);
      await timeSync.established();
      const stamp = (nanos: bigint) => ({ seconds: nanos / NANOS, nanos: Number(nanos % NANOS) });
      const answer = (): object => ({
        header: {
          error: { code: 1 },
          requestHeader: { requestTimestamp: stamp(now()) },
          responseTimestamp: stamp(now() + (5n + jumpSeconds) * NANOS),
        },
        status: 1,
      });
      const { client } = scripted(RobotCommandClient, { RobotCommand: [answer] }, { robotClock: timeSync, now });
      await client.robotCommand({ command: {} });
      expect(timeSync.isEstablished, `${jumpSeconds} s`).toBe(!isNoticed);
      if (isNoticed) expect(() => timeSync.robotNow()).toThrow(TimeSyncError);
      await settle();
      expect(exchanges()).toBe(isNoticed ? 2 : 1);
      expect(timeSync.isEstablished).toBe(true);
    }
  });

  it("hears of it from every client that sends times", async () => {
    const { timeSync, exchanges } = scene(GOOD);
    await timeSync.established();
    const { client } = scripted(RobotCommandClient, { RobotCommand: [{ status: 5 }] }, { robotClock: timeSync });
    expect(await rejection(client.robotCommand({ command: {} }))).toMatchObject({ code: "ROBOT_COMMAND_EXPIRED" });
    await settle();
    expect(exchanges()).toBe(2);
  });
});
