/** The command line: `spotwire <command>`. Each command is a thin use of what the library exports. */
import { Command } from "commander";
import { VERSION } from "../version.ts";
import { addCallCommand } from "./commands/call.ts";
import { addCompletionCommand } from "./commands/completion.ts";
import { addConfigCommand } from "./commands/config.ts";
import { addDataCommand } from "./commands/data.ts";
import { addDecodeCommand } from "./commands/decode.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDescribeCommand } from "./commands/describe.ts";
import { addDirectoryCommand } from "./commands/directory.ts";
import { addDiscoverCommand } from "./commands/discover.ts";
import { addDockCommands } from "./commands/dock.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEncodeCommand } from "./commands/encode.ts";
import { addEstopCommand } from "./commands/estop.ts";
import { addFaultsCommand } from "./commands/faults.ts";
import { addGridCommand } from "./commands/grid.ts";
import { addIdCommand } from "./commands/id.ts";
import { addImageCommand } from "./commands/image.ts";
import { addInspectCommand } from "./commands/inspect.ts";
import { addKeepaliveCommand } from "./commands/keepalive.ts";
import { addLeaseCommand } from "./commands/lease.ts";
import { addLicenseCommand } from "./commands/license.ts";
import { addListCommand } from "./commands/list.ts";
import { addLogCommand } from "./commands/log.ts";
import { addMapCommand } from "./commands/map.ts";
import { addPayloadCommand } from "./commands/payload.ts";
import { addPostureCommands } from "./commands/posture.ts";
import { addPowerCommand } from "./commands/power.ts";
import { addRecordCommand } from "./commands/record.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addSelfIpCommand } from "./commands/self-ip.ts";
import { addSimCommand } from "./commands/sim.ts";
import { addStateCommand } from "./commands/state.ts";
import { addTapCommand } from "./commands/tap.ts";
import { addTimeSyncCommand } from "./commands/time-sync.ts";
import { addTrustCommand } from "./commands/trust.ts";
import { addWalkCommand } from "./commands/walk.ts";
import { HOST_VARIABLE } from "./config/robot-target.ts";
import { ExitCode, reportFailure } from "./exit.ts";
import { addSections } from "./help/sections.ts";
import type { Output } from "./output.ts";
import { PASSWORD_VARIABLE } from "./password.ts";
import type { CommandContext, KeyInput } from "./robot-options.ts";

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 interrupted.
Data goes to stdout, everything else to stderr. NO_COLOR turns colours off.
Environment: ${HOST_VARIABLE}, SPOTWIRE_USER, ${PASSWORD_VARIABLE}, SPOTWIRE_ROOTS, SPOTWIRE_CONFIG; SPOTWIRE_TRACE=1
shows every byte of HTTP/2 on stderr, SPOTWIRE_TRACE=FILE.swrec records it.`;

/** The program with all its commands. */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.output;
  const program = new Command("spotwire")
    .description("Speak with Boston Dynamics' Spot over its network API.")
    .version(VERSION)
    .showHelpAfterError("(run it with --help to see what it takes)")
    .addHelpText("after", EXIT_CODES)
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    // So that options behind the name of a command are that command's own, where the one above it has some of that name.
    .enablePositionalOptions()
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
    addFaultsCommand,
    addLicenseCommand,
    addPayloadCommand,
    addSelfIpCommand,
    addLeaseCommand,
    addEstopCommand,
    addKeepaliveCommand,
    addPowerCommand,
    addPostureCommands,
    addWalkCommand,
    addDockCommands,
    addImageCommand,
    addGridCommand,
    addMapCommand,
    addLogCommand,
    addDataCommand,
    addListCommand,
    addDescribeCommand,
    addCallCommand,
    addDecodeCommand,
    addEncodeCommand,
    addRecordCommand,
    addTapCommand,
    addReplayCommand,
    addInspectCommand,
    addTrustCommand,
    addCompletionCommand,
  ]) {
    add(program, context);
  }
  addSections(program);
  return program;
}

/**
 * Run one command line.
 * @param args without the program's name
 * @param input where keys come from. Default: this process's stdin
 * @returns the exit code
 */
export async function runCommandLine(
  args: readonly string[],
  output: Output,
  signal: AbortSignal,
  input?: KeyInput,
): Promise<number> {
  try {
    await createProgram({ output, signal, input }).parseAsync(args, { from: "user" });
    return ExitCode.ok;
  } catch (error) {
    // Whatever fails after Ctrl-C fails because of it.
    return signal.aborted ? ExitCode.interrupted : reportFailure(error, output);
  }
}
