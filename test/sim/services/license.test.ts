import { describe, expect, it } from "vitest";
import { LicenseService } from "../../../src/messages/bosdyn/api/license_service.ts";
import { licenseService } from "../../../src/sim/services/license.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Hosted } from "../hosted.ts";

const clock = new ManualSimClock();
const service = new Hosted(licenseService(clock, "SIM-1"));

describe("the simulator's licence", () => {
  it("is valid, for this robot, from its boot on for years", async () => {
    const { license } = await service.unary(LicenseService.getLicenseInfo, {});
    const bootSeconds = ManualSimClock.bootNanos / 1_000_000_000n;
    expect(license).toMatchObject({ status: 1, robotSerial: "SIM-1", notValidBefore: { seconds: bootSeconds } });
    expect(license?.notValidAfter?.seconds).toBeGreaterThan(bootSeconds + 9n * 365n * 86_400n);
  });

  it("covers what it says that it covers, and nothing else", async () => {
    const { license } = await service.unary(LicenseService.getLicenseInfo, {});
    const featureCodes = [...(license?.licensedFeatures ?? []), "teleportation"];
    const { featureEnabled } = await service.unary(LicenseService.getFeatureEnabled, { featureCodes });
    expect(featureEnabled.get("robot-state-streaming")).toBe(true);
    expect([...featureEnabled.values()]).toEqual([...featureCodes.slice(0, -1).map(() => true), false]);
  });
});
