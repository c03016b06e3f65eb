/** A server that stops: what its clients hear, and which of their calls it still serves. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenNode, type NodeListener } from "../../../src/grpc/h2/node-listener.ts";
import { GrpcServer } from "../../../src/grpc/server/server.ts";
import { mintAuthority } from "../../../src/tls/mint.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { connectRaw, type RawClient, requestFields } from "../../support/raw-client.ts";
import { Flag, frame } from "../../support/scripted-peer.ts";
import { settle, textFrame } from "../../support/scripted-transport.ts";

/** Past every stream there can be (RFC 9113 §6.8). */
const ANY_STREAM = 2 ** 31 - 1;

async function startEcho(clock = new ManualClock()): Promise<{ listener: NodeListener; clock: ManualClock }> {
  const server = new GrpcServer({ clock });
  serveEcho(server);
  const listener = await listenNode(server.accept, { clock });
  onTestFinished(() => listener.close());
  return { listener, clock };
}

/** Connect, with one call of many requests open. */
async function openCall(port: number): Promise<RawClient> {
  const client = await connectRaw(port);
  client.begin();
  client.request(1, requestFields(Echo.join.path));
  await client.ping();
  return client;
}

function answerPing(client: RawClient): void {
  const ping = client.frames.find(({ name, flags }) => name === "PING" && flags === Flag.NONE);
  if (ping === undefined) throw new Error("the server has sent no PING");
  client.send(frame("PING", Flag.ACK, 0, ping.payload));
}

/** The last frame of a stream of ours, once it has come. */
function finished(client: RawClient, streamId: number): Promise<unknown> {
  return client.receive("HEADERS", (each) => each.streamId === streamId && (each.flags & Flag.END_STREAM) !== 0);
}

describe("a graceful stop", () => {
  it("is two GOAWAYs with a PING between them, and serves the calls on their way meanwhile", async () => {
    const { listener } = await startEcho();
    const client = await openCall(listener.port);
    const stopped = listener.close({ graceMs: 60_000 });
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    expect(client.goAways).toMatchObject([{ lastStreamId: ANY_STREAM, code: 0 }]);
    // This one was sent before the client could have heard.
    client.request(3, requestFields(Echo.once.path));
    client.send(frame("DATA", Flag.END_STREAM, 3, textFrame("on its way")));
    await finished(client, 3);
    expect(client.goAways).toHaveLength(1);
    answerPing(client);
    await client.receive("GOAWAY", ({ payload }) => payload[0] === 0);
    expect(client.goAways[1]).toMatchObject({ lastStreamId: 3, code: 0 });
    // This one was not, and is not taken.
    client.request(5, requestFields(Echo.once.path));
    client.send(frame("DATA", Flag.END_STREAM, 5, textFrame("too late")));
    client.send(frame("DATA", Flag.END_STREAM, 1, textFrame("the last word")));
    await finished(client, 1);
    await client.closed();
    await stopped;
    expect(client.frames.some(({ streamId }) => streamId === 5)).toBe(false);
  });

  it("waits a second for a client that does not answer, and for its calls as long as it is told", async () => {
    const { listener, clock } = await startEcho();
    const client = await openCall(listener.port);
    const stopped = listener.close({ graceMs: 60_000 });
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    clock.advance(1000);
    await client.receive("GOAWAY", ({ payload }) => payload[0] === 0);
    expect(client.goAways[1]).toMatchObject({ lastStreamId: 1 });
    clock.advance(58_999);
    await settle();
    expect(client.socket.destroyed).toBe(false);
    clock.advance(1);
    await client.closed();
    await stopped;
  });

  it("takes no new connection", async () => {
    const { listener } = await startEcho();
    const client = await openCall(listener.port);
    const stopped = listener.close({ graceMs: 60_000 });
    await expect(once(connect(listener.port, "127.0.0.1"), "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    client.socket.destroy();
    await stopped;
    expect(listener.stats().accepted).toBe(1);
  });

  it("closes a connection without calls as soon as it has answered", async () => {
    const { listener } = await startEcho();
    const client = await connectRaw(listener.port);
    client.begin();
    await client.ping();
    const stopped = listener.close({ graceMs: 60_000 });
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    answerPing(client);
    await client.closed();
    await stopped;
  });

  it("comes between the frames of a busy connection, none of which is lost", async () => {
    const server = new GrpcServer().handle(Echo.split, function* () {
      for (let n = 0; n < 200; n++) yield "x".repeat(10_000);
    });
    const listener = await listenNode(server.accept);
    onTestFinished(() => listener.close());
    const session = connectHttp2(`http://127.0.0.1:${listener.port}`);
    onTestFinished(() => session.destroy());
    let received = 0;
    let stopped: Promise<void> | undefined;
    const download = async (): Promise<string | undefined> => {
      const stream = session.request({ ...requestFields(Echo.split.path) });
      stream.on("data", (chunk: Uint8Array) => {
        received += chunk.length;
        if (received > 1_000_000) stopped ??= listener.close({ graceMs: 60_000 });
      });
      const heard = Promise.all([once(stream, "trailers"), once(stream, "end")]);
      stream.end(textFrame("x"));
      const [[trailers]] = (await heard) as [[Record<string, string>], unknown];
      return trailers["grpc-status"];
    };
    expect(await Promise.all(Array.from({ length: 8 }, download))).toEqual(Array.from({ length: 8 }, () => "0"));
    expect(received).toBe(8 * 200 * 10_005);
    await stopped;
    expect(listener.stats()).toMatchObject({ accepted: 1, dropped: {} });
  });

  it("is one GOAWAY over TLS, which lets running calls finish", async () => {
    const authority = await mintAuthority({ commonName: "roots" });
    const credentials = await authority.issue({ commonName: "stop.test" });
    const server = new GrpcServer();
    serveEcho(server);
    const listener = await listenNode(server.accept, { credentials });
    onTestFinished(() => listener.close());
    const socket = connectTls({
      port: listener.port,
      host: "127.0.0.1",
      ca: authority.certificatePem,
      ALPNProtocols: ["h2"],
      checkServerIdentity: () => undefined,
    });
    const session = connectHttp2("https://stop.test", { createConnection: () => socket });
    onTestFinished(() => session.destroy());
    await once(session, "remoteSettings");
    const stream = session.request(requestFields(Echo.join.path));
    stream.write(textFrame("the last"));
    await new Promise((resolve) => session.ping(resolve));
    const heard: number[] = [];
    session.on("goaway", (_code, lastStreamId: number) => heard.push(lastStreamId));
    const stopped = listener.close({ graceMs: 60_000 });
    await once(session, "goaway");
    stream.end(textFrame("word"));
    stream.resume();
    const [trailers] = (await once(stream, "trailers")) as [Record<string, string>];
    expect(trailers["grpc-status"]).toBe("0");
    await stopped;
    expect(heard[0]).toBe(1);
  });
});
