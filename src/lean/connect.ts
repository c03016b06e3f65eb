/** From an address to a channel whose peer is trusted. */
import { LeanChannel, type LeanChannelOptions } from "./channel.ts";
import { Connection } from "./connection.ts";
import { dial, type DialOptions } from "./dial.ts";

/** Where to connect, whom to trust, and how calls are made. */
export interface ConnectLeanOptions extends DialOptions, LeanChannelOptions {}

/**
 * Connect to one authority of a robot, check its certificates, and carry unary calls. A service behind another authority
 * needs a channel of its own.
 * @throws {ConnectError} `CONNECT_*`, `NAME_NOT_FOUND`, `TLS_*`: no connection, or none with HTTP/2
 * @throws {TrustError} `TRUST_REJECTED`: the peer's certificates do not lead to a pinned root
 * @throws {TrustStoreError} `trustAnchors` holds none, or cannot be read
 * @throws {TypeError | RangeError} the options make no sense
 * @example
 * ```ts
 * const trustAnchors = await readFile("robot.pem", "utf8");
 * await using channel = await connectLean({ host: "192.168.80.3", authority: RobotIdClient.authority, trustAnchors });
 * const id = await new RobotIdClient(channel).getRobotId();
 * ```
 */
export async function connectLean(options: ConnectLeanOptions): Promise<LeanChannel> {
  return new LeanChannel(await connection(options), options);
}

/** Dial, and begin HTTP/2. */
export async function connection(options: ConnectLeanOptions): Promise<Connection> {
  const { socket, address } = await dial(options);
  return new Connection(socket, address, options.authority);
}
