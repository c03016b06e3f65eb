/** From a robot's address to an HTTP/2 session: find it, connect, verify its certificates, begin HTTP/2. */
import type { Resolver } from "../discovery/index.ts";
import { type Connector, connectNodeTransport } from "../grpc/index.ts";
import { connectTls, type TrustStore } from "../tls/index.ts";

/** What every session to one robot has in common. */
export interface DialOptions {
  readonly resolver: Resolver;
  readonly trustStore: TrustStore;
  /** Budget for each new session, in milliseconds. */
  readonly connectTimeoutMs: number;
}

/** A connector for one authority of a robot. The address is looked up anew for every session. */
export function dial(authority: string, options: DialOptions): Connector {
  const { resolver, trustStore, connectTimeoutMs } = options;
  return async ({ signal }) => {
    const [endpoint] = await resolver.resolve({ signal });
    if (endpoint === undefined) throw new TypeError(`the resolver of ${resolver.describe()} gave no endpoint`);
    const connection = await connectTls({
      ...endpoint,
      serverName: authority,
      trustStore,
      timeoutMs: connectTimeoutMs,
      signal,
    });
    return connectNodeTransport({
      link: connection.socket,
      address: connection.address,
      origin: `https://${authority}`,
      timeoutMs: connectTimeoutMs,
      signal,
      counters: () => ({ bytesSent: connection.bytesWritten, bytesReceived: connection.bytesRead }),
    });
  };
}
