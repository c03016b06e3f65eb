/** The .proto files whose messages the bench encodes and decodes. */
import { resolve } from "node:path";

/** The folder that imports are relative to. */
export const PROTOS: string = resolve(import.meta.dirname, "../../protos");

/** Relative to the folder. */
export const PROTO_FILES: readonly string[] = [
  "bosdyn/api/robot_id_service.proto",
  "bosdyn/api/robot_state_service.proto",
  "bosdyn/api/robot_command_service.proto",
  "bosdyn/api/auth_service.proto",
  "bosdyn/api/estop_service.proto",
  "bosdyn/api/lease_service.proto",
  "bosdyn/api/power_service.proto",
  "bosdyn/api/time_sync_service.proto",
];
