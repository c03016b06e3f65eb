/** Our client as the cases drive it: a channel over TLS to a port of this machine. */
import { GrpcChannel } from "../../../src/grpc/channel.ts";
import { connectTls } from "../../../src/tls/connect.ts";
import { TrustStore } from "../../../src/tls/trust-store.ts";
import type { ConnectTransport } from "../../support/transport.ts";
import type { CaseClient, Repetitions } from "../cases/case.ts";
import type { TestService } from "../test-service.ts";
import { SERVER_NAME } from "../tls-material.ts";
import { ENCODINGS } from "./compression.ts";
import { type WireFlags, watchTransport } from "./wire-watch.ts";

/** Where to connect, and what the cases need besides. */
export interface OurClientOptions {
  readonly port: number;
  readonly rootsPem: string;
  readonly service: TestService;
  /** Begins HTTP/2. */
  readonly connectTransport: ConnectTransport;
  readonly repetitions: Repetitions;
  /** Filled as messages go over the wire. */
  readonly flags: WireFlags;
}

/** Open a channel and connect it, so that no case's deadline is spent on connecting. */
export async function openOurClient(options: OurClientOptions): Promise<CaseClient> {
  const { port, rootsPem, service, connectTransport, repetitions, flags } = options;
  const trustStore = TrustStore.fromPem(rootsPem);
  const channel = new GrpcChannel({
    authority: SERVER_NAME,
    address: `127.0.0.1:${port}`,
    connect: async ({ signal }) => {
      const { socket, address } = await connectTls({
        host: "127.0.0.1",
        port,
        serverName: SERVER_NAME,
        trustStore,
        signal,
      });
      const transport = await connectTransport({
        link: socket,
        address,
        origin: `https://${SERVER_NAME}`,
        signal,
      });
      return watchTransport(transport, flags);
    },
    encodings: ENCODINGS,
  });
  await channel.connect();
  return {
    service,
    channel,
    repetitions,
    another: () => openOurClient(options),
    close: () => channel.close(),
  };
}
