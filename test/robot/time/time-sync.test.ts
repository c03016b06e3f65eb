import { describe, expect, it } from "vitest";
import {
  newTimeSyncUpdateResponse,
  type TimeSyncUpdateResponseInit,
  TimeSyncUpdateResponse,
} from "../../../src/messages/bosdyn/api/time_sync.ts";
import { TimeSyncError } from "../../../src/robot/errors.ts";
import { TimeSync } from "../../../src/robot/time/time-sync.ts";
import { localTime, robotTime, TimeSyncClient, type TimeSyncSample } from "../../../src/services/index.ts";
import { ScriptedChannel } from "../../services/scripted-channel.ts";
import { rejection } from "../../support/robots.ts";

const OK = 1;
const MORE_SAMPLES_NEEDED = 2;
const SERVICE_NOT_READY = 3;

type Update = Parameters<TimeSyncClient["update"]>;

/** Answers each exchange with the next of its answers, the last one for ever; records what it was asked. */
class ScriptedTimeSyncClient extends TimeSyncClient {
  readonly previous: Update[0][] = [];
  readonly options: Update[1][] = [];
  readonly #answers: readonly TimeSyncUpdateResponseInit[];

  constructor(...answers: readonly TimeSyncUpdateResponseInit[]) {
    super(new ScriptedChannel(() => undefined));
    this.#answers = answers;
  }

  override update(...[previous, options]: Update): Promise<TimeSyncSample> {
    const turn = this.previous.push(previous);
    this.options.push(options);
    const answer = this.#answers[Math.min(turn, this.#answers.length) - 1];
    const response = answer && TimeSyncUpdateResponse.decode(TimeSyncUpdateResponse.encode(answer));
    // Round trips are told apart by their first instant.
    return Promise.resolve({
      response: response ?? newTimeSyncUpdateResponse(),
      roundTrip: { clientTx: { seconds: BigInt(turn) } },
    });
  }
}

function scripted(...answers: readonly TimeSyncUpdateResponseInit[]): {
  timeSync: TimeSync;
  client: ScriptedTimeSyncClient;
} {
  const client = new ScriptedTimeSyncClient(...answers);
  return { client, timeSync: new TimeSync(client) };
}

function good(skewSeconds: bigint, clockIdentifier = "clock-7"): TimeSyncUpdateResponseInit {
  const bestEstimate = { clockSkew: { seconds: skewSeconds }, roundTripTime: { nanos: 4_000_000 } };
  return { clockIdentifier, state: { status: OK, bestEstimate } };
}

const MORE: TimeSyncUpdateResponseInit = { clockIdentifier: "clock-7", state: { status: MORE_SAMPLES_NEEDED } };
const NOT_READY: TimeSyncUpdateResponseInit = { state: { status: SERVICE_NOT_READY } };

describe("TimeSync", () => {
  it("exchanges until the robot is content, and then no more", async () => {
    const { timeSync, client } = scripted(MORE, MORE, good(5n));
    expect(await timeSync.establish()).toEqual({ skewNanos: 5_000_000_000n, roundTripNanos: 4_000_000n });
    expect(client.previous).toHaveLength(3);
    expect(timeSync).toMatchObject({ isEstablished: true, clockIdentifier: "clock-7" });
  });

  it("reports each exchange with the next, under the robot's identifier", async () => {
    const { timeSync, client } = scripted(MORE, MORE, good(5n));
    await timeSync.establish();
    expect(client.previous).toEqual([
      undefined,
      { roundTrip: { clientTx: { seconds: 1n } }, clockIdentifier: "clock-7" },
      { roundTrip: { clientTx: { seconds: 2n } }, clockIdentifier: "clock-7" },
    ]);
  });

  it("never reports a round trip before it has an identifier", async () => {
    const nameless = { state: { status: MORE_SAMPLES_NEEDED } };
    const { timeSync, client } = scripted(nameless, nameless, MORE, good(5n));
    await timeSync.establish();
    expect(client.previous.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(client.previous[3]).toMatchObject({ clockIdentifier: "clock-7", roundTrip: { clientTx: { seconds: 3n } } });
  });

  it("keeps its identifier when a later answer lacks one", async () => {
    const { timeSync, client } = scripted(MORE, NOT_READY, good(5n));
    await timeSync.update();
    expect(await timeSync.update()).toBe(SERVICE_NOT_READY);
    expect(timeSync.clockIdentifier).toBe("clock-7");
    await timeSync.update();
    expect(client.previous[2]).toMatchObject({ clockIdentifier: "clock-7" });
  });

  it("takes a new identifier when the robot gives one", async () => {
    const { timeSync } = scripted(MORE, good(5n, "clock-8"));
    await timeSync.establish();
    expect(timeSync.clockIdentifier).toBe("clock-8");
  });

  it("says so when the robot's service is not ready", async () => {
    const { timeSync, client } = scripted(MORE, NOT_READY);
    const error = await rejection(timeSync.establish());
    expect(error).toBeInstanceOf(TimeSyncError);
    expect(error).toMatchObject({ code: "TIME_SYNC_SERVICE_NOT_READY", retryable: true });
    expect(client.previous).toHaveLength(2);
  });

  it("gives up after 25 exchanges, or as many as the caller says", async () => {
    for (const [options, samples] of [
      [{}, 25],
      [{ maxSamples: 3 }, 3],
    ] as const) {
      const { timeSync, client } = scripted(MORE);
      const error = await rejection(timeSync.establish(options));
      expect(error).toMatchObject({ code: "TIME_SYNC_NOT_ESTABLISHED", retryable: true });
      expect((error as Error).message).toContain(`no time sync after ${samples} exchanges (last status 2)`);
      expect(client.previous).toHaveLength(samples);
    }
  });

  it("is established by the latest answer alone, and keeps the last good estimate", async () => {
    const { timeSync } = scripted(good(5n), MORE, NOT_READY, good(6n));
    expect([timeSync.isEstablished, timeSync.estimate]).toEqual([false, undefined]);
    await timeSync.update();
    for (let i = 0; i < 2; i++) {
      await timeSync.update();
      expect(timeSync.isEstablished).toBe(false);
      expect(timeSync.estimate?.skewNanos).toBe(5_000_000_000n);
    }
    await timeSync.update();
    expect(timeSync.isEstablished).toBe(true);
    expect(timeSync.estimate?.skewNanos).toBe(6_000_000_000n);
  });

  it("does not take OK without a skew for an estimate", async () => {
    const { timeSync } = scripted({ clockIdentifier: "c", state: { status: OK } });
    expect(await rejection(timeSync.establish({ maxSamples: 2 }))).toMatchObject({ code: "TIME_SYNC_NOT_ESTABLISHED" });
    expect(timeSync.estimate).toBeUndefined();
  });

  it("takes an answer without a state for one that says nothing", async () => {
    const { timeSync } = scripted({});
    expect(await timeSync.update()).toBe(0);
    expect(timeSync.isEstablished).toBe(false);
  });

  it("hands the caller's signal to each exchange, which has two seconds", async () => {
    const { timeSync, client } = scripted(MORE, good(5n));
    const { signal } = new AbortController();
    await timeSync.establish({ signal });
    expect(client.options).toEqual([
      { signal, timeoutMs: 2000 },
      { signal, timeoutMs: 2000 },
    ]);
  });

  for (const [skewSeconds, local, robot] of [
    [5n, 1_000n, 5_000_001_000n],
    [-5n, 1_000n, -4_999_999_000n],
    [0n, 7n, 7n],
  ] as const) {
    it(`converts with a skew of ${skewSeconds} s: robot = local + skew`, async () => {
      const { timeSync } = scripted(good(skewSeconds));
      await timeSync.establish();
      expect(timeSync.toRobotTime(localTime(local))).toBe(robot);
      expect(timeSync.toLocalTime(robotTime(robot))).toBe(local);
    });
  }

  it("reads a negative skew from both parts of its Duration", async () => {
    const clockSkew = { seconds: -1n, nanos: -500_000_000 };
    const { timeSync } = scripted({ clockIdentifier: "c", state: { status: OK, bestEstimate: { clockSkew } } });
    expect(await timeSync.establish()).toEqual({ skewNanos: -1_500_000_000n, roundTripNanos: 0n });
  });

  it("refuses to convert before the first estimate, and says what to await", async () => {
    const { timeSync } = scripted(MORE);
    await timeSync.update();
    for (const convert of [() => timeSync.toRobotTime(localTime(1n)), () => timeSync.toLocalTime(robotTime(1n))]) {
      expect(convert).toThrow(TimeSyncError);
      expect(convert).toThrow(/await robot\.timeSync\.established\(\)/);
    }
  });
});
