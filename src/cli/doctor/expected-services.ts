/**
 * Directory names that a robot should have without any payload or licence, as of release 5.1. No list of them is published:
 * this one is drawn from what the services do, and so a name that is missing is a warning and no more. Releases before 3.3
 * lack `keepalive`; arm, docking and data acquisition depend on the robot and are not here.
 */
export const EXPECTED_SERVICES: readonly string[] = [
  "auth",
  "directory",
  "directory-registration",
  "estop",
  "fault",
  "graph-nav-service",
  "image",
  "keepalive",
  "lease",
  "license",
  "local-grid-service",
  "payload",
  "payload-registration",
  "power",
  "robot-command",
  "robot-id",
  "robot-state",
  "time-sync",
  "world-objects",
];
