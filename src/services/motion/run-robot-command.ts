/** Robot commands seen through: sent, then polled until the robot has got there, or never will. */
import type { RobotCommandFeedbackResponse } from "../../messages/bosdyn/api/robot_command.ts";
import { TimedOutError } from "../errors/rpc-errors.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import type { LocalTime } from "../time.ts";
import { type CommandJudge, partsThatGaveUp, selfRightProgress } from "./command-progress.ts";
import { RobotCommandFailedError, RobotCommandTimedOutError } from "./robot-command-errors.ts";
import type { LocalRobotCommand, RobotCommandClient } from "./robot-command.ts";

/** How to see a command through. Defaults: 10 s in all, asking every second. */
export interface RunRobotCommandOptions extends WaitOptions<RobotCommandFeedbackResponse> {
  /** When the command ends, by this machine's clock; see `SendCommandOptions`. */
  readonly endTime?: LocalTime | undefined;
}

const DEFAULTS = { timeoutMs: 10_000, intervalMs: 1000 };
const SELF_RIGHT_TIMEOUT_MS = 30_000;

/**
 * Wait until the robot has got where a command sent it.
 * @param robotCommandId what `sendCommand` returned; 0 is the command that is in force
 * @param progress judges the feedback, for example `standProgress`
 * @returns the feedback that says so
 * @throws {RobotCommandTimedOutError} the robot was still on its way when the time was up
 * @throws {RobotCommandFailedError} another command took its place, its end time passed, or the robot cannot get there
 * @throws {ResponseError | RpcError}
 */
export async function awaitRobotCommand(
  client: Pick<RobotCommandClient, "robotCommandFeedback">,
  robotCommandId: number,
  progress: CommandJudge,
  options: WaitOptions<RobotCommandFeedbackResponse> = {},
): Promise<RobotCommandFeedbackResponse> {
  return awaitEnd(client, robotCommandId, progress, new Wait(options, DEFAULTS), options);
}

/**
 * Send a command and wait until the robot has got there.
 * @returns the feedback that says so
 * @throws as {@link awaitRobotCommand} and `sendCommand`
 */
export async function runRobotCommand(
  client: Pick<RobotCommandClient, "sendCommand" | "robotCommandFeedback">,
  command: LocalRobotCommand,
  progress: CommandJudge,
  { endTime, ...options }: RunRobotCommandOptions = {},
): Promise<RobotCommandFeedbackResponse> {
  const wait = new Wait(options, DEFAULTS);
  const id = await client.sendCommand(command, { ...wait.callOptions(), endTime });
  return awaitEnd(client, id, progress, wait, options);
}

/**
 * Have a robot that has fallen roll onto its belly. Needs room around it. Default: 30 s in all.
 * @throws as {@link runRobotCommand}
 */
export async function selfRight(
  client: Pick<RobotCommandClient, "sendCommand" | "robotCommandFeedback">,
  options: WaitOptions<RobotCommandFeedbackResponse> = {},
): Promise<void> {
  const timeoutMs = options.timeoutMs ?? SELF_RIGHT_TIMEOUT_MS;
  const command = { fullBodyCommand: { selfrightRequest: {} } };
  await runRobotCommand(client, command, selfRightProgress, { ...options, timeoutMs });
}

async function awaitEnd(
  client: Pick<RobotCommandClient, "robotCommandFeedback">,
  robotCommandId: number,
  progress: CommandJudge,
  wait: Wait,
  { onProgress }: WaitOptions<RobotCommandFeedbackResponse>,
): Promise<RobotCommandFeedbackResponse> {
  const path = "/bosdyn.api.RobotCommandService/RobotCommandFeedback";
  const end = await wait.until(path, async (callOptions) => {
    try {
      const response = await client.robotCommandFeedback({ robotCommandId }, callOptions);
      onProgress?.(response);
      return isDone(response, robotCommandId, progress) ? response : undefined;
    } catch (error) {
      // An answer that is late says nothing of the command.
      if (error instanceof TimedOutError) return undefined;
      throw error;
    }
  });
  if (end === undefined) throw new RobotCommandTimedOutError(`robot command ${robotCommandId}`, wait.timeoutMs);
  return end;
}

function isDone(response: RobotCommandFeedbackResponse, robotCommandId: number, progress: CommandJudge): boolean {
  const reasons = partsThatGaveUp(response.feedback);
  const judged = response.feedback === undefined ? "failed" : progress(response.feedback);
  if (reasons.length === 0 && judged !== "failed") return judged === "done";
  const why = reasons.length > 0 ? reasons.join(", ") : "the robot cannot get there; read the feedback";
  throw new RobotCommandFailedError(`robot command ${robotCommandId} came to nothing: ${why}`, response);
}
