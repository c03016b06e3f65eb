/** `spotwire discover`: which robots are on the local network, and are they who they say? */
import { once } from "node:events";
import { type Command, Option } from "commander";
import { formatAddress } from "../../discovery/index.ts";
import {
  browseServiceTypes,
  DEFAULT_SERVICE_TYPE,
  openMulticastLink,
  ServiceBrowser,
  type ServiceInstance,
} from "../../discovery/mdns/index.ts";
import { connect } from "../../robot/index.ts";
import { TrustError } from "../../tls/index.ts";
import { listAnchors } from "../../trust/index.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printLine, printTable } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import { readRootsFile } from "../roots-file.ts";

interface DiscoverOptions {
  readonly type: string;
  readonly interface?: string;
  readonly ipv6?: boolean;
  readonly wait: number;
  readonly watch?: boolean;
  readonly types?: boolean;
  readonly roots?: string;
  readonly json?: boolean;
}

/** A robot as it was found. */
interface FoundRobot {
  readonly name: string;
  readonly address: string;
  /** Empty where it was not asked, or did not say. */
  readonly serialNumber: string;
  /** `trusted`, or why not. */
  readonly trust: string;
}

/** Robots asked at once: a fleet that wakes up is no reason for a hundred handshakes in one moment. */
const MAX_ASKED_AT_ONCE = 4;
const ID_TIMEOUT_MS = 3000;

/** Add the command. */
export function addDiscoverCommand(program: Command, context: CommandContext): void {
  program
    .command("discover")
    .description("list the robots that announce themselves on the local network, each asked for its id")
    .option("--type <type>", "DNS-SD service type to look for", DEFAULT_SERVICE_TYPE)
    .option("--interface <name>", "network interface to look on (default: all that have IPv4)")
    .option("--ipv6", "look over IPv6; wants --interface")
    .addOption(new Option("--wait <seconds>", "how long to listen").default(3).argParser(parseWait))
    .option("--watch", "go on until Ctrl-C, one line for each robot that comes, changes or goes")
    .option("--types", "list the service types on the network instead: how to find your robot's")
    .addOption(
      new Option("--roots <file>", "PEM roots to judge the robots by (default: what is installed)").env(
        "SPOTWIRE_ROOTS",
      ),
    )
    .option("--json", "print JSON, one line a robot")
    .addHelpText(
      "after",
      notes(`
What a real robot announces is not published. --types shows every type on the network; then look with --type.`),
    )
    .action((options: DiscoverOptions) => discover(options, context));
}

async function discover(options: DiscoverOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const roots = await rootsFor(options.roots);
  if (options.ipv6 === true && options.interface === undefined) throw new UsageError("--ipv6 wants --interface");
  const link = await openMulticastLink({
    ...(options.interface === undefined ? {} : { networkInterface: options.interface }),
    family: options.ipv6 === true ? "IPv6" : "IPv4",
  });
  try {
    if (options.json !== true) note(output, `listening on ${options.interface ?? "every interface"} …`);
    const wait = { waitMs: options.wait * 1000, signal };
    if (options.types === true) {
      for (const type of await browseServiceTypes(link, wait)) printLine(output, type);
      return;
    }
    const asker = new Asker(roots, signal);
    if (options.watch === true) await watch(link, options, asker, context);
    else await list(link, options, asker, context);
  } finally {
    await link.close();
  }
}

type Link = Awaited<ReturnType<typeof openMulticastLink>>;

async function list(
  link: Link,
  options: DiscoverOptions,
  asker: Asker,
  { output, signal }: CommandContext,
): Promise<void> {
  const found = new Map<string, ServiceInstance>();
  const browser = new ServiceBrowser(
    { link, serviceType: options.type },
    {
      onUp: (instance) => void found.set(instance.name, instance),
      onChanged: (instance) => void found.set(instance.name, instance),
      onDown: ({ name }) => void found.delete(name),
    },
  );
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, options.wait * 1000);
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  browser.close();
  signal.throwIfAborted();
  const robots = await Promise.all([...found.values()].map((instance) => asker.ask(instance)));
  if (options.json === true) for (const robot of robots) printJson(output, robot);
  else if (robots.length > 0) {
    const rows = robots.map(({ name, address, serialNumber, trust }) => [name, address, serialNumber || "-", trust]);
    printTable(output, ["NAME", "ADDRESS", "SERIAL", "CHAIN"], rows);
  } else {
    note(output, `nobody announces ${options.type}. Is this computer on the robot's network? Does it carry multicast?`);
    note(output, "spotwire discover --types shows what there is; a robot's own access point has it at 192.168.80.3");
  }
}

async function watch(link: Link, options: DiscoverOptions, asker: Asker, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const tell = (event: "up" | "changed" | "down", robot: FoundRobot): void => {
    if (options.json === true) printJson(output, { event, ...robot });
    else printLine(output, [event.padEnd(7), robot.name, robot.address, robot.serialNumber, robot.trust].join("  "));
  };
  const show = (event: "up" | "changed", instance: ServiceInstance): void =>
    void asker.ask(instance).then((robot) => {
      if (!signal.aborted) tell(event, robot);
    });
  const browser = new ServiceBrowser(
    { link, serviceType: options.type },
    {
      // Without an address there is nobody to ask; it follows as a change.
      onUp: (instance) => instance.addresses.length > 0 && show("up", instance),
      onChanged: (instance) => show("changed", instance),
      onDown: (instance) => tell("down", { ...unasked(instance), trust: "" }),
      onWarning: ({ message }) => note(output, `warning: ${message}`),
    },
  );
  if (!signal.aborted) await once(signal, "abort");
  browser.close();
  signal.throwIfAborted();
}

/** Asks robots who they are, a few at a time. */
class Asker {
  readonly #roots: Uint8Array | string[] | undefined;
  readonly #signal: AbortSignal;
  readonly #turns: (() => void)[] = [];
  #running = 0;

  constructor(roots: Uint8Array | string[] | undefined, signal: AbortSignal) {
    this.#roots = roots;
    this.#signal = signal;
  }

  async ask(instance: ServiceInstance): Promise<FoundRobot> {
    const robot = unasked(instance);
    if (this.#roots === undefined) return { ...robot, trust: "not judged: no anchor, see spotwire trust" };
    if (this.#running >= MAX_ASKED_AT_ONCE) await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#running++;
    try {
      const options = { roots: this.#roots, connectTimeoutMs: ID_TIMEOUT_MS, signal: this.#signal };
      await using connected = await connect(robot.address, options);
      const { serialNumber } = await connected.id();
      return { ...robot, serialNumber, trust: "trusted" };
    } catch (error) {
      const why =
        error instanceof TrustError ? `not trusted: ${error.reason}` : `no answer: ${(error as Error).message}`;
      return { ...robot, trust: why };
    } finally {
      this.#running--;
      this.#turns.shift()?.();
    }
  }
}

function unasked({ name, addresses, port, host, txt }: ServiceInstance): FoundRobot {
  const address = formatAddress({ host: addresses[0] ?? host, port });
  return { name, address, serialNumber: txt["serial"] ?? "", trust: "" };
}

/** The roots of a file, or those installed here, or none: robots are listed all the same. */
async function rootsFor(file: string | undefined): Promise<Uint8Array | string[] | undefined> {
  if (file === undefined) {
    const anchors = await listAnchors();
    return anchors.length === 0 ? undefined : anchors.map(({ pem }) => pem);
  }
  return readRootsFile(file);
}

function parseWait(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.1 && seconds <= 3600)) throw new UsageError(`--wait takes seconds from 0.1 to 3600, not ${text}`);
  return seconds;
}
