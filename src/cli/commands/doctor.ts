/** `spotwire doctor`: why can the robot not be reached, or only badly? */
import { type Command, Option } from "commander";
import { filePinStore, listAnchors } from "../../trust/index.ts";
import { HOST_VARIABLE, robotTarget } from "../config/robot-target.ts";
import { Progress } from "../doctor/progress.ts";
import { printFinding, printReport, summary } from "../doctor/report.ts";
import { Visit } from "../doctor/visit.ts";
import { walk } from "../doctor/walk.ts";
import { FailureToldError, UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { openKeyLog, proxyLink } from "../link-options.ts";
import { printLine } from "../output.ts";
import { Pinning } from "../pinning.ts";
import { PASSWORD_VARIABLE, readPassword } from "../password.ts";
import { type CommandContext, type RobotOptions, withRobotOptions } from "../robot-options.ts";
import { readRootsFile } from "../roots-file.ts";

interface DoctorOptions extends RobotOptions {
  readonly seconds: number;
}

/** Add the command. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("doctor")
    .description(
      "walk the stack from the name to the services, stop at the first floor that fails, and say what to do",
    );
  // It logs in by password alone: a token kept from before says nothing about the login
  withRobotOptions(command, { needsLogin: false });
  command
    .addOption(new Option("--user <name>", "user name to log in with, once").env("SPOTWIRE_USER"))
    .addOption(
      new Option("--seconds <count>", "how long to measure round trips; 0 for not at all")
        .default(30)
        .argParser(parseDuration),
    )
    .addHelpText(
      "after",
      notes(`
The password comes from ${PASSWORD_VARIABLE}, from the password command of "spotwire config", or is asked for. Without a
user, what needs a login is skipped.

Exit codes: 0 every floor carries, warnings included; 1 a floor failed. The report holds no password, token or key.
docs/networking.md has the floors, the four ways of connecting, and their usual faults.`),
    )
    .action((host: string | undefined, options: DoctorOptions) => doctor(host, options, context));
}

async function doctor(
  host: string | undefined,
  options: DoctorOptions,
  { output, signal }: CommandContext,
): Promise<void> {
  const { resolver, known } = await robotTarget(host);
  const user = options.user ?? known.user;
  const isJson = options.json === true;
  const rootsFile = options.roots ?? known.roots;
  const roots =
    rootsFile === undefined ? (await listAnchors()).map(({ pem }) => pem) : [await readRootsFile(rootsFile)];
  const link = proxyLink(options, output);
  using keyLog = openKeyLog(options, output);
  // Before the walk: nobody is asked for a password in the middle of a live line
  const asked = { host: resolver.describe(), command: known.passwordCommand };
  const login = user === undefined ? undefined : { user, password: await readPassword({ user, ...asked }, signal) };
  const progress = new Progress(output, { isSilent: isJson });
  await using visit = new Visit({
    host: host ?? process.env[HOST_VARIABLE] ?? "",
    resolver,
    roots,
    login,
    timeoutMs: options.timeout * 1000,
    seconds: options.seconds,
    pinning: options.pin === true ? new Pinning(filePinStore()) : undefined,
    link,
    keyLog: keyLog?.take,
    signal,
    onProgress: (text) => progress.update(text),
  });
  try {
    const findings = await walk(visit, {
      onFloor: (floor) => progress.begin(floor),
      onFinding: (finding) => {
        progress.clear();
        if (!isJson) printFinding(finding, output);
      },
    });
    if (isJson) printReport(findings, visit, output);
    else printLine(output, `\n${summary(findings, visit)}`);
    if (findings.at(-1)?.outcome === "fail") throw new FailureToldError();
  } finally {
    progress.clear();
  }
}

function parseDuration(text: string): number {
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  if (!(seconds >= 0 && seconds <= 3600)) throw new UsageError(`--seconds takes 0 to 3600, not ${text}`);
  return seconds;
}
