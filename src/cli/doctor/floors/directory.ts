/** Floor 9: the directory, and whether what every robot has is in it. */
import { EXPECTED_SERVICES } from "../expected-services.ts";
import type { FloorFinding } from "../finding.ts";
import type { Visit } from "../visit.ts";

/** Read the directory. */
export async function readDirectory(visit: Visit): Promise<FloorFinding> {
  const tried = "list the robot's services";
  if (!visit.isLoggedIn) return { outcome: "skipped", tried, seen: "needs a login", facts: {} };
  const names = (await visit.robot.listServices()).map(({ name }) => name).sort();
  const missing = EXPECTED_SERVICES.filter((name) => !names.includes(name));
  const facts = { services: names, missing };
  if (missing.length === 0) return { outcome: "pass", tried, seen: `${names.length} services`, facts };
  return {
    outcome: "warn",
    tried,
    seen: `${names.length} services, without ${missing.join(", ")}`,
    meaning: "Every robot has these once it has started; calls to them fail with SERVICE_NOT_REGISTERED.",
    remedy:
      "A robot that has just been switched on: wait a minute. Otherwise restart it, and look at its faults. " +
      "(The simulator has no services for payloads.)",
    facts,
  };
}
