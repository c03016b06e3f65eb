/** The command line: `spotwire <command>`. Each command is a thin use of what the library exports. */
import { Command } from "commander";
import { VERSION } from "../version.ts";
import { addCallCommand } from "./commands/call.ts";
import { addConfigCommand } from "./commands/config.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDescribeCommand } from "./commands/describe.ts";
import { addDirectoryCommand } from "./commands/directory.ts";
import { addDiscoverCommand } from "./commands/discover.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addIdCommand } from "./commands/id.ts";
import { addListCommand } from "./commands/list.ts";
import { addSimCommand } from "./commands/sim.ts";
import { addStateCommand } from "./commands/state.ts";
import { addTimeSyncCommand } from "./commands/time-sync.ts";
import { addTrustCommand } from "./commands/trust.ts";
import { HOST_VARIABLE } from "./config/robot-target.ts";
import { ExitCode, reportFailure } from "./exit.ts";
import type { Output } from "./output.ts";
import { PASSWORD_VARIABLE } from "./password.ts";
import type { CommandContext } from "./robot-options.ts";

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 interrupted.
Data goes to stdout, everything else to stderr. NO_COLOR turns colours off.
Environment: ${HOST_VARIABLE}, SPOTWIRE_USER, ${PASSWORD_VARIABLE}, SPOTWIRE_ROOTS, SPOTWIRE_CONFIG.`;

/** The program with all its commands. */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.output;
  const program = new Command("spotwire")
    .description("Speak with Boston Dynamics' Spot over its network API.")
    .version(VERSION)
    .showHelpAfterError("(run it with --help to see what it takes)")
    .addHelpText("after", EXIT_CODES)
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .exitOverride();
  for (const add of [
    addDemoCommand,
    addSimCommand,
    addDiscoverCommand,
    addDoctorCommand,
    addConfigCommand,
    addIdCommand,
    addDirectoryCommand,
    addTimeSyncCommand,
    addStateCommand,
    addListCommand,
    addDescribeCommand,
    addCallCommand,
    addTrustCommand,
  ]) {
    add(program, context);
  }
  return program;
}

/**
 * Run one command line.
 * @param args without the program's name
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], output: Output, signal: AbortSignal): Promise<number> {
  try {
    await createProgram({ output, signal }).parseAsync(args, { from: "user" });
    return ExitCode.ok;
  } catch (error) {
    // Whatever fails after Ctrl-C fails because of it.
    return signal.aborted ? ExitCode.interrupted : reportFailure(error, output);
  }
}
