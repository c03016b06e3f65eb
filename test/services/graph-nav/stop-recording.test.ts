/** Ending a recording. */
import { describe, expect, it } from "vitest";
import {
  GraphNavRecordingClient,
  NotLocalizedToEndError,
  NotReadyYetError,
  stopRecordingWhenReady,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const NOT_READY = { status: 3 };

describe("ending a recording", () => {
  it("asks again every 1.5 s as long as the robot is not ready", async () => {
    const clock = new SkippingClock();
    const script = { StopRecording: [NOT_READY, NOT_READY, { status: 1, mapStats: { totalPathLength: 4 } }] };
    const { client, channel } = scripted(GraphNavRecordingClient, script);
    const heard: unknown[] = [];
    const onProgress = (each: unknown): unknown => heard.push(each);
    const response = await stopRecordingWhenReady(client, { clock, onProgress, lease: { resource: "body" } });
    expect(response.mapStats?.totalPathLength).toBe(4);
    expect(channel.lastRequest).toMatchObject({ lease: { resource: "body" } });
    expect(clock.delays).toEqual([1500, 1500]);
    expect(heard).toHaveLength(2);
  });

  it("fails where the robot never is, or says no for another reason", async () => {
    const stop = async (answer: object): Promise<unknown> => {
      const { client } = scripted(GraphNavRecordingClient, { StopRecording: [answer] });
      return rejection(stopRecordingWhenReady(client, { clock: new SkippingClock() }));
    };
    expect(await stop(NOT_READY)).toBeInstanceOf(NotReadyYetError);
    expect(await stop({ status: 2 })).toBeInstanceOf(NotLocalizedToEndError);
  });
});
