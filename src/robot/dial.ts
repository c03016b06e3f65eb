/** From a robot's address to an HTTP/2 session: find it, connect, verify its certificates, begin HTTP/2. */
import type { Resolver } from "../discovery/index.ts";
import { type Connector, connectNodeTransport } from "../grpc/index.ts";
import { connectTls, interfaceAddress, type LinkMaker, type TcpOptions, type TrustStore } from "../tls/index.ts";
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
}

/** What every session to one robot has in common. */
export interface DialOptions extends LinkSettings {
  readonly resolver: Resolver;
  readonly trustStore: TrustStore;
  /** Budget for each new session, in milliseconds. */
  readonly connectTimeoutMs: number;
}

/** A connector for one authority of a robot. The address is looked up anew for every session. */
export function dial(authority: string, options: DialOptions): Connector {
  const { resolver, connectTimeoutMs: timeoutMs, networkInterface } = options;
  return async ({ signal }) => {
    const [endpoint] = await resolver.resolve({ signal });
    if (endpoint === undefined) throw new TypeError(`the resolver of ${resolver.describe()} gave no endpoint`);
    const link = options.link && (await makeLink(options.link, endpoint, { timeoutMs, signal }));
    const { host, port } = endpoint;
    const connection = await connectTls({
      host,
      port,
      serverName: authority,
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
    return connectNodeTransport({
      link: connection.socket,
      address: connection.address,
      origin: `https://${authority}`,
      timeoutMs,
      signal,
      counters: () => ({ bytesSent: connection.bytesWritten, bytesReceived: connection.bytesRead }),
    });
  };
}
