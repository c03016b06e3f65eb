/** The front door: an address and a pinned root in, a Robot out. */
import { fixedAddress, type Resolver } from "../discovery/index.ts";
import { SpotError } from "../errors.ts";
import { type ClientInterceptor, TransportError } from "../grpc/index.ts";
import { RobotIdClient } from "../services/robot-id.ts";
import type { LocalTime } from "../services/time.ts";
import { TrustStore } from "../tls/index.ts";
import { clientName } from "./client-name.ts";
import type { LinkSettings, VerifyPeer } from "./dial.ts";
import type { KeepLoginOptions } from "./login/login.ts";
import { Robot, type RobotChannelOptions } from "./robot.ts";

/** How to connect. */
export interface ConnectOptions extends LinkSettings {
  /**
   * Trust anchors, PEM: the robot's chain must lead to one of them. The system's own roots play no part, and neither
   * do host names. A string may hold several certificates.
   */
  readonly roots: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Prefix of the client name that the robot logs: `<prefix><machine>:<script>-<pid>`. Default `spotwire-`. */
  readonly clientNamePrefix?: string;
  /**
   * Budget for each step of a new connection (a `link`, look-up with TCP and TLS, HTTP/2 settings), in milliseconds.
   * Default 10 000.
   */
  readonly connectTimeoutMs?: number;
  /**
   * Connections to each of the robot's authorities, used in turn, 1 to 32. Default 1, as the API's own clients have it;
   * several are the remedy that the robot's maker names for lossy links.
   */
  readonly connectionsPerAuthority?: number;
  /** More options for a channel, asked once for each connection: retries, compression, keepalive. */
  readonly channelOptions?: (authority: string) => RobotChannelOptions;
  /**
   * Code around every call of the robot's clients, the first outermost: a log, metrics, `telemetryInterceptor`. Each
   * attempt with a renewed token is a call of its own. Calls made on `robot.channel(…)` itself pass none.
   */
  readonly interceptors?: readonly ClientInterceptor[] | undefined;
  /** How to keep a login once there is one. Default: its token is renewed every hour. */
  readonly keepLogin?: KeepLoginOptions;
  /**
   * Look at each connection whose chain is trusted, before anything is sent on it; what it throws refuses the connection.
   * Here a robot's own key is held against a pin (`spotwire/trust`).
   */
  readonly verifyPeer?: VerifyPeer | undefined;
  /** Gives up connecting. No effect on a Robot already handed out. */
  readonly signal?: AbortSignal;
  /** This machine's wall clock; replace it to run on a simulated one. */
  readonly now?: () => LocalTime;
}

/**
 * Connect to a robot and verify it: name look-up, TCP, TLS, the certificate chain, HTTP/2. Nobody is logged in yet.
 * @param address `host`, `host:port` (default port 443), `[v6]:port`, or a `Resolver`
 * @throws {DiscoveryError} the address is none, or the robot was not found
 * @throws {ConnectError} no connection; `code` says at which floor
 * @throws {ProxyError} the proxy of a `link` made by `spotwire/proxy` gave no tunnel
 * @throws {TrustError} the robot's certificates do not lead to a root in `roots`
 * @throws {TrustStoreError} `roots` holds no usable certificate
 * @throws {TransportError} the peer speaks TLS, but not HTTP/2
 * @throws the signal's reason, if it was aborted
 * @example
 * ```ts
 * await using robot = await connect("192.168.80.3", { roots: await readFile("robot.pem") });
 * await robot.login("user", password);
 * const state = await robot.client(RobotStateClient).getRobotState();
 * ```
 */
export async function connect(address: string | Resolver, options: ConnectOptions): Promise<Robot> {
  const { roots, clientNamePrefix = "spotwire-", signal, now, ...rest } = options;
  signal?.throwIfAborted();
  if (rest.networkInterface !== undefined && rest.localAddress !== undefined) {
    throw new TypeError("connect: give networkInterface or localAddress, not both");
  }
  const pems = typeof roots === "string" || roots instanceof Uint8Array ? [roots] : roots;
  const robot = new Robot({
    ...rest,
    resolver: typeof address === "string" ? fixedAddress(address) : address,
    trustStore: TrustStore.fromPem(...pems),
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    userAgent: "spotwire",
    verifyPeer: options.verifyPeer,
    connectionsPerAuthority: options.connectionsPerAuthority ?? 1,
    channelOptions: options.channelOptions,
    interceptors: options.interceptors,
    client: { clientName: clientName(clientNamePrefix), now },
  });
  // Closing ends the attempt in whichever phase it is.
  const onAbort = (): void => void robot.close();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await robot.channel(RobotIdClient.authority).connect();
    signal?.throwIfAborted();
    return robot;
  } catch (error) {
    await robot.close();
    signal?.throwIfAborted();
    throw firstCause(error);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/** The floor that failed says more than the transport that could not be built on it. */
function firstCause(error: unknown): unknown {
  const isWrapper = error instanceof TransportError && error.code === "TRANSPORT_CONNECT_FAILED";
  return isWrapper && error.cause instanceof SpotError ? error.cause : error;
}
