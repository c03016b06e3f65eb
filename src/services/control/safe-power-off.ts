/** Powering down without a fall: the robot sits, its motors go off, and then, if wanted, the robot itself. */
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { PowerCommandRequest_Request } from "../../messages/bosdyn/api/power.ts";
import { PowerState_MotorPowerState, type RobotState } from "../../messages/bosdyn/api/robot_state.ts";
import type { RobotCommandClient } from "../motion/robot-command.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import type { RobotStateClient } from "../robot-state/client.ts";
import { motorPowerState } from "../robot-state/robot-traits.ts";
import type { PowerClient } from "./power.ts";
import { PowerCommandTimedOutError, runPowerCommand } from "./run-power-command.ts";

/** The clients that it takes to power the motors down. */
export interface SafePowerOffClients {
  readonly robotCommand: Pick<RobotCommandClient, "robotCommand">;
  readonly robotState: Pick<RobotStateClient, "getRobotState">;
}

/** How to power down. Defaults: 30 s in all, asking every second. */
export interface SafePowerOffOptions extends WaitOptions<RobotState> {
  /** For the command; sent as it is, empty too. Default: that of the client's lease provider, if it has one. */
  readonly lease?: LeaseInit | undefined;
}

const DEFAULTS = { timeoutMs: 30_000, intervalMs: 1000 };
const STATE_PATH = "/bosdyn.api.RobotStateService/GetRobotState";

/**
 * Have the robot sit down and power its motors off, and wait until they are. On stairs it first walks off them. Needs a
 * lease and time sync, as every command.
 * @throws {PowerCommandTimedOutError} the motors still had power when the time was up
 * @throws {LeaseUseError | ResponseError | RpcError}
 */
export async function safePowerOffMotors(
  { robotCommand, robotState }: SafePowerOffClients,
  { lease, ...options }: SafePowerOffOptions = {},
): Promise<void> {
  const wait = new Wait(options, DEFAULTS);
  const command = { fullBodyCommand: { safePowerOffRequest: {} } };
  await robotCommand.robotCommand({ command, lease }, wait.callOptions());
  const isOff = await wait.until(STATE_PATH, async (callOptions) => {
    const state = await robotState.getRobotState(callOptions);
    options.onProgress?.(state);
    return motorPowerState(state) === PowerState_MotorPowerState.MOTOR_POWER_STATE_OFF ? true : undefined;
  });
  if (isOff === undefined) throw new PowerCommandTimedOutError("powering the motors off", wait.timeoutMs);
}

/** What to do with the robot once its motors are off. */
export type RobotPowerAction = "off" | "cycle" | "soft-reboot";

const REQUESTS: Readonly<Record<RobotPowerAction, PowerCommandRequest_Request>> = {
  off: PowerCommandRequest_Request.REQUEST_OFF_ROBOT,
  cycle: PowerCommandRequest_Request.REQUEST_CYCLE_ROBOT,
  "soft-reboot": PowerCommandRequest_Request.REQUEST_SOFT_REBOOT_ROBOT,
};

/**
 * Have the robot sit down, power its motors off, and then switch the robot itself off, cycle its power or restart its
 * software. It answers no more after that, so that a call which times out counts as success. All of it shares one time
 * limit. Whether a robot can do it stands in its hardware configuration.
 * @throws {PowerCommandTimedOutError} the motors still had power when the time was up
 * @throws {LeaseUseError | ResponseError | RpcError}
 */
export async function safePowerOffRobot(
  clients: SafePowerOffClients & { readonly power: PowerClient },
  action: RobotPowerAction = "off",
  options: SafePowerOffOptions = {},
): Promise<void> {
  const wait = new Wait(options, DEFAULTS);
  await safePowerOffMotors(clients, options);
  const { intervalMs, signal, clock, lease } = options;
  const timeoutMs = Math.max(1, wait.remainingMs);
  await runPowerCommand(clients.power, REQUESTS[action], { intervalMs, signal, clock, lease, timeoutMs });
}
