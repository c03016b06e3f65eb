/** `spotwire replay`: a recording as a robot, for tests without one. */
import { once } from "node:events";
import type { Command } from "commander";
import { readRecording } from "../../recording/node/index.ts";
import { type Replay, readCalls, startReplay } from "../../replay/index.ts";
import { connectionReaders } from "../connection-reader.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printRows } from "../output.ts";
import { portOption } from "../port-option.ts";
import type { CommandContext } from "../robot-options.ts";
import { type RootFile, writeRootFile } from "../root-file.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";

/** What is answered with must be whole: as much as a robot's own services take for a message, and some at once. */
const LIMITS = { maxMessageBytes: 100 * 1024 * 1024, maxHeldBytes: 400 * 1024 * 1024 } as const;

interface ReplayCliOptions extends SchemaOptions {
  readonly port: number;
  readonly pace?: boolean;
  readonly ignore?: readonly string[];
  readonly rootOut?: string;
  readonly json?: boolean;
}

const HELP = `
A call is answered as it was recorded: headers, messages, status. It is found by its method and its request, field by
field. What differs from run to run does not count: the request's header with its time and client name, tokens, the
names of clients in leases, and what --ignore names. A password counts.

The same request asked several times gets the recorded answers in turn, then the last one again, which stderr tells of.
What was not recorded is not answered: UNIMPLEMENTED for another method, FAILED_PRECONDITION for another request, and
stderr says which recorded call is nearest, and in what it differs.`;

/** Add the command. */
export function addReplayCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("replay")
    .description("serve a recording as a robot until Ctrl-C, for tests without one")
    .argument("<file>", 'a recording made by "spotwire tap --out"')
    .addOption(portOption("port of 127.0.0.1 to listen on; 0 takes any free one", 0))
    .option("--pace", "let answers take as long as they took")
    .option(
      "--ignore <field...>",
      "request fields that do not count: bosdyn.api.TimeSyncUpdateRequest.previous_round_trip",
    )
    .option("--root-out <file>", "where to write its root certificate (default: a temporary file, removed at the end)")
    .option("--json", "print one line of JSON: host, port, roots, calls")
    .addHelpText("after", notes(HELP));
  withSchemaOptions(command).action((file: string, options: ReplayCliOptions) => runReplay(file, options, context));
}

async function runReplay(file: string, options: ReplayCliOptions, { output, signal }: CommandContext): Promise<void> {
  const registry = await loadSchema(options);
  const records = readRecording(file, {
    onEnd: ({ isFinished, wholeBytes, cutBytes }) => {
      if (!isFinished)
        note(output, `warning: ${file} was cut: ${wholeBytes} bytes of it are whole, ${cutBytes} are not`);
    },
  });
  const calls = await readCalls(records, connectionReaders(registry, LIMITS));
  await using replay = await startReplay({
    calls,
    registry,
    port: options.port,
    isPaced: options.pace === true,
    ignoredFields: options.ignore,
    onReport: (text) => note(output, text),
  });
  await using root = await writeRootFile(replay.rootPem, options.rootOut);
  tell(replay, root, calls.length);
  if (!signal.aborted) await once(signal, "abort");
  note(output, `${replay.unusedCalls} of ${calls.length} recorded calls were not asked for`);
  signal.throwIfAborted();

  function tell({ host, port }: Replay, { path }: RootFile, count: number): void {
    if (options.json === true) {
      printJson(output, { host, port, roots: path, calls: count });
      return;
    }
    printRows(output, [
      ["replay", `${host}:${port}, ${count} calls of ${file}`],
      ["roots", path],
      ["try", `spotwire id ${host}:${port} --roots ${path}`],
    ]);
    note(output, "running until Ctrl-C");
  }
}
