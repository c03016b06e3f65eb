/** The options of every command that talks to a robot, and the way from them to a connected, logged-in Robot. */
import { readFile } from "node:fs/promises";
import { Option, type Command } from "commander";
import { connect, type Robot } from "../robot/index.ts";
import { UsageError } from "./exit.ts";
import { type LinkCliOptions, openKeyLog, proxyLink, withLinkOptions } from "./link-options.ts";
import { note, type Output } from "./output.ts";
import { PASSWORD_VARIABLE, readPassword } from "./password.ts";

/** What those options hold. */
export interface RobotOptions extends LinkCliOptions {
  readonly roots: string;
  readonly user?: string;
  readonly json?: boolean;
  readonly timeout: number;
}

/** What a command needs besides its options. */
export interface CommandContext {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

const HOST_HELP = "the robot: HOST, HOST:PORT (default port 443), [IPV6]:PORT";

/** Add the host argument and the shared options to a command. */
export function withRobotOptions(command: Command, { needsLogin }: { needsLogin: boolean | "optional" }): Command {
  command
    .argument("<host>", HOST_HELP)
    .addOption(
      new Option("--roots <file>", "PEM file of the root certificate that the robot's chain must lead to")
        .env("SPOTWIRE_ROOTS")
        .makeOptionMandatory(),
    )
    .addOption(new Option("--timeout <seconds>", "budget for connecting").default(10).argParser(parseSeconds))
    .option("--json", "print JSON instead of text");
  withLinkOptions(command);
  if (needsLogin !== false) {
    const user = new Option("--user <name>", "user name to log in with").env("SPOTWIRE_USER");
    command.addOption(needsLogin === true ? user.makeOptionMandatory() : user);
    command.addHelpText("after", `\nThe password comes from ${PASSWORD_VARIABLE}, or is asked for in a terminal.`);
  }
  return command;
}

/** Connect, log in where the command has a user, run, and close, whatever happens. */
export async function withRobot<T>(
  host: string,
  options: RobotOptions,
  { output, signal }: CommandContext,
  action: (robot: Robot) => Promise<T>,
): Promise<T> {
  const { user, json } = options;
  const roots = await readRoots(options.roots);
  const link = proxyLink(options, output);
  using keyLog = openKeyLog(options, output);
  const password = user === undefined ? undefined : await readPassword(user, host, signal);
  if (json !== true) note(output, `connecting to ${host} …`);
  await using robot = await connect(host, {
    roots,
    connectTimeoutMs: options.timeout * 1000,
    signal,
    link,
    keyLog: keyLog?.take,
  });
  // Ctrl-C must not wait for an answer: closing the connection ends every call.
  const onAbort = (): void => void robot.close();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    if (user !== undefined && password !== undefined) await robot.login(user, password);
    return await action(robot);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function readRoots(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`--roots ${file}: ${(error as Error).message}`);
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.001) || seconds > 3600)
    throw new UsageError(`--timeout takes seconds from 0.001 to 3600, not ${text}`);
  return seconds;
}
