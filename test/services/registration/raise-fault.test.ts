import { describe, expect, it } from "vitest";
import { FaultClient } from "../../../src/services/registration/fault.ts";
import { raiseFault } from "../../../src/services/registration/raise-fault.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

const scene = (trigger: object = { status: 1 }, clear: object = { status: 1 }) =>
  scripted(FaultClient, { TriggerServiceFault: [trigger], ClearServiceFault: [clear] });

describe("raiseFault", () => {
  it("raises the fault, and clears it when its scope ends", async () => {
    const { client, channel, names } = scene();
    {
      await using fault = await raiseFault(client, {
        faultName: "lens",
        serviceName: "cam",
        severity: 2,
        errorMessage: "dirty",
      });
      expect(fault.faultId).toEqual({ faultName: "lens", serviceName: "cam" });
      expect(channel.lastRequest).toMatchObject({
        fault: {
          faultId: { faultName: "lens", serviceName: "cam", payloadGuid: "" },
          severity: 2,
          errorMessage: "dirty",
        },
      });
    }
    expect(names()).toEqual(["TriggerServiceFault", "ClearServiceFault"]);
    expect(channel.lastRequest).toMatchObject({ faultId: { faultName: "lens", serviceName: "cam" } });
  });

  it("takes over a fault that is raised already, and is content with one that is clear already", async () => {
    const fault = await raiseFault(scene({ status: 2 }, { status: 2 }).client, { faultName: "lens", payloadGuid: "g" });
    expect(fault.faultId).toEqual({ faultName: "lens", payloadGuid: "g" });
    await fault.clear();
  });

  it("passes on everything else", async () => {
    expect(
      await rejection(raiseFault(scene({ status: 9 }).client, { faultName: "f", serviceName: "s" })),
    ).toMatchObject({ status: 9 });
    const fault = await raiseFault(scene({ status: 1 }, { status: 9 }).client, { faultName: "f", serviceName: "s" });
    expect(await rejection(fault.clear())).toMatchObject({ status: 9 });
  });

  it("refuses a fault without a name, of nobody, or of two", async () => {
    const { client, names } = scene();
    expect(await rejection(raiseFault(client, { faultName: "", serviceName: "s" }))).toBeInstanceOf(RangeError);
    expect(await rejection(raiseFault(client, { faultName: "f" }))).toBeInstanceOf(TypeError);
    expect(await rejection(raiseFault(client, { faultName: "f", serviceName: "s", payloadGuid: "g" }))).toBeInstanceOf(
      TypeError,
    );
    expect(names()).toEqual([]);
  });
});
