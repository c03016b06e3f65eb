/** Who is it? Over a channel that reconnects and retries. */
import { connectNodeTransport, UnaryChannel } from "../../../src/grpc/index.ts";
import { RobotIdClient } from "../../../src/services/index.ts";
import { connectTls, TrustStore } from "../../../src/tls/index.ts";
import { answer, errand, HOST } from "./errand.ts";

const { authority } = RobotIdClient;
const { port, roots } = errand;
const trustStore = TrustStore.fromPem(roots);
const channel = new UnaryChannel({
  authority,
  address: `${HOST}:${port}`,
  async connect({ signal }) {
    const { socket, reads, address } = await connectTls({
      host: HOST,
      port,
      serverName: authority,
      trustStore,
      signal,
    });
    return connectNodeTransport({ link: socket, reads, address, origin: `https://${authority}`, signal });
  },
});
answer((await new RobotIdClient(channel).getRobotId()).serialNumber);
await channel.close();
