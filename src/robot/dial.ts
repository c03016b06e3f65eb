/** From a robot's address to an HTTP/2 session: find it, connect, verify its certificates, begin HTTP/2. */
import { isIP } from "node:net";
import type { Resolver, RobotEndpoint } from "../discovery/index.ts";
import { type Connector, connectNodeTransport } from "../grpc/index.ts";
import {
  type Certificate,
  ConnectError,
  connectTls,
  interfaceAddress,
  type LinkMaker,
  type TcpOptions,
  type TlsConnection,
  type TrustStore,
} from "../tls/index.ts";
import { makeLink } from "./make-link.ts";

/** How the connections to a robot are made, where TCP and its defaults are not what is wanted. */
export interface LinkSettings extends Omit<TcpOptions, "localPort"> {
  /**
   * Makes the stream that each new connection runs over, in place of TCP: a radio, a serial bridge, an SSH channel, a
   * proxy's tunnel (`spotwire/proxy`). The options for TCP then say nothing.
   */
  readonly link?: LinkMaker | undefined;
  /**
   * Connect from the address that this network interface has at the time, `wlan0` for example. Excludes `localAddress`.
   * Retried with the connection as long as there is no such interface.
   */
  readonly networkInterface?: string | undefined;
  /**
   * Takes the lines of an NSS key log, each with its line feed, of every connection. Whoever has them and a capture of
   * the traffic can read it all, passwords and tokens included.
   */
  readonly keyLog?: ((line: Uint8Array) => void) | undefined;
  /**
   * Begins HTTP/2 on each connection. Default: on `node:http2`; `connectOwnTransport` of `spotwire/http2` is the other
   * one. It is given as a function and not by name, so that only who asks for the other one bundles it.
   */
  readonly transport?: typeof connectNodeTransport | undefined;
}

/** What every session to one robot has in common. */
export interface DialOptions extends LinkSettings {
  readonly resolver: Resolver;
  readonly trustStore: TrustStore;
  /** Budget for each new session, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Asked about each new connection whose chain is trusted, before anything is sent on it; throws to refuse it. */
  readonly verifyPeer?: VerifyPeer | undefined;
}

/**
 * A second look at a peer that is trusted.
 * @param path its certificates, its own first, the anchor last
 * @param address `host:port`
 */
export type VerifyPeer = (path: readonly Certificate[], address: string) => void | Promise<void>;

/** A connector for one authority of a robot. Its addresses are looked up anew for every session, and tried in order. */
export function dial(authority: string, options: DialOptions): Connector {
  const { transport: beginHttp2 = connectNodeTransport } = options;
  return ({ signal }) =>
    reach(options, signal, async (endpoint) => {
      const connection = await open(endpoint, { ...options, signal, serverName: authority });
      return beginHttp2({
        link: connection.socket,
        reads: connection.reads,
        address: connection.address,
        origin: `https://${authority}`,
        timeoutMs: options.connectTimeoutMs,
        signal,
        counters: () => ({ bytesSent: connection.bytesWritten, bytesReceived: connection.bytesRead }),
      });
    });
}

/** What a bare connection is for. */
export interface DialTlsRequest {
  readonly serverName: string | undefined;
  readonly protocol: "h2" | "http/1.1";
  readonly signal: AbortSignal;
}

/** Connect to a robot as every session does, and leave what is spoken to the caller: for a tap. */
export function dialTls(options: DialOptions, request: DialTlsRequest): Promise<TlsConnection> {
  return reach(options, request.signal, (endpoint) => open(endpoint, { ...options, ...request }));
}

/** A trusted connection for HTTP/1.1, to a robot's web server. */
export interface HttpsConnection extends TlsConnection {
  /** What the `Host` header says: the robot's address as it was looked for, with its port where that is not 443. */
  readonly hostHeader: string;
}

/**
 * Connect to the robot's web server, as a browser would that checks certificates as we do: with its host name for server
 * name, or none where that is an IP address.
 */
export function dialHttps(options: DialOptions, signal: AbortSignal): Promise<HttpsConnection> {
  return reach(options, signal, async (endpoint) => {
    const { host, port } = endpoint;
    const serverName = isIP(host) === 0 ? host : undefined;
    const connection = await open(endpoint, { ...options, signal, serverName, protocol: "http/1.1" });
    const name = host.includes(":") ? `[${host}]` : host;
    // Not a copy: the counters of a connection are live.
    return Object.assign(connection, { hostHeader: port === HTTPS_PORT ? name : `${name}:${port}` });
  });
}

const HTTPS_PORT = 443;

/** Try the robot's addresses in order. */
async function reach<T>(
  { resolver }: DialOptions,
  signal: AbortSignal,
  attempt: (endpoint: RobotEndpoint) => Promise<T>,
): Promise<T> {
  const endpoints = await resolver.resolve({ signal });
  const last = endpoints.at(-1);
  if (last === undefined) throw new TypeError(`the resolver of ${resolver.describe()} gave no endpoint`);
  for (const endpoint of endpoints.slice(0, -1)) {
    try {
      return await attempt(endpoint);
    } catch (error) {
      // Nobody there: perhaps at the next address. Somebody else there is no reason to go on.
      if (!(error instanceof ConnectError) || signal.aborted) throw error;
    }
  }
  return attempt(last);
}

/** What differs from one connection to another. */
interface OpenOptions extends DialOptions {
  readonly serverName: string | undefined;
  readonly protocol?: "h2" | "http/1.1";
  readonly signal: AbortSignal;
}

async function open(endpoint: RobotEndpoint, options: OpenOptions): Promise<TlsConnection> {
  const { connectTimeoutMs: timeoutMs, networkInterface, signal } = options;
  const link = options.link && (await makeLink(options.link, endpoint, { timeoutMs, signal }));
  const { host, port } = endpoint;
  const connection = await connectTls({
    host,
    port,
    serverName: options.serverName,
    protocol: options.protocol,
    trustStore: options.trustStore,
    timeoutMs,
    signal,
    link,
    keyLog: options.keyLog,
    noDelay: options.noDelay,
    keepAliveDelayMs: options.keepAliveDelayMs,
    localAddress:
      networkInterface === undefined || link !== undefined
        ? options.localAddress
        : interfaceAddress(networkInterface, host),
    addressAttemptMs: options.addressAttemptMs,
    lookup: options.lookup,
  });
  await verify(connection, options);
  return connection;
}

/** Let the caller look at a peer that is trusted, before a byte of HTTP/2. */
async function verify({ socket, path, address }: TlsConnection, { verifyPeer }: DialOptions): Promise<void> {
  try {
    await verifyPeer?.(path, address);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
