/** The options of every command that talks to a robot, and the way from them to a connected, logged-in Robot. */
import { Option, type Command } from "commander";
import { connect, type LinkSettings, loginWithCache, type Robot, TokenCache } from "../robot/index.ts";
import { anchorWarnings, filePinStore, listAnchors, loadAnchors } from "../trust/index.ts";
import { HOST_VARIABLE, robotTarget } from "./config/robot-target.ts";
import { UsageError } from "./exit.ts";
import { section } from "./help/sections.ts";
import { type LinkCliOptions, openKeyLog, proxyLink, withLinkOptions } from "./link-options.ts";
import { Pinning } from "./pinning.ts";
import { note, type Output } from "./output.ts";
import { PASSWORD_VARIABLE, readPassword, requirePasswordSource } from "./password.ts";
import { readRootsFile } from "./roots-file.ts";
import { timeoutOption } from "./timeout-option.ts";

/** What those options hold. */
export interface RobotOptions extends LinkCliOptions {
  readonly roots?: string;
  readonly user?: string;
  readonly json?: boolean;
  readonly timeout: number;
  readonly tokenCache?: boolean;
  readonly pin?: boolean;
}

/** What a command needs besides its options. */
export interface CommandContext {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Where a command that listens to keys reads them. Default: this process's stdin. */
  readonly input?: KeyInput | undefined;
}

/** A terminal's keyboard, or what stands for it. */
export type KeyInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
};

/** How a robot is held while a command runs. */
export interface WithRobotOptions {
  readonly needsLogin?: boolean;
  /**
   * What Ctrl-C does once the action runs: `close` ends every call by closing the connection; `leave` is for an action
   * that listens to the signal itself, because the robot must hear something first. Default `close`.
   */
  readonly onInterrupt?: "close" | "leave";
  /** As `connect` takes it. Default: its own. */
  readonly transport?: LinkSettings["transport"];
}

const HOST_HELP = `the robot: HOST, HOST:PORT (default port 443), [IPV6]:PORT, spot://NAME, or a name of "spotwire config"`;

/** How a command talks to a robot. */
export interface RobotOptionsFor {
  /** Whether it logs in: always, if there is a user, or never. */
  readonly needsLogin: boolean | "optional";
  /** Whether another argument follows, so that the robot must be named. Default false: `SPOTWIRE_HOST` may name it. */
  readonly hostIsRequired?: boolean;
  /** What the host argument is for, where the command also runs without a robot. */
  readonly hostHelp?: string;
}

/** Add the host argument and the shared options to a command. */
export function withRobotOptions(
  command: Command,
  { needsLogin, hostIsRequired = false, hostHelp }: RobotOptionsFor,
): Command {
  const help = hostHelp ?? HOST_HELP + (hostIsRequired ? "" : `; default: ${HOST_VARIABLE}`);
  command
    .argument(hostIsRequired ? "<host>" : "[host]", help)
    .addOption(
      new Option(
        "--roots <file>",
        "PEM file of the root certificate that the robot's chain must lead to (default: what is installed, see spotwire trust)",
      ).env("SPOTWIRE_ROOTS"),
    )
    .addOption(timeoutOption("budget for connecting", 10))
    .option("--pin", "hold the robot's own key against the one it had the first time, see spotwire trust pins")
    .option("--json", "print JSON instead of text");
  withLinkOptions(command);
  if (needsLogin !== false) {
    command
      .addOption(new Option("--user <name>", "user name to log in with").env("SPOTWIRE_USER"))
      .option("--no-token-cache", "log in by password, and keep no token for the next command")
      .addHelpText(
        "after",
        section(
          "Password",
          `From ${PASSWORD_VARIABLE}, from the password command of "spotwire config", or it is asked for.`,
        ),
      );
  }
  return command;
}

/** Connect, log in where the command has a user, run, and close, whatever happens. */
export async function withRobot<T>(
  host: string | undefined,
  options: RobotOptions,
  { output, signal }: CommandContext,
  action: (robot: Robot) => Promise<T>,
  { needsLogin = false, onInterrupt = "close", transport }: WithRobotOptions = {},
): Promise<T> {
  const { resolver, known } = await robotTarget(host);
  const user = options.user ?? known.user;
  if (needsLogin && user === undefined) {
    throw new UsageError("this needs a login: give --user, or set SPOTWIRE_USER");
  }
  const cache = options.tokenCache === false ? undefined : new TokenCache();
  // No password and no token to try: said before anything is connected.
  if (user !== undefined && (cache === undefined || (await cache.isEmpty()))) {
    requirePasswordSource(known.passwordCommand);
  }
  const roots = await rootsFor(options.roots ?? known.roots, output);
  const link = proxyLink(options, output);
  using keyLog = openKeyLog(options, output);
  if (options.json !== true) note(output, `connecting to ${resolver.describe()} …`);
  const pinning = options.pin === true ? new Pinning(filePinStore()) : undefined;
  await using robot = await connect(resolver, {
    roots,
    verifyPeer: pinning?.verifyPeer,
    connectTimeoutMs: options.timeout * 1000,
    signal,
    link,
    keyLog: keyLog?.take,
    transport,
  });
  // Ctrl-C must not wait for an answer: closing the connection ends every call.
  const onAbort = (): void => void robot.close();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    await pinning?.check(robot);
    if (user !== undefined) {
      const password = { user, host: robot.address, command: known.passwordCommand };
      await loginWithCache(robot, { user, password: () => readPassword(password, signal), cache });
    }
    if (onInterrupt === "leave") signal.removeEventListener("abort", onAbort);
    return await action(robot);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * What a command does that logs in and takes no argument but the host, or none that it needs before it is connected: for
 * `command.action`.
 */
export function onRobot<Options extends RobotOptions = RobotOptions>(
  context: CommandContext,
  action: (robot: Robot, options: Options) => Promise<void>,
): (host: string | undefined, options: Options) => Promise<void> {
  return (host, options) => withRobot(host, options, context, (robot) => action(robot, options), { needsLogin: true });
}

/** The roots of a file, or those installed on this computer. */
export async function rootsFor(file: string | undefined, output: Output): Promise<Uint8Array | string[]> {
  if (file !== undefined) return readRootsFile(file);
  const roots = await loadAnchors();
  for (const { text } of anchorWarnings(await listAnchors())) note(output, `warning: ${text}`);
  return roots;
}
