/** `spotwire sim`: the embedded robot as a process of its own. */
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { announce, DEFAULT_SERVICE_TYPE, openMulticastLink } from "../../discovery/mdns/index.ts";
import {
  type DueFault,
  FAULT_KINDS,
  type FaultScript,
  readFaultScript,
  type Simulator,
  startSimulator,
} from "../../sim/index.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printRows } from "../output.ts";
import { PASSWORD_VARIABLE } from "../password.ts";
import type { CommandContext } from "../robot-options.ts";

const HELP = `
The robot is a simulator and says so. It makes its own certificates at every start. It sits at first, its motors off.

With --speed everything about it goes faster, its clock too: drive it from a program whose clock does the same.

A file of faults, times in milliseconds of the robot's own, [least, most] for chance:
  { "seed": 7, "faults": [
    { "fault": "drop-connections", "atMs": [5000, 8000], "everyMs": [10000, 20000] },
    { "fault": "http", "status": 502, "forMs": 2000, "service": "image", "atMs": 4000 } ] }
Faults: ${FAULT_KINDS.join(", ")}.`;

interface SimOptions {
  readonly host: string;
  readonly port: number;
  readonly roots?: string;
  readonly announce?: string | true;
  readonly announceInterface: string;
  readonly json?: boolean;
  readonly speed?: number;
  readonly faults?: string;
  readonly seed?: number;
}

/** Add the command. */
export function addSimCommand(program: Command, context: CommandContext): void {
  program
    .command("sim")
    .description("run the embedded robot until Ctrl-C and print how to reach it")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(new Option("--port <number>", "port to listen on; 0 takes any free one").default(0).argParser(parsePort))
    .option("--roots <file>", "where to write its root certificate (default: a temporary file, removed at the end)")
    .option(
      "--announce [name]",
      `announce it on the network by mDNS, as ${DEFAULT_SERVICE_TYPE} (default name: spot-sim)`,
    )
    .option("--announce-interface <name>", "interface to announce it on: a name or an IPv4 address", "127.0.0.1")
    .addOption(
      new Option("--speed <factor>", "seconds of the robot's in one of this machine's, 0.1 to 1000").argParser(
        numberWithin("--speed", 0.1, 1000),
      ),
    )
    .option("--faults <file>", "what is to go wrong, and when: JSON, see below")
    .addOption(
      new Option("--seed <number>", "in place of the script's own seed: the same seed gives the same times").argParser(
        numberWithin("--seed", 0, 2 ** 32 - 1),
      ),
    )
    .option("--json", "print one line of JSON: address, port, user, password, roots")
    .addHelpText("after", notes(HELP))
    .action((options: SimOptions) => runSimulator(options, context));
}

async function runSimulator(options: SimOptions, { output, signal }: CommandContext): Promise<void> {
  const { host, port, speed, seed } = options;
  const faults = options.faults === undefined ? undefined : await readFaults(options.faults);
  const onFault = ({ atMs, fault }: DueFault): void => note(output, `${(atMs / 1000).toFixed(1)} s: ${fault.fault}`);
  await using simulator = await startSimulator({
    host,
    port,
    onFault,
    ...(speed !== undefined && { speed }),
    ...(faults !== undefined && { faults }),
    ...(seed !== undefined && { seed }),
  });
  const folder = options.roots === undefined ? await mkdtemp(join(tmpdir(), "spotwire-sim-")) : undefined;
  const roots = options.roots ?? join(folder as string, "roots.pem");
  let stopAnnouncing: (() => Promise<void>) | undefined;
  try {
    await writeRoots(roots, simulator);
    tell(simulator, roots, options, { output, signal });
    stopAnnouncing = await announceOnNetwork(simulator, options);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await stopAnnouncing?.();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
  signal.throwIfAborted();
}

async function writeRoots(roots: string, { rootsPem }: Simulator): Promise<void> {
  try {
    await writeFile(roots, rootsPem);
  } catch (error) {
    throw new UsageError(`--roots ${roots}: ${(error as Error).message}`);
  }
}

function tell(simulator: Simulator, roots: string, { json }: SimOptions, { output }: CommandContext): void {
  const { address, port, user, password } = simulator;
  if (json === true) {
    printJson(output, { address, port, user, password, roots });
    return;
  }
  printRows(output, [
    ["robot", `simulator at ${address}:${port}`],
    ["user", user],
    ["password", password],
    ["roots", roots],
    ["try", `${PASSWORD_VARIABLE}=${password} spotwire state ${address}:${port} --roots ${roots} --user ${user}`],
  ]);
  note(output, "running until Ctrl-C");
}

async function readFaults(file: string): Promise<FaultScript> {
  try {
    return readFaultScript(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--faults ${file}: ${(error as Error).message}`);
  }
}

/** Make the simulator known to `spotwire discover` until the end, if that was asked for. */
async function announceOnNetwork(
  { address, port }: Simulator,
  { announce: wanted, announceInterface }: SimOptions,
): Promise<(() => Promise<void>) | undefined> {
  if (wanted === undefined) return undefined;
  const family = address.includes(":") ? "IPv6" : "IPv4";
  const link = await openMulticastLink({ networkInterface: announceInterface, family });
  const name = wanted === true ? "spot-sim" : wanted;
  const announcement = { name, serviceType: DEFAULT_SERVICE_TYPE, port, addresses: [address], txt: { simulator: "1" } };
  const announcer = announce(announcement, link);
  return async () => {
    announcer.close();
    await link.close();
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`--port takes 0 to 65535, not ${text}`);
  return port;
}

function numberWithin(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new UsageError(`${option} takes ${least} to ${most}, not ${text}`);
  };
}
