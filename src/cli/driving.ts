/**
 * The frame of every command that moves the robot: connect, log in, know its clock, hold the lease of the body, run; and
 * whatever happens, stop what was begun, give the lease back, and close, in that order and with a limit on each.
 */
import type { Command } from "commander";
import type { HeldLease, Robot } from "../robot/index.ts";
import { leasesOf } from "../robot/index.ts";
import {
  isPoweredOn,
  PowerClient,
  powerOnMotors,
  ResourceAlreadyClaimedError,
  RobotCommandClient,
  RobotStateClient,
  stopCommand,
  WaitTimedOutError,
} from "../services/index.ts";
import { BehaviorState_State, type RobotState } from "../messages/bosdyn/api/robot_state.ts";
import { RobotSitsError } from "./driving-errors.ts";
import { note, type Output } from "./output.ts";
import {
  type CommandContext,
  type RobotOptions,
  type RobotOptionsFor,
  withRobot,
  withRobotOptions,
} from "./robot-options.ts";

/** What the options of such a command hold. */
export interface DriveOptions extends RobotOptions {
  readonly take?: boolean;
  readonly powerOn?: boolean;
}

/** A robot that this program may command. */
export interface Driven {
  readonly robot: Robot;
  /** Aborted by Ctrl-C, and when the lease is lost. Give it to every call that may take a while. */
  readonly signal: AbortSignal;
}

/** How the command ends when it is interrupted. */
export interface DriveRules {
  /**
   * `stop` sends a stop command first. `leave` lets the robot go on, for what is safer to finish, as sitting down and
   * powering off is. Default `stop`.
   */
  readonly whenInterrupted?: "stop" | "leave";
  /** Whether the robot is gone when the action has done its work, so that there is nobody to return a lease to. */
  readonly robotGoesAway?: boolean;
}

/** How long the robot has to answer the stop, and the return of the lease, each. */
const FAREWELL_MS = 2000;

/** Add the host argument, the shared options and `--take`; with `powersOn`, also `--power-on`. */
export function withDriveOptions(
  command: Command,
  { powersOn = false, ...options }: Partial<RobotOptionsFor> & { readonly powersOn?: boolean } = {},
): Command {
  withRobotOptions(command, { needsLogin: true, ...options }).option(
    "--take",
    "take the lease from whoever has it: that interrupts them, and the robot may be moving",
  );
  return powersOn ? command.option("--power-on", "power the motors on first, if they are off") : command;
}

/**
 * Run an action that commands the robot. Ctrl-C, a lost lease and a wait that took too long end it; then the robot is told
 * to stop, unless the lease is somebody else's by then.
 */
export async function withDrivenRobot<T>(
  host: string | undefined,
  options: DriveOptions,
  context: CommandContext,
  action: (driven: Driven) => Promise<T>,
  { whenInterrupted = "stop", robotGoesAway = false }: DriveRules = {},
): Promise<T> {
  return withRobot(
    host,
    options,
    context,
    async (robot) => {
      await robot.timeSync.established({ signal: context.signal });
      const lease = await acquire(robot, options, context);
      const signal = AbortSignal.any([context.signal, lease.signal]);
      let mustStop = false;
      let isGone = false;
      try {
        const result = await action({ robot, signal });
        mustStop = context.signal.aborted;
        isGone = robotGoesAway;
        return result;
      } catch (error) {
        // Whatever fails after the lease is lost fails because of it.
        if (lease.lost !== undefined) throw lease.signal.reason;
        mustStop = context.signal.aborted || error instanceof WaitTimedOutError;
        throw error;
      } finally {
        if (mustStop && whenInterrupted === "stop") await stop(robot, context.output);
        if (!isGone) await giveBack(lease, context.output);
      }
    },
    { needsLogin: true, onInterrupt: "leave" },
  );
}

/** What a command does that commands the robot and takes no argument but the host: for `command.action`. */
export function onDrivenRobot<Options extends DriveOptions = DriveOptions>(
  context: CommandContext,
  action: (driven: Driven, options: Options) => Promise<void>,
  rules?: DriveRules,
): (host: string | undefined, options: Options) => Promise<void> {
  return (host, options) => withDrivenRobot(host, options, context, (driven) => action(driven, options), rules);
}

/**
 * Make sure that the motors have power, where `--power-on` was given; the robot itself refuses commands without.
 * @returns the robot's state
 */
export async function powerOnIfAsked(
  { robot, signal }: Driven,
  { powerOn, json }: DriveOptions,
  { output }: CommandContext,
): Promise<RobotState> {
  const client = robot.client(RobotStateClient);
  const state = await client.getRobotState({ signal });
  if (powerOn !== true || isPoweredOn(state)) return state;
  if (json !== true) note(output, "powering the motors on …");
  await powerOnMotors(robot.client(PowerClient), { signal, intervalMs: 250 });
  return client.getRobotState({ signal });
}

/** Make sure that the robot stands. A robot without power is left to say so itself. @throws {RobotSitsError} */
export function requireStanding(state: RobotState): void {
  const isReady = state.behaviorState?.state !== BehaviorState_State.STATE_NOT_READY;
  if (isPoweredOn(state) && !isReady) throw new RobotSitsError();
}

async function acquire(robot: Robot, { take }: DriveOptions, { output, signal }: CommandContext): Promise<HeldLease> {
  const leases = leasesOf(robot);
  // The loss ends the action, and is told with what the action says. A sign of life that fails is followed by another.
  const quiet = { signal, onLost: () => undefined, onError: () => undefined };
  if (take === true) {
    note(output, "taking the lease of the body: whoever had it cannot command the robot any more");
    return leases.take("body", quiet);
  }
  try {
    return await leases.acquire("body", quiet);
  } catch (error) {
    if (error instanceof ResourceAlreadyClaimedError) note(output, `the robot is ${ownerText(error)}`);
    throw error;
  }
}

function ownerText({ response }: ResourceAlreadyClaimedError): string {
  const { leaseOwner } = response as {
    readonly leaseOwner?: { readonly clientName: string; readonly userName: string };
  };
  if (leaseOwner === undefined) return "in somebody else's hands";
  return `in the hands of client ${leaseOwner.clientName || "(no name)"}, user ${leaseOwner.userName || "(no name)"}`;
}

async function stop(robot: Robot, output: Output): Promise<void> {
  try {
    await robot.client(RobotCommandClient).sendCommand(stopCommand(), { timeoutMs: FAREWELL_MS });
    note(output, "the robot was told to stop");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    note(output, `the robot could not be told to stop, and goes on until its command ends: ${why}`);
  }
}

async function giveBack(lease: HeldLease, output: Output): Promise<void> {
  try {
    await lease.return({ timeoutMs: FAREWELL_MS });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    note(output, `the lease could not be returned; the robot lets others have it after a while: ${why}`);
  }
}
