/** Who the simulated robot says it is: a simulator, in every field where a person might look. */
import type { RobotIdInit } from "../messages/bosdyn/api/robot_id.ts";
import { VERSION } from "../version.ts";

/** Release of the API that the simulator speaks. */
const API = { majorVersion: 5, minorVersion: 1, patchLevel: 4 } as const;

/** The identity of a simulator with a serial number. */
export function simulatorIdentity(serialNumber: string): RobotIdInit {
  return {
    serialNumber,
    computerSerialNumber: `${serialNumber}-computer`,
    species: "spot",
    version: "simulator",
    nickname: "spotwire simulator",
    softwareRelease: {
      version: API,
      name: `spotwire-simulator-${VERSION}`,
      type: "simulator",
      apiVersion: Object.values(API).join("."),
      buildInformation: `spotwire ${VERSION}, not a robot`,
    },
  };
}
