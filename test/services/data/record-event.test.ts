/** Events in the robot's log, and their parameters. */
import { describe, expect, it } from "vitest";
import { DataBufferClient, localTime, parameter, recordEvent, robotTime } from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

const robotClock = { toRobotTime: (local: bigint) => robotTime(local + 100_000_000_000n), clockIdentifier: "c" };
const EVENT = { type: "inspection", source: "tester", startTime: localTime(5_000_000_007n) };
const START = { seconds: 105n, nanos: 7 };

describe("an event", () => {
  it("gets an id of its own, and ends when it starts", async () => {
    const { client, channel } = scripted(DataBufferClient, { RecordEvents: [{}] }, { robotClock });
    const id = await recordEvent(client, { ...EVENT, level: 2, parameters: [parameter("n", 3n)] });
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const recorded = { id, type: "inspection", source: "tester", level: 2, startTime: START, endTime: START };
    expect(channel.lastRequest).toMatchObject({
      events: [{ ...recorded, parameters: [{ label: "n", intValue: 3n }] }],
    });
    expect(await recordEvent(client, EVENT)).not.toBe(id);
  });

  it("keeps the id and the end that it is given", async () => {
    const { client, channel } = scripted(DataBufferClient, { RecordEvents: [{}] }, { robotClock });
    expect(await recordEvent(client, { ...EVENT, id: "mine", endTime: { seconds: 200n } })).toBe("mine");
    expect(channel.lastRequest).toMatchObject({
      events: [{ id: "mine", startTime: START, endTime: { seconds: 200n } }],
    });
  });

  it("insists on robot time", async () => {
    const { client, names } = scripted(DataBufferClient, {}, { robotClock: undefined });
    expect(await rejection(recordEvent(client, EVENT))).toMatchObject({ code: "TIME_SYNC_REQUIRED" });
    expect(names()).toEqual([]);
  });
});

describe("a parameter", () => {
  it("has its value in the field of its type", () => {
    const details = { units: "m", notes: "measured" };
    expect(parameter("x", 1.5, details)).toEqual({ label: "x", units: "m", notes: "measured", floatValue: 1.5 });
    expect(parameter("x", 2)).toMatchObject({ floatValue: 2 });
    expect(parameter("x", true)).toMatchObject({ boolValue: true });
    expect(parameter("x", "s")).toMatchObject({ stringValue: "s" });
    expect(parameter("x", -1n)).toMatchObject({ intValue: -1n });
    expect(parameter("x", 2n ** 64n - 1n)).toMatchObject({ uintValue: 2n ** 64n - 1n });
    expect(parameter("x", { timestamp: START })).toMatchObject({ timestamp: START });
    expect(parameter("x", { duration: { seconds: 1n } })).toMatchObject({ duration: { seconds: 1n } });
    expect(() => parameter("x", 2n ** 64n)).toThrow(RangeError);
  });
});
