/** The robot's metrics over its life. */
import { MetricsLoggingRobotServiceCalls } from "../../messages/bosdyn/api/metrics_logging/metrics_logging_robot_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads stored and current metrics. Needs a login. */
export const MetricsLoggingClient: ClientClass<typeof MetricsLoggingRobotServiceCalls> = /* @__PURE__ */ defineClient(
  MetricsLoggingRobotServiceCalls,
  {
    serviceName: "metrics-logging",
  },
);
/** Reads stored and current metrics. Needs a login. */
export type MetricsLoggingClient = InstanceType<typeof MetricsLoggingClient>;
