/** Data acquisition from start to end. */
import { describe, expect, it } from "vitest";
import {
  acquireDataAndWait,
  DataAcquisitionClient,
  DataAcquisitionFailedError,
  DataAcquisitionRequestIdDoesNotExistError,
  DataAcquisitionTimedOutError,
  localTime,
  RobotTimeUnknownError,
  robotTime,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const ACCEPTED = { status: 1, requestId: 6 };
const ACQUISITION = { actionName: "a", groupName: "g", requests: { dataCaptures: [{ name: "c" }] } };
const now = (): ReturnType<typeof localTime> => localTime(5_000_000_007n);
const robotClock = { toRobotTime: (local: bigint) => robotTime(local + 100_000_000_000n), clockIdentifier: "c" };

describe("an acquisition", () => {
  it("is dated by the robot's clock, and asked after every 200 ms until it is complete", async () => {
    const clock = new SkippingClock();
    const script = { AcquireData: [ACCEPTED], GetStatus: [{ status: 1 }, { status: 2 }, { status: 4 }, { status: 3 }] };
    const { client, channel } = scripted(DataAcquisitionClient, script);
    const heard: number[] = [];
    const acquired = await acquireDataAndWait(
      client,
      { ...ACQUISITION, minTimeoutMs: 1500 },
      { clock, now, robotClock, onProgress: ({ status }) => heard.push(status) },
    );
    const actionId = { actionName: "a", groupName: "g", timestamp: { seconds: 105n, nanos: 7 } };
    expect(channel.calls[0]?.requests[0]).toMatchObject({
      actionId,
      acquisitionRequests: ACQUISITION.requests,
      minTimeout: { seconds: 1n, nanos: 500_000_000 },
    });
    expect(acquired).toMatchObject({ requestId: 6, actionId, acquisition: { status: 3 } });
    expect(clock.delays).toEqual([200, 200, 200]);
    expect(heard).toEqual([1, 2, 4, 3]);
  });

  it("is dated by this machine's clock where the robot's is not known", async () => {
    const unknown = {
      toRobotTime: () => {
        throw new RobotTimeUnknownError("not yet");
      },
      clockIdentifier: "",
    };
    for (const each of [undefined, unknown]) {
      const { client } = scripted(DataAcquisitionClient, { AcquireData: [ACCEPTED], GetStatus: [{ status: 3 }] });
      const { actionId } = await acquireDataAndWait(client, ACQUISITION, { now, robotClock: each });
      expect(actionId.timestamp).toEqual({ seconds: 5n, nanos: 7 });
    }
  });

  it("fails where it ends without all of its data, and says what is missing", async () => {
    for (const status of [5, 10, 11, 12, 30, 99]) {
      const last = {
        status,
        dataErrors: [{ dataId: { channel: "camera" }, errorMessage: "dark" }],
        serviceErrors: [{ serviceName: "lidar", message: "gone" }],
        networkComputeErrors: [{ serviceName: "model", message: "slow" }],
      };
      const { client } = scripted(DataAcquisitionClient, { AcquireData: [ACCEPTED], GetStatus: [{ status: 1 }, last] });
      const error = await rejection(acquireDataAndWait(client, ACQUISITION, { clock: new SkippingClock() }));
      expect(error).toBeInstanceOf(DataAcquisitionFailedError);
      expect(error).toMatchObject({ code: "DATA_ACQUISITION_FAILED", status, acquisition: { status } });
      expect((error as Error).message).toContain("camera: dark; lidar: gone; model: slow");
    }
  });

  it("that the robot has forgotten, or that takes too long, is not waited for", async () => {
    const run = async (status: number): Promise<unknown> => {
      const { client } = scripted(DataAcquisitionClient, { AcquireData: [ACCEPTED], GetStatus: [{ status }] });
      return rejection(acquireDataAndWait(client, ACQUISITION, { clock: new SkippingClock(), timeoutMs: 1000 }));
    };
    expect(await run(20)).toBeInstanceOf(DataAcquisitionRequestIdDoesNotExistError);
    const error = await run(1);
    expect(error).toBeInstanceOf(DataAcquisitionTimedOutError);
    expect(error).toMatchObject({ code: "DATA_ACQUISITION_TIMED_OUT", timeoutMs: 1000 });
  });
});
