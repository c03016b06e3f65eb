import { describe, expect, it } from "vitest";
import { MissionClient } from "../../../src/services/mission/client.ts";
import {
  MissionFailedError,
  playMission,
  type PlayMissionOptions,
} from "../../../src/services/mission/play-mission.ts";
import { localTime } from "../../../src/services/time.ts";
import { rejection } from "../../support/robots.ts";
import { scripted, type ScriptedAnswer } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const OK = { status: 1 };
const state = (status: number, more: object = {}) => ({ state: { status, ...more } });
const [FAILURE, RUNNING, SUCCESS, PAUSED] = [state(1), state(2), state(3), state(4)] as const;
const SECOND = 1_000_000_000n;
const ROBOT_CLOCK = { clockIdentifier: "clock-7", toRobotTime: (local: bigint) => (local + 100n * SECOND) as never };

function scene(
  states: readonly ScriptedAnswer[],
  options: PlayMissionOptions = {},
  script: Record<string, readonly ScriptedAnswer[]> = {},
) {
  const clock = new SkippingClock();
  const { client, channel, names } = scripted(
    MissionClient,
    {
      PlayMission: [OK],
      RestartMission: [OK],
      PauseMission: [OK],
      StopMission: [OK],
      AnswerQuestion: [OK],
      GetState: states,
      ...script,
    },
    { robotClock: ROBOT_CLOCK },
  );
  const now = () => localTime(BigInt(clock.now()) * 1_000_000n);
  const requests = (name: string) =>
    channel.calls.filter((call) => call.name === name).map(({ requests: [first] }) => first);
  return { client, names, requests, clock, play: () => playMission(client, { clock, now, ...options }) };
}

describe("playMission", () => {
  it("plays with a pause time in robot time that moves on, until the mission succeeds", async () => {
    const { play, names, requests } = scene([RUNNING, RUNNING, SUCCESS], {
      settings: { disableDirectedExploration: true },
    });
    expect(await play()).toMatchObject({ status: 3 });
    expect(names()).toEqual(["PlayMission", "GetState", "GetState", "PlayMission", "GetState"]);
    // The clock starts at 5 s, the robot's is 100 s ahead, and each word holds for 5 s.
    expect(requests("PlayMission")).toMatchObject([
      { pauseTime: { seconds: 110n }, settings: { disableDirectedExploration: true } },
      { pauseTime: { seconds: 111n }, settings: { disableDirectedExploration: true } },
    ]);
  });

  it("restarts once, then plays on", async () => {
    const { play, names } = scene([RUNNING, RUNNING, SUCCESS], { restart: true });
    await play();
    expect(names().filter((name) => name !== "GetState")).toEqual(["RestartMission", "PlayMission"]);
  });

  const ends: readonly [number, RegExp, boolean][] = [
    [1, /failed: too dark/, false],
    [4, /was paused/, true],
    [5, /could not go on/, false],
    [7, /stopped by somebody else/, false],
    [99, /status 99/, false],
  ];
  for (const [status, text, retryable] of ends) {
    it(`fails with the state when that is ${status}, and tells the robot nothing more`, async () => {
      const { play, requests } = scene([RUNNING, state(status, { error: "too dark" })]);
      const error = await rejection(play());
      expect(error).toBeInstanceOf(MissionFailedError);
      expect(error).toMatchObject({ code: "MISSION_FAILED", status, retryable, state: { error: "too dark" } });
      expect((error as Error).message).toMatch(text);
      expect(requests("PlayMission")).toHaveLength(1);
    });
  }

  it("forgives a state that is still paused right after the first word, once", async () => {
    expect(await scene([PAUSED, RUNNING, SUCCESS]).play()).toMatchObject({ status: 3 });
    expect(await rejection(scene([PAUSED, PAUSED]).play())).toMatchObject({ status: 4 });
  });

  it("outlasts failures that may pass, for as long as the last word holds", async () => {
    const passing = scene([RUNNING, "UNAVAILABLE", "UNAVAILABLE", SUCCESS]);
    expect(await passing.play()).toMatchObject({ status: 3 });
    const lasting = scene([RUNNING, "UNAVAILABLE"]);
    expect(await rejection(lasting.play())).toMatchObject({ status: "UNAVAILABLE" });
    expect(lasting.clock.now()).toBe(10_000);
    expect(await rejection(scene([RUNNING, "PERMISSION_DENIED", SUCCESS]).play())).toMatchObject({
      status: "PERMISSION_DENIED",
    });
  });

  it("gives up when the time is up, and says nothing more to the robot", async () => {
    const { play, names } = scene([RUNNING], { timeoutMs: 3000 });
    expect(await rejection(play())).toMatchObject({ code: "MISSION_TIMED_OUT", timeoutMs: 3000 });
    expect(names()).not.toContain("PauseMission");
  });

  for (const [onAbort, told] of [
    ["pause", ["PauseMission"]],
    ["stop", ["StopMission"]],
    ["leave", []],
    [undefined, ["PauseMission"]],
  ] as const) {
    it(`tells the robot ${told.join() || "nothing"} when the signal ends it (${onAbort ?? "default"})`, async () => {
      const leave = new AbortController();
      const { play, names } = scene([RUNNING], { signal: leave.signal, onAbort, onProgress: () => leave.abort() });
      expect(await rejection(play())).toMatchObject({ code: "RPC_CANCELLED" });
      expect(names().filter((name) => /Pause|Stop/.test(name))).toEqual(told);
    });
  }

  it("takes it that nothing plays any more when it comes to pause", async () => {
    const leave = new AbortController();
    const options = { signal: leave.signal, onProgress: () => leave.abort() };
    expect(await rejection(scene([RUNNING], options, { PauseMission: [{ status: 2 }] }).play())).toMatchObject({
      code: "RPC_CANCELLED",
    });
    expect(await rejection(scene([RUNNING], options, { PauseMission: ["PERMISSION_DENIED"] }).play())).toMatchObject({
      status: "PERMISSION_DENIED",
    });
  });

  it("passes on that there is no mission, and refuses a hold that ends before the next word", async () => {
    expect(await rejection(scene([RUNNING], {}, { PlayMission: [{ status: 2 }] }).play())).toMatchObject({
      code: "MISSION_NO_MISSION",
    });
    expect(await rejection(scene([], { holdMs: 1000 }).play())).toBeInstanceOf(RangeError);
    expect(await rejection(scene([{}]).play())).toMatchObject({ code: "RESPONSE_INCOMPLETE" });
  });
});

describe("questions of a mission", () => {
  const asking = (...ids: bigint[]) => state(2, { questions: ids.map((id) => ({ id, text: `question ${id}` })) });

  it("are put to the caller once each, and the answers are sent", async () => {
    const texts: string[] = [];
    const { play, requests } = scene([asking(1n), asking(1n, 2n), asking(2n), asking(2n), SUCCESS], {
      onQuestion: ({ id, text }) => {
        texts.push(text);
        return id === 1n ? 10n : { customParams: { values: new Map([["k", { boolValue: { value: true } }]]) } };
      },
    });
    await play();
    expect(texts).toEqual(["question 1", "question 2"]);
    expect(requests("AnswerQuestion")).toMatchObject([
      { questionId: 1n, code: 10n },
      { questionId: 2n, code: undefined, customParams: { values: new Map([["k", { boolValue: { value: true } }]]) } },
    ]);
  });

  it("may take their time while the mission goes on, and are left to others without an answer", async () => {
    let answer: (code: bigint) => void = () => undefined;
    const late = new Promise<bigint>((resolve) => (answer = resolve));
    const { play, requests, names } = scene(
      [asking(1n, 2n), asking(1n, 2n), asking(1n, 2n), () => (answer(5n), asking(1n, 2n)), asking(1n, 2n), SUCCESS],
      { onQuestion: ({ id }) => (id === 1n ? late : undefined) },
    );
    await play();
    expect(requests("AnswerQuestion")).toMatchObject([{ questionId: 1n, code: 5n }]);
    expect(names().indexOf("AnswerQuestion")).toBeGreaterThan(5);
  });

  it("that somebody else has answered are settled, and an answer that comes too late is not sent", async () => {
    const raced = scene(
      [asking(1n), asking(1n), SUCCESS],
      { onQuestion: () => 1n },
      { AnswerQuestion: [{ status: 4 }] },
    );
    expect(await raced.play()).toMatchObject({ status: 3 });
    let answer: (code: bigint) => void = () => undefined;
    const late = new Promise<bigint>((resolve) => (answer = resolve));
    const gone = scene([asking(1n), asking(), () => (answer(1n), asking()), asking(), SUCCESS], {
      onQuestion: () => late,
    });
    await gone.play();
    expect(gone.requests("AnswerQuestion")).toEqual([]);
  });

  it("end the wait with what the caller's function throws, or with an answer that is none", async () => {
    const failing = new Error("no idea");
    const thrown = scene([asking(1n)], { onQuestion: () => Promise.reject(failing) });
    expect(await rejection(thrown.play())).toBe(failing);
    const invalid = scene([asking(1n)], { onQuestion: () => 9n }, { AnswerQuestion: [{ status: 3 }] });
    expect(await rejection(invalid.play())).toMatchObject({ code: "MISSION_INVALID_ANSWER_CODE" });
  });

  it("tell the caller's function when nobody waits for the answer any more", async () => {
    let signal: AbortSignal | undefined;
    const { play } = scene([asking(1n), FAILURE], {
      onQuestion: (_question, options) => {
        ({ signal } = options);
        return new Promise(() => undefined);
      },
    });
    await rejection(play());
    expect(signal?.aborted).toBe(true);
  });
});
