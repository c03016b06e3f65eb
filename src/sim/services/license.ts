/** The simulator's `bosdyn.api.LicenseService`: a licence for what the simulator does. */
import { LicenseInfo_Status, type LicenseInfoInit } from "../../messages/bosdyn/api/license.ts";
import { LicenseService } from "../../messages/bosdyn/api/license_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

/** The robot's feature codes are not published: ours are the directory names of the services that need a licence there. */
const FEATURES: readonly string[] = ["robot-state-streaming", "robot-command-streaming"];
const TEN_YEARS_NANOS = 3652n * 86_400n * 1_000_000_000n;

/** Make the service. */
export function licenseService(clock: SimClock, robotSerial: string): HostedService {
  const validFrom = clock.now();
  const license: LicenseInfoInit = {
    status: LicenseInfo_Status.STATUS_VALID,
    id: "spotwire-simulator",
    robotSerial,
    notValidBefore: toTimestamp(validFrom),
    notValidAfter: toTimestamp(validFrom + TEN_YEARS_NANOS),
    licensedFeatures: FEATURES,
  };
  return {
    name: "license",
    type: LicenseService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          LicenseService.getLicenseInfo,
          answering(clock, () => ({ license })),
        )
        .handle(
          LicenseService.getFeatureEnabled,
          answering(clock, ({ featureCodes }) => ({
            featureEnabled: new Map(featureCodes.map((code) => [code, FEATURES.includes(code)])),
          })),
        ),
  };
}
