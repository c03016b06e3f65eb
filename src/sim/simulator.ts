/**
 * The embedded robot: a real server with certificates of its own, a directory, and services that keep Spot's rules. It
 * shares no service code with the client, so that the two cannot agree by mistake.
 */
import { randomBytes } from "node:crypto";
import { listenNode, type NodeListener } from "../grpc/server/index.ts";
import { mintAuthority } from "../tls/mint.ts";
import { Accounts } from "./access/accounts.ts";
import { Tokens } from "./access/tokens.ts";
import { offsetClock, type SimClock } from "./clock/sim-clock.ts";
import { SteppedClock } from "./clock/stepped-clock.ts";
import { PowerCycle } from "./power-cycle.ts";
import type { Fault, FaultScript } from "./scripted-faults/fault.ts";
import { inject } from "./scripted-faults/inject.ts";
import { Interference } from "./scripted-faults/interference.ts";
import { checkFault, checkFaultScript } from "./scripted-faults/read-script.ts";
import { runScript } from "./scripted-faults/run-script.ts";
import type { DueFault } from "./scripted-faults/schedule.ts";

/** How to set the robot up. */
export interface SimulatorOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `user`. */
  readonly user?: string;
  /** Default: a new random one. */
  readonly password?: string;
  /** Default `SIM-` and eight hex digits. */
  readonly serialNumber?: string;
  /**
   * States a second in the state stream, 1 to 333. Default 333, as on a robot; with fewer, many robots fit on one machine.
   */
  readonly stateRateHertz?: number;
  /** How long a token is valid, in milliseconds. Default 12 hours, as on a robot. */
  readonly tokenLifetimeMs?: number;
  /** The robot's clock. Default: this machine's, 2.5 s ahead. */
  readonly clock?: SimClock;
  /**
   * Seconds of the robot's in one of this machine's, 0.1 to 1000: everything about it goes faster or slower, silence
   * that makes leases stale too. Default 1. Not with a clock of your own. A client whose
   * clock runs with this machine's never synchronises with a robot at another speed: give it a clock that goes as fast
   * (`ConnectOptions.now`).
   */
  readonly speed?: number;
  /** What is to go wrong, and when, from the start on. Default: nothing. */
  readonly faults?: FaultScript;
  /** In place of the script's own seed. */
  readonly seed?: number;
  /** Hears of each fault of the script as it happens. */
  readonly onFault?: (due: DueFault) => void;
}

/** A robot that runs. */
export interface Simulator extends AsyncDisposable {
  /** Where it listens. */
  readonly address: string;
  readonly port: number;
  /** A user who may log in. */
  readonly user: string;
  readonly password: string;
  readonly serialNumber: string;
  /** The root that its chain leads to, PEM. */
  readonly rootsPem: string;
  /** Make something go wrong now. @throws {RangeError} it is no fault, or one of its numbers is out of range */
  inject(fault: Fault): void;
  /** Stop listening and drop every connection; resolves when all is closed. */
  close(): Promise<void>;
}

/** So that a program which mixes the clocks up is noticed. */
const CLOCK_OFFSET_MS = 2500;
/** How often a robot that nobody asks anything catches up, so that it has little to make good when somebody does. */
const CATCH_UP_MS = 200;

/**
 * Start a robot. It sits, its motors are off, there is no e-stop configuration, and the battery has 92 %.
 * @throws {RangeError} `speed` is not within 0.1 to 1000, or `stateRateHertz` not within 1 to 333
 * @throws {TypeError} both `clock` and `speed` are given
 * @throws {TransportError} the port is taken, or the address is not this machine's
 * @example
 * ```ts
 * await using simulator = await startSimulator();
 * await using robot = await connect(`127.0.0.1:${simulator.port}`, { roots: simulator.rootsPem });
 * ```
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const serialNumber = options.serialNumber ?? `SIM-${randomBytes(4).toString("hex").toUpperCase()}`;
  const user = options.user ?? "user";
  const password = options.password ?? randomBytes(9).toString("base64url");
  if (options.clock !== undefined && options.speed !== undefined) {
    throw new TypeError("speed is for the simulator's own clock: give one of clock and speed");
  }
  const script = options.faults && checkFaultScript(options.faults);
  const clock = new SteppedClock(options.clock ?? offsetClock(CLOCK_OFFSET_MS, options.speed));
  const tokens = new Tokens(clock, serialNumber, options.tokenLifetimeMs);
  const accounts = new Accounts(clock, new Map([[user, password]]));
  const interference = new Interference(clock);
  const breakConnections = (): void => listener.breakConnections();
  const { stateRateHertz } = options;
  const parts = { clock, serialNumber, accounts, tokens, interference, stateRateHertz };
  const cycle = new PowerCycle({ ...parts, breakConnections });

  const root = await mintAuthority({
    commonName: `${serialNumber} simulator root`,
    organization: "spotwire simulator",
    keyType: "ec", // a robot of RSA would take half a second of CPU to start
  });
  const credentials = await root.issue({ commonName: `${serialNumber}.spot.robot`, keyType: "ec" });
  const listener: NodeListener = await listenNode(cycle.accept, {
    host: options.host,
    port: options.port,
    credentials,
    admits: () => cycle.isReachable,
  });
  // A clock that a test holds moves when the test says, and nothing else does.
  const ticker = options.clock === undefined ? setInterval(() => cycle.catchUp(), CATCH_UP_MS).unref() : undefined;
  const closing = new AbortController();
  const injectNow = (fault: Fault): void => {
    const { robot } = cycle;
    inject(fault, { robot, clock, tokens, interference, breakConnections, signal: closing.signal });
  };
  if (script !== undefined) {
    const seeded = options.seed === undefined ? script : { ...script, seed: options.seed };
    void runScript(seeded, { clock, inject: injectNow, onFault: options.onFault, signal: closing.signal });
  }
  const close = async (): Promise<void> => {
    clearInterval(ticker);
    closing.abort();
    cycle.close();
    await listener.close();
    await cycle.settled();
  };
  return {
    address: listener.host,
    port: listener.port,
    user,
    password,
    serialNumber,
    rootsPem: root.certificatePem,
    inject(fault) {
      checkFault(fault, "fault");
      injectNow(fault);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
