/** What to run next when a robot says no: one line after the error, for those errors that a command of ours can mend. */

const REMEDIES: Readonly<Record<string, string>> = {
  LEASE_RESOURCE_ALREADY_CLAIMED: "spotwire lease list HOST says who has it; --take takes it from them",
  LEASE_NOT_OWNED: "spotwire lease list HOST says who has it now",
  ESTOP_MOTORS_ON: "spotwire power off HOST, then the same again",
  POWER_ESTOPPED: "spotwire estop status HOST says which endpoint keeps the power off",
  POWER_KEEPALIVE_MOTORS_OFF: "spotwire keepalive status HOST and spotwire estop status HOST say what fell silent",
  POWER_FAULTED: "spotwire faults HOST",
  ROBOT_COMMAND_NOT_POWERED_ON: "spotwire power on HOST, or the same command with --power-on",
  ROBOT_COMMAND_SITTING: "spotwire stand HOST",
  ROBOT_COMMAND_BEHAVIOR_FAULT: "spotwire faults HOST, then spotwire faults clear HOST ID or spotwire self-right HOST",
  ROBOT_COMMAND_FAULT_NOT_CLEARED: "spotwire faults HOST says which faults stand in the way",
  ROBOT_COMMAND_DOCKED: "spotwire undock HOST",
  ROBOT_COMMAND_DOCKING_FAILED: "walk nearer to the dock, so that its fiducial is in sight, and the same again",
  IMAGE_UNKNOWN_SOURCE: "spotwire image list HOST",
  GRAPH_NAV_UNKNOWN_WAYPOINT: "spotwire map status HOST --waypoints",
  GRAPH_NAV_NOT_LOCALIZED: "spotwire map localize HOST",
  GRAPH_NAV_NAVIGATION_FAILED: "spotwire map status HOST says whether the robot is localised, and where",
  RECORDING_NOT_RECORDING: "spotwire map record start HOST",
  MAP_FOLDER_CORRUPT: "spotwire map check DIR lists all that is wrong with it",
  SERVICE_NOT_REGISTERED: "spotwire directory HOST lists the services that this robot has",
  FAULT_NOT_ACTIVE: "spotwire faults HOST lists those that are active",
  LOG_STATUS_EXPERIMENT_RUNNING: "spotwire log status HOST, then spotwire log stop HOST ID",
};

/** The command that may mend an error, by its code; `undefined` if none of ours does. */
export function remedyFor(code: string): string | undefined {
  return REMEDIES[code];
}
