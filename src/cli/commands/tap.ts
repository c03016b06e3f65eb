/** `spotwire tap`: see what any Spot client and a robot say to each other, and record it. */
import { once } from "node:events";
import { type Command, Option } from "commander";
import type { RobotEndpoint, Resolver } from "../../discovery/index.ts";
import { createRecording, type RecordingFile } from "../../recording/node/index.ts";
import { connect } from "../../robot/index.ts";
import { type DialOptions, dialTls } from "../../robot/dial.ts";
import { type ConnectionRecord, RecordingFileError } from "../../recording/index.ts";
import { startTap, type Tap } from "../../tap/index.ts";
import { TrustStore } from "../../tls/index.ts";
import { filePinStore } from "../../trust/index.ts";
import { VERSION } from "../../version.ts";
import { robotTarget } from "../config/robot-target.ts";
import { connectionReaders } from "../connection-reader.ts";
import { notes } from "../help/sections.ts";
import { openKeyLog, proxyLink } from "../link-options.ts";
import { note, type Output, printJson, printLine, printRows } from "../output.ts";
import { Pinning } from "../pinning.ts";
import { type CommandContext, type RobotOptions, rootsFor, withRobotOptions } from "../robot-options.ts";
import { writeRootFile } from "../root-file.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";
import { portOption } from "../port-option.ts";
import { TapPrinter, type TapPrinterOptions } from "../tap-printer.ts";
import { TrafficReader } from "../tap-traffic.ts";

interface TapCliOptions extends Omit<RobotOptions, "json">, SchemaOptions, TapPrinterOptions {
  readonly port: number;
  readonly listen: string;
  readonly out?: string;
  readonly rootOut?: string;
}

const HELP = `
A client connects to the tap instead of the robot. The tap checks the robot's certificates as every command does; if it
does not trust them, no client gets through. It changes no byte. Each start makes a new certificate authority, in memory
alone; its root is what the client must trust.
A program written with the Python SDK takes the root as follows:
  sdk = bosdyn.client.create_standard_sdk("tapped", cert_resource_glob="tap.pem")
  robot = sdk.create_robot("127.0.0.1"); robot.update_secure_channel_port(4443)

A line for each message (→ up to the robot, ← down), and one with = for each call that is over.

Passwords, tokens and authorization headers are masked in what is shown. In a recording they are not: it keeps the bytes as
they were, for replay, so FILE is made for you alone to read. Do not give it away.`;

/** Add the command. */
export function addTapCommand(program: Command, context: CommandContext): void {
  const command = program.command("tap").description("show, and record, what a client and a robot say to each other");
  withRobotOptions(command, { needsLogin: false })
    .addOption(portOption("port to listen on; 0 takes any free one", 0))
    .option("--listen <address>", "address to listen on: whoever reaches it reaches the robot", "127.0.0.1")
    .option("--out <file>", "record to a new file; spotwire inspect shows it, spotwire replay serves it")
    .option(
      "--root-out <file>",
      "where to write the tap's root certificate (default: a temporary file, removed at the end)",
    )
    .option("--service <name>", "show the calls of one service alone: its name whole or its last part")
    .option("--method <name>", "show the calls of one method alone")
    .option("--errors", "show calls that failed alone, as they end")
    .option("--frames", "show every HTTP/2 frame, with its header fields")
    .addOption(new Option("--show-secrets", "do not mask passwords, tokens and authorization headers"))
    .addHelpText("after", notes(HELP));
  withSchemaOptions(command).action((host: string | undefined, options: TapCliOptions) =>
    runTap(host, options, context),
  );
}

async function runTap(host: string | undefined, options: TapCliOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const registry = await loadSchema(options);
  const { resolver, known } = await robotTarget(host);
  const roots = await rootsFor(options.roots ?? known.roots, output);
  using keyLog = openKeyLog(options, output);
  const pinning = options.pin === true ? new Pinning(filePinStore()) : undefined;
  const dialling: DialOptions = {
    resolver,
    trustStore: TrustStore.fromPem(...(roots instanceof Uint8Array ? [roots] : roots)),
    connectTimeoutMs: options.timeout * 1000,
    verifyPeer: pinning?.verifyPeer,
    link: proxyLink(options, output),
    keyLog: keyLog?.take,
  };
  if (pinning !== undefined) {
    await using robot = await connect(resolver, { ...dialling, roots, signal });
    await pinning.check(robot);
  }
  const startedAt = process.hrtime.bigint();
  const nanos = (): bigint => process.hrtime.bigint() - startedAt;
  using recording = options.out === undefined ? undefined : createRecording(options.out, { maker: MAKER });
  const traffic = new TrafficReader(connectionReaders(registry));
  const printer = new TapPrinter(registry, output, options);
  const show = showing(traffic, printer, output);
  await using tap = await startTap({
    dial: (request) => dialTls(dialling, request),
    observe: (record) => {
      if (recording?.isOpen === true) keep(record, recording, output);
      show(record);
    },
    host: options.listen,
    port: options.port,
    nanos,
  });
  await using root = await writeRootFile(tap.rootPem, options.rootOut);
  tell(tap, resolver, root.path, options, output);
  if (!signal.aborted) await once(signal, "abort");
  await tap.close();
  recording?.finish(nanos());
  if (recording !== undefined) note(output, `${recording.size} bytes in ${recording.path}`);
  signal.throwIfAborted();
}

const MAKER = `spotwire ${VERSION} tap`;

/** A disk that is full is no reason to break off a robot that somebody drives. */
function keep(record: ConnectionRecord, recording: RecordingFile, output: Output): void {
  try {
    recording.write(record);
  } catch (error) {
    if (!(error instanceof RecordingFileError)) throw error;
    note(output, `error [${error.code}]: the recording stops here, the tap goes on: ${error.message}`);
  }
}

/** What cannot be shown must not break off what passes either. */
function showing(traffic: TrafficReader, printer: TapPrinter, output: Output): (record: ConnectionRecord) => void {
  return (record) => {
    try {
      for (const event of traffic.take(record)) printer.print(event);
    } catch (error) {
      note(output, `unexpected error, and something is not shown: ${(error as Error).stack ?? String(error)}`);
    }
  };
}

function tell(tap: Tap, resolver: Resolver, root: string, { json, out }: TapCliOptions, output: Output): void {
  const { host, port, rootPem } = tap;
  if (json === true) {
    printJson(output, { event: "listening", host, port, root, rootPem, recording: out });
    return;
  }
  const at = formatEndpoint({ host, port });
  printRows(output, [
    ["tap", `${at}, for ${resolver.describe()}`],
    ["root", root],
    ...(out === undefined ? [] : [["recording", `${out}, secrets included`] as const]),
    ["try", `spotwire id ${at} --roots ${root}`],
  ]);
  printLine(output, rootPem.trimEnd());
  note(output, "running until Ctrl-C");
}

function formatEndpoint({ host, port }: RobotEndpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
