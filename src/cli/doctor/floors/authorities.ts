/**
 * Floor 13: may one connection carry calls to several authorities? This client makes one for each, so nothing depends on
 * it; it tells how many connections another design would need. The call is GetRobotId, which harms nobody.
 */
import { formatAddress } from "../../../discovery/index.ts";
import { connectNodeTransport, GrpcChannel, RpcError, type Transport } from "../../../grpc/index.ts";
import { RobotIdClient } from "../../../services/index.ts";
import { connectTls, type TrustStore } from "../../../tls/index.ts";
import type { FloorFinding } from "../finding.ts";
import { openLink } from "../open-link.ts";
import type { Visit } from "../visit.ts";

/** Whose connection it is: an authority that every robot has, and not the one that is called. */
const SERVER_NAME = "api.spot.robot";

/** Call one authority over the connection of another. */
export async function shareConnection(visit: Visit): Promise<FloorFinding> {
  const tried = `call GetRobotId of ${RobotIdClient.authority} over a connection made for ${SERVER_NAME}`;
  await using channel = new GrpcChannel({
    authority: RobotIdClient.authority,
    address: formatAddress(visit.endpoint),
    connect: () => connectAs(visit, SERVER_NAME),
  });
  await channel.connect();
  try {
    const client = new RobotIdClient(channel, { clientName: "spotwire-doctor" });
    await client.getRobotId({ timeoutMs: visit.options.timeoutMs, signal: visit.signal });
    return { outcome: "pass", tried, seen: "answered: authorities can share a connection", facts: { canShare: true } };
  } catch (error) {
    visit.signal.throwIfAborted();
    if (!(error instanceof RpcError)) throw error;
    return {
      outcome: "pass",
      tried,
      seen: `refused (${error.status}): each authority needs a connection of its own, as this client makes it`,
      facts: { canShare: false, status: error.status, httpStatus: error.httpStatus },
    };
  }
}

async function connectAs(visit: Visit, serverName: string): Promise<Transport> {
  const { options, endpoint, signal } = visit;
  const connection = await connectTls({
    ...endpoint,
    serverName,
    trustStore: visit.trustStore as TrustStore,
    link: await openLink(visit),
    timeoutMs: options.timeoutMs,
    signal,
    keyLog: options.keyLog,
  });
  return connectNodeTransport({
    link: connection.socket,
    address: connection.address,
    origin: `https://${serverName}`,
    timeoutMs: options.timeoutMs,
    signal,
  });
}
