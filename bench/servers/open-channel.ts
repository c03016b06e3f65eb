/** Our own channel to a server of the bench. */
import { connectNodeTransport, type Connector, GrpcChannel } from "../../src/grpc/index.ts";
import { connectOwnTransport, type OwnTransportOptions } from "../../src/http2/index.ts";
import { connectTls, TrustStore } from "../../src/tls/index.ts";
import { AUTHORITY } from "./service.ts";

/** For downloads alone; as shipped it is 1 MiB. */
const TUNED_WINDOW_BYTES = 8 * 1024 * 1024;

/** The transports we have. */
export const TRANSPORTS = {
  node: connectNodeTransport,
  own: connectOwnTransport,
  "own-tuned": (options: OwnTransportOptions) => connectOwnTransport({ ...options, windowBytes: TUNED_WINDOW_BYTES }),
} as const;
/** Of `TRANSPORTS`. */
export type TransportName = keyof typeof TRANSPORTS;

/** Where a server is. */
export interface ServerPlace {
  readonly port: number;
  /** PEM. */
  readonly roots: string;
}

/** Makes sessions with a server. */
export function connector({ port, roots }: ServerPlace, transport: TransportName): Connector {
  const trustStore = TrustStore.fromPem(roots);
  return async ({ signal }) => {
    const options = { host: "127.0.0.1", port, serverName: AUTHORITY, trustStore, signal };
    const { socket, reads, address } = await connectTls(options);
    return TRANSPORTS[transport]({ link: socket, reads, address, origin: `https://${AUTHORITY}`, signal });
  };
}

/** A channel for every kind of call. */
export function openChannel(place: ServerPlace, transport: TransportName): GrpcChannel {
  const address = `127.0.0.1:${place.port}`;
  const connect = connector(place, transport);
  return new GrpcChannel({ authority: AUTHORITY, address, connect, maxReceiveMessageBytes: 64 * 1024 * 1024 });
}
