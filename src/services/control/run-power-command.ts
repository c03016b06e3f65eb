/** Power commands seen through: sent, then polled until the robot has done it or says why not. */
import {
  type PowerCommandFeedbackResponse,
  PowerCommandRequest_Request,
  type PowerCommandResponse,
  PowerCommandStatus,
} from "../../messages/bosdyn/api/power.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { RetryableUnavailableError, TimedOutError, UnableToConnectToRobotError } from "../errors/rpc-errors.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { checkOutcome } from "../response-checks.ts";
import { WaitTimedOutError } from "../wait-timed-out-error.ts";
import { POWER_COMMAND, type PowerClient } from "./power.ts";

/** A power command was still under way when the time was up. */
export class PowerCommandTimedOutError extends WaitTimedOutError {
  override readonly code = "POWER_COMMAND_TIMED_OUT";
}

/** How to see a power command through. Defaults: 30 s in all, asking every second. */
export interface PowerCommandOptions extends WaitOptions<PowerCommandResponse | PowerCommandFeedbackResponse> {
  /** Sent as it is, empty too. Default: that of the client's lease provider, if it has one. */
  readonly lease?: LeaseInit | undefined;
}

const DEFAULTS = { timeoutMs: 30_000, intervalMs: 1000 };

/** After these the robot goes away: no answer, or a connection that ends, is the answer. */
const ENDS_THE_ROBOT: ReadonlySet<number> = new Set([
  PowerCommandRequest_Request.REQUEST_OFF_ROBOT,
  PowerCommandRequest_Request.REQUEST_CYCLE_ROBOT,
  PowerCommandRequest_Request.REQUEST_SOFT_REBOOT_ROBOT,
]);

/**
 * Send a power command and wait until the robot has carried it out. Where the robot itself goes down, a call that times
 * out counts as success.
 * @throws {PowerCommandTimedOutError} it was still in progress when the time was up
 * @throws {EstoppedError | PowerFaultedError | KeepaliveMotorsOffError | ResponseError} what became of it, as for the RPC
 * @throws {LeaseUseError | LicenseError | RpcError}
 */
export async function runPowerCommand(
  client: PowerClient,
  request: PowerCommandRequest_Request,
  { lease, ...options }: PowerCommandOptions = {},
): Promise<void> {
  const wait = new Wait(options, DEFAULTS);
  let isTaken = false;
  try {
    const response = await client.powerCommand({ request, lease }, wait.callOptions());
    isTaken = true;
    options.onProgress?.(response);
    if (response.status === PowerCommandStatus.STATUS_SUCCESS) return;
    await awaitPowerCommand(client, response.powerCommandId, wait, options);
  } catch (error) {
    if (ENDS_THE_ROBOT.has(request) && hasGone(error, isTaken)) return;
    throw error;
  }
}

/** Whether a failure is what a robot that goes down looks like. @param isTaken whether it has said that it will */
function hasGone(error: unknown, isTaken: boolean): boolean {
  // No connection at all says something only where there was one: before that the command may never have been sent.
  const isSilent = error instanceof TimedOutError || error instanceof RetryableUnavailableError;
  return isSilent || (isTaken && error instanceof UnableToConnectToRobotError);
}

async function awaitPowerCommand(
  client: PowerClient,
  powerCommandId: number,
  wait: Wait,
  { onProgress }: PowerCommandOptions,
): Promise<void> {
  const path = "/bosdyn.api.PowerService/PowerCommandFeedback";
  const isDone = await wait.until(path, async (callOptions) => {
    const feedback = await client.powerCommandFeedback({ powerCommandId }, callOptions);
    onProgress?.(feedback);
    // To the RPC the status of feedback is data; here it decides.
    checkOutcome(path, feedback, { statuses: POWER_COMMAND });
    return feedback.status === PowerCommandStatus.STATUS_SUCCESS ? true : undefined;
  });
  if (isDone === undefined) throw new PowerCommandTimedOutError(`power command ${powerCommandId}`, wait.timeoutMs);
}

/** Give the motors power. The robot stays as it is, sitting. @throws as {@link runPowerCommand} */
export async function powerOnMotors(client: PowerClient, options?: PowerCommandOptions): Promise<void> {
  return runPowerCommand(client, PowerCommandRequest_Request.REQUEST_ON_MOTORS, options);
}

/**
 * Cut the power of the motors at once: a robot that stands falls. To have it sit down first, see
 * {@link safePowerOffMotors}.
 * @throws as {@link runPowerCommand}
 */
export async function cutMotorPower(client: PowerClient, options?: PowerCommandOptions): Promise<void> {
  return runPowerCommand(client, PowerCommandRequest_Request.REQUEST_OFF_MOTORS, options);
}

/** Switch the payload ports on or off. @throws as {@link runPowerCommand} */
export async function setPayloadPower(client: PowerClient, on: boolean, options?: PowerCommandOptions): Promise<void> {
  const { REQUEST_ON_PAYLOAD_PORTS, REQUEST_OFF_PAYLOAD_PORTS } = PowerCommandRequest_Request;
  return runPowerCommand(client, on ? REQUEST_ON_PAYLOAD_PORTS : REQUEST_OFF_PAYLOAD_PORTS, options);
}

/**
 * Switch the Wi-Fi radio on or off. Whoever is connected by it is cut off, and cannot switch it on again.
 * @throws as {@link runPowerCommand}
 */
export async function setWifiPower(client: PowerClient, on: boolean, options?: PowerCommandOptions): Promise<void> {
  const { REQUEST_ON_WIFI_RADIO, REQUEST_OFF_WIFI_RADIO } = PowerCommandRequest_Request;
  return runPowerCommand(client, on ? REQUEST_ON_WIFI_RADIO : REQUEST_OFF_WIFI_RADIO, options);
}
