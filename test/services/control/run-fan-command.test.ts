import { describe, expect, it } from "vitest";
import { PowerClient } from "../../../src/services/control/power.ts";
import { FanCommandEndedError, runFanCommand } from "../../../src/services/control/run-fan-command.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

function scene(feedback: readonly object[], command: object = { status: 1, commandId: 8 }) {
  const made = scripted(PowerClient, { FanPowerCommand: [command], FanPowerCommandFeedback: feedback });
  const clock = new SkippingClock();
  const run = (options: object = {}) =>
    runFanCommand(made.client, { percent: 60, durationMs: 3000, clock, ...options });
  return { ...made, run };
}

describe("runFanCommand", () => {
  it("sees the fans through to the end", async () => {
    const { run, channel, names } = scene([{ status: 2 }, { status: 2 }, { status: 1 }]);
    await run();
    expect(names()).toEqual(["FanPowerCommand", ...Array.from({ length: 3 }, () => "FanPowerCommandFeedback")]);
    expect(channel.calls[0]?.requests[0]).toMatchObject({
      percentPower: 60,
      duration: { seconds: 3n, nanos: 0 },
    });
    expect(channel.lastRequest).toMatchObject({ commandId: 8 });
  });

  for (const [status, text] of [
    [3, /too hot/],
    [4, /took over/],
    [77, /status 77/],
  ] as const) {
    it(`fails at feedback ${status}`, async () => {
      const error = await rejection(scene([{ status: 2 }, { status }]).run());
      expect(error).toBeInstanceOf(FanCommandEndedError);
      expect(error).toMatchObject({ code: "POWER_FAN_COMMAND_ENDED", status });
      expect((error as Error).message).toMatch(text);
    });
  }

  it("fails where it is too hot from the start, and where it never ends", async () => {
    expect(await rejection(scene([], { status: 2 }).run())).toMatchObject({ code: "POWER_FAN_TEMPERATURE_TOO_HIGH" });
    expect(await rejection(scene([{ status: 2 }]).run())).toMatchObject({
      code: "POWER_COMMAND_TIMED_OUT",
      timeoutMs: 13_000,
    });
  });

  for (const options of [
    { percent: -1 },
    { percent: 101 },
    { percent: 1.5 },
    { percent: NaN },
    { durationMs: 0 },
    { durationMs: 999 },
    { durationMs: 1500 },
    { durationMs: Infinity },
  ]) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      const { run, names } = scene([]);
      expect(await rejection(run(options))).toBeInstanceOf(RangeError);
      expect(names()).toEqual([]);
    });
  }
});
