/** `spotwire call`: any RPC of any service, with JSON. */
import { type Command, Option } from "commander";
import type { Metadata } from "../../grpc/index.ts";
import type { RobotChannel } from "../../robot/index.ts";
import type { SchemaRegistry, ServiceSchema } from "../../reflect/index.ts";
import type { Robot } from "../../robot/index.ts";
import { AuthClient, DirectoryClient, RobotIdClient } from "../../services/index.ts";
import { type CallObserver, DynamicCall } from "../dynamic-call.ts";
import { UsageError } from "../exit.ts";
import { note, type Output, printLine } from "../output.ts";
import { requestTexts } from "../request-input.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";

interface CallCommandOptions extends RobotOptions, SchemaOptions {
  readonly data: string;
  readonly authority?: string;
  readonly deadline: number;
  readonly verbose?: boolean;
}

const EXAMPLES = `
Examples:
  spotwire call HOST bosdyn.api.RobotIdService/GetRobotId
  spotwire call HOST bosdyn.api.RobotStateService/GetRobotState --user NAME
  spotwire call HOST RobotStateService/GetRobotLinkModel --user NAME -d '{"linkName":"body"}'

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
    .option("-v, --verbose", "show headers, trailers, sizes and times on stderr")
    .addHelpText("after", EXAMPLES);
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
  const log = new CallLog(context.output, options.verbose === true);
  const call = new DynamicCall(registry, service, registry.method(service, rpc), "spotwire-call", log);
  // Parsed before anything is sent: a wrong first request should not cost a connection. Streams are read as they come.
  const texts = requestTexts(options.data, call.kind === "client-streaming" || call.kind === "bidi-streaming");
  const first = options.data.startsWith("@") ? undefined : call.request(options.data);
  await withRobot(host, options, context, async (robot) => {
    const channel = await findChannel(robot, service, options.authority);
    log.begin(call.path, channel);
    const requests = (async function* () {
      if (first !== undefined) yield first;
      else for await (const text of texts) yield call.request(text);
    })();
    const responses = call.responses(channel, requests, {
      timeoutMs: options.deadline === 0 ? Infinity : options.deadline * 1000,
      signal: context.signal,
      onHeaders: (metadata) => log.metadata("headers", metadata),
      onTrailers: (metadata) => log.metadata("trailers", metadata),
    });
    const isStream = call.kind === "server-streaming" || call.kind === "bidi-streaming";
    const indent = isStream || options.json === true ? undefined : 2;
    for await (const response of responses) printLine(context.output, JSON.stringify(response, undefined, indent));
    log.end();
  });
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

/** Tells a verbose user what went over the wire. */
class CallLog implements CallObserver {
  readonly #output: Output;
  readonly #isVerbose: boolean;
  #beganMs = 0;

  constructor(output: Output, isVerbose: boolean) {
    this.#output = output;
    this.#isVerbose = isVerbose;
  }

  begin(path: string, { authority }: RobotChannel): void {
    this.#beganMs = performance.now();
    this.#tell(`> ${path} on ${authority}`);
  }

  onRequest(bytes: number): void {
    this.#tell(`> request of ${bytes} bytes`);
  }

  onResponse(bytes: number): void {
    this.#tell(`< response of ${bytes} bytes`);
  }

  metadata(kind: "headers" | "trailers", metadata: Metadata): void {
    this.#tell(`< ${kind}`);
    for (const [key, value] of metadata) {
      this.#tell(`<   ${key}: ${typeof value === "string" ? value : `${value.length} bytes`}`);
    }
  }

  end(): void {
    this.#tell("< status OK");
  }

  #tell(text: string): void {
    if (this.#isVerbose)
      note(this.#output, `${(performance.now() - this.#beganMs).toFixed(1).padStart(8)} ms  ${text}`);
  }
}

function parseDeadline(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0) || seconds > 86_400)
    throw new UsageError(`--deadline takes seconds from 0 to 86400, not ${text}`);
  return seconds;
}
