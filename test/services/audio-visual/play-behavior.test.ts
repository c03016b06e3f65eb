import { describe, expect, it } from "vitest";
import { AudioVisualClient } from "../../../src/services/audio-visual/client.ts";
import { playBehavior } from "../../../src/services/audio-visual/play-behavior.ts";
import { localTime } from "../../../src/services/time.ts";
import { rejection } from "../../support/robots.ts";
import { scripted, type ScriptedAnswer } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const robotClock = { clockIdentifier: "c", toRobotTime: (local: bigint) => (local + 100_000_000_000n) as never };

function scene(run: readonly ScriptedAnswer[], stop: readonly ScriptedAnswer[] = [{ status: 1 }]) {
  const made = scripted(AudioVisualClient, { RunBehavior: run, StopBehavior: stop }, { robotClock });
  const clock = new SkippingClock();
  const now = () => localTime(BigInt(clock.now()) * 1_000_000n);
  const end = new AbortController();
  const play = (options: object = {}) =>
    playBehavior(made.client, "blink", { clock, now, signal: end.signal, ...options });
  return { ...made, clock, end, play };
}

describe("playBehavior", () => {
  it("renews the behaviour in time until the signal, and stops it then", async () => {
    const { play, end, names, channel } = scene([{ status: 1 }, { status: 1 }, () => (end.abort(), { status: 1 })]);
    await play({ restart: true });
    expect(names()).toEqual(["RunBehavior", "RunBehavior", "RunBehavior", "StopBehavior"]);
    const ends = channel.calls.slice(0, 3).map(({ requests: [request] }) => request);
    expect(ends).toMatchObject([
      { name: "blink", restart: true, endTime: { seconds: 105n, nanos: 600_000_000 } },
      { restart: false, endTime: { seconds: 106n, nanos: 100_000_000 } },
      { restart: false, endTime: { seconds: 106n, nanos: 600_000_000 } },
    ]);
    expect(channel.lastRequest).toMatchObject({ behaviorName: "blink" });
  });

  it("ends with the time too, and minds no stop that comes too late", async () => {
    const { play, names } = scene([{ status: 1 }], [{ status: 2 }]);
    await play({ timeoutMs: 1000 });
    expect(names()).toEqual(["RunBehavior", "RunBehavior", "RunBehavior", "StopBehavior"]);
  });

  it("makes up for a renewal that failed and may pass, but not for the first, nor for a refusal", async () => {
    const passing = scene([{ status: 1 }, "UNAVAILABLE", () => (passing.end.abort(), { status: 1 })]);
    await passing.play();
    expect(passing.names()).toHaveLength(4);
    expect(await rejection(scene(["UNAVAILABLE"]).play())).toMatchObject({ status: "UNAVAILABLE" });
    expect(await rejection(scene([{ status: 2 }]).play())).toMatchObject({ code: "AUDIO_VISUAL_DOES_NOT_EXIST" });
  });

  it("does nothing where it is over before it begins", async () => {
    const { play, end, names } = scene([]);
    end.abort();
    await play();
    expect(names()).toEqual([]);
  });
});
