/** A host that speaks cleartext with named peers: loopback addresses play the robot and a stranger. */
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectNodeTransport, GrpcChannel } from "../../src/grpc/index.ts";
import { hostServices, type PeerDrop, serve } from "../../src/hosting/index.ts";
import { openChannel } from "../support/channels.ts";
import { connectRaw } from "../support/raw-client.ts";
import { ask, Survey } from "./survey-service.ts";

const ROBOT = "127.0.0.5";

/** A channel whose connections come from the robot's address. */
function robotChannel(port: number): GrpcChannel {
  const address = `127.0.0.1:${port}`;
  const channel = new GrpcChannel({
    authority: "survey.test",
    address,
    scheme: "http",
    async connect({ signal }) {
      const link = connect({ port, host: "127.0.0.1", localAddress: ROBOT });
      await once(link, "connect");
      return connectNodeTransport({ link, address, origin: "http://survey.test", signal });
    },
  });
  onTestFinished(() => channel.close());
  return channel;
}

describe("a host with cleartextFrom", () => {
  it("serves the robot, and cuts off a stranger who does not get as far as its handlers", async () => {
    const drops: PeerDrop[] = [];
    const peers: string[] = [];
    const service = serve(Survey, {
      once: (_request, { peer }) => {
        peers.push(peer);
        return { status: 1 };
      },
    });
    await using host = await hostServices([service], { cleartextFrom: [ROBOT], onDrop: (drop) => drops.push(drop) });
    expect((await robotChannel(host.port).unary(Survey.once, ask("x"))).status).toBe(1);
    const stranger = openChannel(host.port).unary(Survey.once, ask("x"), { timeoutMs: 300 });
    await expect(stranger).rejects.toThrow();
    await (await connectRaw(host.port, "127.0.0.2")).closed();
    expect(peers).toHaveLength(1);
    expect(peers[0]).toMatch(/^127\.0\.0\.5:/);
    expect(new Set(drops.map(({ reason }) => reason))).toEqual(new Set(["cleartext-from-stranger"]));
    expect(drops.at(-1)?.peer).toMatch(/^127\.0\.0\.2:/);
  });

  it.each([[[]], [["0.0.0.0/0"]]])("does not listen beyond loopback for %j", async (cleartextFrom) => {
    await expect(hostServices([], { host: "192.0.2.1", cleartextFrom })).rejects.toThrow(RangeError);
  });
});
