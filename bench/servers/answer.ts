/** What the servers' unary method answers. */
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";

/** A small answer, as bytes. */
export const ANSWER: Uint8Array = RobotIdResponse.encode({
  header: { error: { code: 1 } },
  robotId: { serialNumber: "bench-0001", species: "spot", nickname: "a robot for measuring" },
});
