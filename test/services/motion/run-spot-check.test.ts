/** Spot checks and camera calibrations from start to end. */
import { describe, expect, it } from "vitest";
import {
  CameraCalibrationTargetNotCenteredError,
  CameraCalibrationTimedOutError,
  LeaseUseError,
  runCameraCalibration,
  runSpotCheck,
  SpotCheckClient,
  SpotCheckNotSittingError,
  SpotCheckTimedOutError,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const LEASE = { resource: "body", sequence: [1] };
const RUNNING = { state: 3, error: 1, progress: 0.5 };

describe("a spot check", () => {
  it.each([7, 10])("runs until its state is %i, asked after every 4 s", async (state) => {
    const clock = new SkippingClock();
    const { client, channel } = scripted(SpotCheckClient, {
      SpotCheckCommand: [{ status: 1 }],
      SpotCheckFeedback: [RUNNING, RUNNING, { state, error: 1, progress: 1 }],
    });
    const heard: number[] = [];
    const end = await runSpotCheck(client, LEASE, { clock, onProgress: ({ progress }) => heard.push(progress) });
    expect(end).toMatchObject({ state, progress: 1 });
    expect(channel.calls[0]?.requests[0]).toMatchObject({ command: 1, lease: LEASE });
    expect(clock.delays).toEqual([4000, 4000]);
    expect(heard).toEqual([0.5, 0.5, 1]);
  });

  it("ends with the error that the feedback has", async () => {
    const script = { SpotCheckCommand: [{ status: 1 }], SpotCheckFeedback: [RUNNING, { state: 9, error: 4 }] };
    const { client } = scripted(SpotCheckClient, script);
    const error = await rejection(runSpotCheck(client, LEASE, { clock: new SkippingClock() }));
    expect(error).toBeInstanceOf(SpotCheckNotSittingError);
  });

  it("is given up after 212 s", async () => {
    const clock = new SkippingClock();
    const script = { SpotCheckCommand: [{ status: 1 }], SpotCheckFeedback: [RUNNING] };
    const error = await rejection(runSpotCheck(scripted(SpotCheckClient, script).client, LEASE, { clock }));
    expect(error).toBeInstanceOf(SpotCheckTimedOutError);
    expect(error).toMatchObject({ code: "SPOT_CHECK_TIMED_OUT", timeoutMs: 212_000 });
    expect(clock.delays).toHaveLength(53);
  });
});

describe("a camera calibration", () => {
  it("runs until it succeeds", async () => {
    const clock = new SkippingClock();
    const { client, channel } = scripted(SpotCheckClient, {
      CameraCalibrationCommand: [{}],
      CameraCalibrationFeedback: [{ status: 1 }, { status: 2 }],
    });
    await runCameraCalibration(client, LEASE, { clock });
    expect(channel.calls[0]?.requests[0]).toMatchObject({ command: 1, lease: LEASE });
    expect(clock.delays).toEqual([4000]);
  });

  it("ends with what went wrong, and when 20 minutes are over", async () => {
    const run = async (command: object, feedback: object): Promise<unknown> => {
      const script = { CameraCalibrationCommand: [command], CameraCalibrationFeedback: [feedback] };
      const { client } = scripted(SpotCheckClient, script);
      return rejection(runCameraCalibration(client, LEASE, { clock: new SkippingClock() }));
    };
    expect(await run({}, { status: 6 })).toBeInstanceOf(CameraCalibrationTargetNotCenteredError);
    expect(await run({}, { status: 5 })).toBeInstanceOf(LeaseUseError);
    expect(await run({ leaseUseResult: { status: 4 } }, {})).toBeInstanceOf(LeaseUseError);
    const error = await run({}, { status: 1 });
    expect(error).toBeInstanceOf(CameraCalibrationTimedOutError);
    expect(error).toMatchObject({ code: "CAMERA_CALIBRATION_TIMED_OUT", timeoutMs: 1_200_000 });
  });
});
