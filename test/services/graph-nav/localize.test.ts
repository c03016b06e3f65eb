import { describe, expect, it } from "vitest";
import { GraphNavClient } from "../../../src/services/graph-nav/client.ts";
import { localizeByFiducial, localizeNear } from "../../../src/services/graph-nav/localize.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

const odomTformBody = { position: { x: 1, y: 2, z: 0.5 } };
const scene = (status = 1) => scripted(GraphNavClient, { SetLocalization: [{ status }] });

describe("localizeByFiducial", () => {
  it("goes by the nearest one, with no guess, and refines nothing", async () => {
    const { client, channel } = scene();
    await localizeByFiducial(client, { odomTformBody });
    expect(channel.lastRequest).toMatchObject({
      initialGuess: { waypointId: "" },
      koTformBody: odomTformBody,
      fiducialInit: 2,
      useFiducialId: 0,
      refineFiducialResultWithIcp: undefined,
      refineWithVisualFeatures: undefined,
      doAmbiguityCheck: false,
    });
  });

  it("goes by a certain one, and refines as it is told", async () => {
    const { client, channel } = scene();
    await localizeByFiducial(client, { odomTformBody, fiducialId: 523, refinement: "icp", checkAmbiguity: true });
    expect(channel.lastRequest).toMatchObject({
      fiducialInit: 4,
      useFiducialId: 523,
      refineFiducialResultWithIcp: true,
      doAmbiguityCheck: true,
    });
    await localizeByFiducial(client, { odomTformBody, refinement: { visual: { verifyRefinementQuality: true } } });
    expect(channel.lastRequest).toMatchObject({ refineWithVisualFeatures: { verifyRefinementQuality: true } });
    expect(channel.lastRequest["refineFiducialResultWithIcp"]).toBeUndefined();
  });

  it("says why there is none", async () => {
    expect(await rejection(localizeByFiducial(scene(5).client, { odomTformBody }))).toMatchObject({ status: 5 });
    expect(await rejection(localizeByFiducial(scene(6).client, { odomTformBody }))).toMatchObject({
      code: "RESPONSE_REJECTED",
      status: 6,
    });
  });

  for (const fiducialId of [0, -1, 1.5, NaN]) {
    it(`refuses fiducial ${fiducialId}`, () => {
      expect(() => localizeByFiducial(scene().client, { odomTformBody, fiducialId })).toThrow(RangeError);
    });
  }
});

describe("localizeNear", () => {
  it("guesses the waypoint itself, within 0.2 m and 20 degrees, without a fiducial", async () => {
    const { client, channel } = scene();
    await localizeNear(client, "w1", { odomTformBody, timeoutMs: 7000 });
    expect(channel.lastRequest).toMatchObject({
      initialGuess: { waypointId: "w1", waypointTformBody: { rotation: { w: 1 } } },
      maxDistance: 0.2,
      fiducialInit: 1,
    });
    expect(channel.lastRequest["maxYaw"]).toBeCloseTo(0.34907, 5);
    expect(channel.calls[0]?.options).toMatchObject({ timeoutMs: 7000 });
  });

  it("takes the caller's guess and bounds, 0 too", async () => {
    const { client, channel } = scene();
    const waypointTformBody = { position: { x: 3 } };
    await localizeNear(client, "w1", { odomTformBody, waypointTformBody, maxDistanceMeters: 0, maxYawRadians: 1 });
    expect(channel.lastRequest).toMatchObject({
      initialGuess: { waypointTformBody: { position: { x: 3 } } },
      maxDistance: 0,
      maxYaw: 1,
    });
  });

  it("refuses bounds and places that are none", () => {
    const near =
      (options: object, id = "w1") =>
      () =>
        localizeNear(scene().client, id, { odomTformBody, ...options });
    expect(near({}, "")).toThrow(RangeError);
    expect(near({ maxDistanceMeters: -1 })).toThrow(/maxDistanceMeters/);
    expect(near({ maxYawRadians: NaN })).toThrow(/maxYawRadians/);
    expect(near({ odomTformBody: { position: { x: NaN } } })).toThrow(/position.x/);
  });
});
