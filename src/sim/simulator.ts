/**
 * The embedded robot: a real server with certificates of its own, a directory, and services that keep Spot's rules. It
 * shares no service code with the client, so that the two cannot agree by mistake.
 */
import { randomBytes } from "node:crypto";
import { GrpcServer, listenNode, type NodeListener } from "../grpc/server/index.ts";
import { mintAuthority } from "../tls/mint.ts";
import { Accounts } from "./access/accounts.ts";
import { Proxy } from "./access/proxy.ts";
import { Tokens } from "./access/tokens.ts";
import { offsetClock, type SimClock } from "./clock/sim-clock.ts";
import { simulatorIdentity } from "./identity.ts";
import { RobotModel } from "./robot-model.ts";
import { authService } from "./services/auth.ts";
import { directoryService } from "./services/directory.ts";
import { robotIdService } from "./services/robot-id.ts";
import { robotStateService } from "./services/robot-state.ts";
import { stateStreamService } from "./services/state-stream.ts";
import { timeSyncService } from "./services/time-sync.ts";

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
  /** How long a token is valid, in milliseconds. Default 12 hours, as on a robot. */
  readonly tokenLifetimeMs?: number;
  /** The robot's clock. Default: this machine's, 2.5 s ahead. */
  readonly clock?: SimClock;
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
  /** Stop listening and drop every connection; resolves when all is closed. */
  close(): Promise<void>;
}

/** A robot's own messages are the largest it takes. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
/** So that a program which mixes the clocks up is noticed. */
const CLOCK_OFFSET_MS = 2500;

/**
 * Start a robot.
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
  const clock = options.clock ?? offsetClock(CLOCK_OFFSET_MS);
  const tokens = new Tokens(clock, serialNumber, options.tokenLifetimeMs);
  const accounts = new Accounts(clock, new Map([[user, password]]));
  const model = new RobotModel(clock);

  const others = [
    authService(clock, accounts, tokens),
    robotIdService(clock, simulatorIdentity(serialNumber)),
    timeSyncService(clock),
    robotStateService(clock, model),
    stateStreamService(clock, model),
  ];
  const services = [...others, directoryService(clock, others)];
  const server = new GrpcServer({
    maxReceiveMessageBytes: MAX_MESSAGE_BYTES,
    admit: new Proxy(clock, tokens, services).admit,
  });
  for (const service of services) service.install(server);

  const root = await mintAuthority({
    commonName: `${serialNumber} simulator root`,
    organization: "spotwire simulator",
  });
  const credentials = await root.issue({ commonName: `${serialNumber}.spot.robot` });
  const listener: NodeListener = await listenNode(server.accept, {
    host: options.host,
    port: options.port,
    credentials,
  });
  const close = async (): Promise<void> => {
    await listener.close();
    await server.settled();
  };
  return {
    address: listener.host,
    port: listener.port,
    user,
    password,
    serialNumber,
    rootsPem: root.certificatePem,
    close,
    [Symbol.asyncDispose]: close,
  };
}
