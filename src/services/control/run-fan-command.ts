/** The fans at a speed of the caller's choice, seen through. */
import {
  type FanPowerCommandFeedbackResponse,
  FanPowerCommandFeedbackResponse_Status,
} from "../../messages/bosdyn/api/power.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { SpotError } from "../../errors.ts";
import { duration, within } from "../motion/commands/number-checks.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import type { PowerClient } from "./power.ts";
import { PowerCommandTimedOutError } from "./run-power-command.ts";

/** The fans went back to the robot's own control before the time was up. */
export class FanCommandEndedError extends SpotError {
  override readonly code = "POWER_FAN_COMMAND_ENDED";
  override readonly retryable = false;
  /** `FanPowerCommandFeedbackResponse_Status`: 3 too hot, 4 another command took over. */
  readonly status: FanPowerCommandFeedbackResponse_Status;
  /** All that the robot says of it. */
  readonly feedback: FanPowerCommandFeedbackResponse;

  constructor(feedback: FanPowerCommandFeedbackResponse) {
    const { status } = feedback;
    super(`the fans are the robot's own again: ${WHY[status] ?? `status ${status}`}`);
    this.status = status;
    this.feedback = feedback;
  }
}

const { STATUS_COMPLETE, STATUS_RUNNING, STATUS_TEMPERATURE_STOP, STATUS_OVERRIDDEN_BY_COMMAND } =
  FanPowerCommandFeedbackResponse_Status;

const WHY: Readonly<Partial<Record<FanPowerCommandFeedbackResponse_Status, string>>> = {
  [STATUS_TEMPERATURE_STOP]: "it became too hot; let it cool down",
  [STATUS_OVERRIDDEN_BY_COMMAND]: "another command took over",
};

/** What to do with the fans, and how to see it through. Defaults: its own time and 10 s, asking every second. */
export interface FanCommandOptions extends WaitOptions<FanPowerCommandFeedbackResponse> {
  /** Of full power, 0 to 100. */
  readonly percent: number;
  /** For how long, in milliseconds: whole seconds, of which the robot counts. Then the fans are the robot's own again. */
  readonly durationMs: number;
  /** Sent as it is, empty too. Default: that of the client's lease provider, if it has one. */
  readonly lease?: LeaseInit | undefined;
}

const INTERVAL_MS = 1000;
const MARGIN_MS = 10_000;
const FEEDBACK = "/bosdyn.api.PowerService/FanPowerCommandFeedback";

/**
 * Run the fans at a certain power for a certain time, until that is over. To have them turn while something else goes on,
 * do not wait for it.
 * @throws {FanControlTemperatureError} it is too hot from the start
 * @throws {FanCommandEndedError} the robot took the fans back before the time was up
 * @throws {PowerCommandTimedOutError} it was still at it when the wait was over
 * @throws {LeaseUseError | ResponseError | RpcError}
 * @throws {RangeError} `percent` is no whole number of 0 to 100, or the time is not one or more whole seconds
 */
export async function runFanCommand(
  client: Pick<PowerClient, "fanPowerCommand" | "fanPowerCommandFeedback">,
  { percent, durationMs, lease, ...options }: FanCommandOptions,
): Promise<void> {
  if (!Number.isInteger(within("percent", percent, 0, 100)))
    throw new RangeError(`percent is ${percent}: not a whole number`);
  // The robot leaves fractions of a second out: less than one would be none at all.
  if (within("durationMs", durationMs, 1000, Number.MAX_SAFE_INTEGER) % 1000 !== 0)
    throw new RangeError(`durationMs is ${durationMs}: it must be whole seconds`);
  const wait = new Wait(options, { timeoutMs: durationMs + MARGIN_MS, intervalMs: INTERVAL_MS });
  const request = { percentPower: percent, duration: duration("durationMs", durationMs), lease };
  const { commandId } = await client.fanPowerCommand(request, wait.callOptions());
  const isOver = await wait.until(FEEDBACK, async (call) => {
    const feedback = await client.fanPowerCommandFeedback({ commandId }, call);
    options.onProgress?.(feedback);
    if (feedback.status === STATUS_COMPLETE) return true;
    if (feedback.status !== STATUS_RUNNING) throw new FanCommandEndedError(feedback);
    return undefined;
  });
  if (isOver === undefined) throw new PowerCommandTimedOutError(`fan command ${commandId}`, wait.timeoutMs);
}
