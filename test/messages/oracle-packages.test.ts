/**
 * Every codec of the packages below bosdyn.api against protobufjs reflection; see oracle-core.test.ts.
 */
import { testCodecs } from "../support/oracle-suite.ts";

const PACKAGES: Readonly<Record<string, number>> = {
  auto_return: 7,
  autowalk: 46,
  docking: 11,
  gps: 16,
  graph_nav: 133,
  keepalive: 14,
  log_status: 15,
  metrics_logging: 8,
  mission: 102,
  spot: 152,
  spot_cam: 139,
};

for (const [name, count] of Object.entries(PACKAGES)) {
  testCodecs(`bosdyn.api.${name}`, (protoPath) => protoPath.startsWith(`bosdyn/api/${name}/`), count);
}
