/** `spotwire call`: any RPC of any service, with JSON. */
import { type Command, Option } from "commander";
import type { connectNodeTransport } from "../../grpc/index.ts";
import type { RobotChannel } from "../../robot/index.ts";
import type { SchemaRegistry, ServiceSchema } from "../../reflect/index.ts";
import type { Robot } from "../../robot/index.ts";
import { TracePrinter, tracedTransport } from "../../trace/index.ts";
import { AuthClient, DirectoryClient, RobotIdClient } from "../../services/index.ts";
import { DynamicCall } from "../dynamic-call.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { spanPainter } from "../inspecting/print-span.ts";
import { type Output, printLine } from "../output.ts";
import { requestTexts } from "../request-input.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";

interface CallCommandOptions extends RobotOptions, SchemaOptions {
  readonly data: string;
  readonly authority?: string;
  readonly deadline: number;
  readonly verbose?: boolean;
}

const HELP = `
With -v each frame is shown as annotated hex, as "spotwire decode" shows it. SPOTWIRE_TRACE=1 shows all frames of all
connections, those of the login too, for this and any other program made with spotwire.

A request's header is filled in where it is left out. Streams print one JSON value a line.`;

/** Authorities that are needed before, or without, the directory. */
const FIXED_AUTHORITIES: ReadonlyMap<string, string> = new Map([
  ...[AuthClient, RobotIdClient, DirectoryClient].map((each): [string, string] => [each.serviceType, each.authority]),
  ["bosdyn.api.DirectoryRegistrationService", "api.spot.robot"],
  ["bosdyn.api.PayloadRegistrationService", "payload-registration.spot.robot"],
]);

/** Add the command. */
export function addCallCommand(program: Command, context: CommandContext): void {
  const command = program.command("call").description("call any RPC with JSON in and out");
  withRobotOptions(command, { needsLogin: "optional", hostIsRequired: true })
    .argument("<method>", "SERVICE/RPC; the service's name whole or its last part")
    .option("-d, --data <json>", "the request: JSON, @FILE, or @- for stdin; for a stream one JSON value a line", "{}")
    .option("--authority <name>", "the authority to call (default: looked up in the robot's directory)")
    .addOption(
      new Option("--deadline <seconds>", "budget for the call; 0 for none").default(30).argParser(parseDeadline),
    )
    .option("-v, --verbose", "show every frame of the call, byte by byte, on stderr; secrets are masked")
    .addHelpText("after", notes(HELP));
  withSchemaOptions(command).action((host: string, method: string, options: CallCommandOptions) =>
    runCall(host, method, options, context),
  );
}

async function runCall(
  host: string,
  name: string,
  options: CallCommandOptions,
  context: CommandContext,
): Promise<void> {
  const registry = await loadSchema(options);
  const { service, rpc } = findMethod(registry, name);
  const call = new DynamicCall(registry, service, registry.method(service, rpc), "spotwire-call");
  // Parsed before anything is sent: a wrong first request should not cost a connection. Streams are read as they come.
  const texts = requestTexts(options.data, call.kind === "client-streaming" || call.kind === "bidi-streaming");
  const first = options.data.startsWith("@") ? undefined : call.request(options.data);
  const transport = options.verbose === true ? showingFrames(registry, call.path, context.output) : undefined;
  const action = async (robot: Robot): Promise<void> => {
    const channel = await findChannel(robot, service, options.authority);
    const requests = (async function* () {
      if (first !== undefined) yield first;
      else for await (const text of texts) yield call.request(text);
    })();
    const responses = call.responses(channel, requests, {
      timeoutMs: options.deadline === 0 ? Infinity : options.deadline * 1000,
      signal: context.signal,
    });
    const isStream = call.kind === "server-streaming" || call.kind === "bidi-streaming";
    const indent = isStream || options.json === true ? undefined : 2;
    for await (const response of responses) printLine(context.output, JSON.stringify(response, undefined, indent));
  };
  await withRobot(host, options, context, action, { transport });
}

function findMethod(registry: SchemaRegistry, name: string): { service: ServiceSchema; rpc: string } {
  const slash = name.lastIndexOf("/");
  if (slash < 1) throw new UsageError(`${JSON.stringify(name)} is no SERVICE/RPC; try: spotwire list`);
  return { service: registry.service(name.slice(0, slash)), rpc: name.slice(slash + 1) };
}

async function findChannel(
  robot: Robot,
  { typeName }: ServiceSchema,
  given: string | undefined,
): Promise<RobotChannel> {
  const fixed = given ?? FIXED_AUTHORITIES.get(typeName);
  if (fixed !== undefined) return robot.channel(fixed);
  const entries = (await robot.listServices()).filter(({ type }) => type === typeName);
  const authorities = [...new Set(entries.map(({ authority }) => authority))];
  const [only] = authorities;
  if (only !== undefined && authorities.length === 1) return robot.channel(only);
  const why =
    only === undefined
      ? `the robot's directory has no service of type ${typeName}; it may still be starting, or give --authority`
      : `the robot's directory has several: choose with --authority (${authorities.join(", ")})`;
  throw new UsageError(why);
}

/** Shows the frames of the call as they pass, secrets masked. */
function showingFrames(registry: SchemaRegistry, path: string, { stderr }: Output): typeof connectNodeTransport {
  const printer = new TracePrinter({
    registry,
    write: (text) => stderr.write(text),
    wants: (frame) => frame?.call?.path === path,
    color: spanPainter(stderr),
  });
  return tracedTransport((record) => printer.take(record));
}

function parseDeadline(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0) || seconds > 86_400)
    throw new UsageError(`--deadline takes seconds from 0 to 86400, not ${text}`);
  return seconds;
}
