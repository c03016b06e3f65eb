/** Clients that take their time, or have gone without a word: how long a server waits for them. */
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Echo } from "../../support/echo-service.ts";
import { connectRaw, connectRawTls, RawClient, requestFields } from "../../support/raw-client.ts";
import { Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { settle, textFrame } from "../../support/scripted-transport.ts";
import { answerPings, beginRaw, scene, tlsScene } from "../../support/server-scene.ts";

describe("a client that takes its time", () => {
  it.each([
    ["sends nothing", () => undefined],
    ["stops in the preface", (client: RawClient) => client.send(new TextEncoder().encode("PRI * HT"))],
    [
      "stops before SETTINGS",
      (client: RawClient) => client.send(new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
    ],
  ])("and %s is dropped when the handshake's time is up", async (_name, play) => {
    const { listener, clock, drops, bystanderIsServed } = await scene();
    const client = await connectRaw(listener.port);
    play(client);
    while (listener.stats().open < 2) await settle();
    clock.advance(9_999);
    await settle();
    expect(drops).toEqual([]);
    clock.advance(1);
    await client.closed();
    expect(drops.map(({ reason }) => reason)).toEqual(["handshake-timeout"]);
    await bystanderIsServed();
  });

  it("over TLS is dropped in the middle of its handshake too", async () => {
    const { listener, clock, drops } = await tlsScene();
    const client = await connectRaw(listener.port);
    // The first bytes of a ClientHello.
    client.send(Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3));
    while (listener.counters().bytesReceived < 11) await settle();
    clock.advance(10_000);
    await client.closed();
    expect(drops.map(({ reason }) => reason)).toEqual(["handshake-timeout"]);
  });

  it("over TLS is dropped between its handshake and HTTP/2 too", async () => {
    const { listener, clock, drops } = await tlsScene();
    const client = await connectRawTls(listener.port);
    await client.receive("SETTINGS");
    clock.advance(10_000);
    await client.closed();
    expect(drops.map(({ reason }) => reason)).toEqual(["handshake-timeout"]);
  });

  it("and stops in the middle of a header block is closed as idle", async () => {
    const { listener, clock, bystanderIsServed } = await scene({ keepaliveMs: Infinity });
    const client = await beginRaw(listener.port);
    client.send(frame("HEADERS", Flag.NONE, 1, headerBlock(requestFields(Echo.once.path))));
    while (listener.counters().bytesReceived < 200) await settle();
    clock.advance(300_000);
    clock.advance(1000);
    await client.closed();
    await bystanderIsServed();
  });

  it("to complete a request is told so when its time is up", async () => {
    const { listener, clock, bystanderIsServed } = await scene();
    const client = await beginRaw(listener.port);
    client.request(1, requestFields(Echo.once.path));
    client.send(frame("DATA", Flag.NONE, 1, textFrame("hello").subarray(0, 7)));
    await client.ping(2);
    clock.advance(120_000);
    await client.receive("HEADERS", ({ streamId, flags }) => streamId === 1 && (flags & Flag.END_STREAM) !== 0);
    await bystanderIsServed();
  });

  it("between calls is closed in order when it has been idle for long", async () => {
    const { listener, clock, drops, bystanderIsServed } = await scene({ keepaliveMs: Infinity });
    const client = await beginRaw(listener.port);
    clock.advance(299_999);
    await client.ping(2);
    expect(client.goAways).toEqual([]);
    clock.advance(1);
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    client.send(...answerPings(client));
    await client.receive("GOAWAY", ({ payload }) => payload[0] === 0);
    await client.closed();
    expect(client.goAways.every(({ code }) => code === 0)).toBe(true);
    expect(drops).toEqual([]);
    await bystanderIsServed();
  });

  it("to close its side of a connection that was idle is cut off", async () => {
    const { listener, clock } = await scene({ maxIdleMs: 1000, keepaliveMs: 60_000 });
    const socket = connect({ port: listener.port, host: "127.0.0.1", allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    const client = new RawClient(socket);
    client.begin();
    await client.ping();
    clock.advance(1000);
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    client.send(...answerPings(client));
    await once(socket, "end");
    await settle();
    expect(listener.stats().open).toBe(2);
    clock.advance(59_000);
    while (listener.stats().open > 1) await settle();
  });
});

describe("a client that has gone without a word", () => {
  it("is given up when it answers no PING, and its calls with it", async () => {
    const { listener, clock, drops, bystanderIsServed } = await scene();
    const client = await beginRaw(listener.port);
    client.request(1, requestFields(Echo.join.path));
    await client.ping(2);
    clock.advance(60_000); // what came since the connection began is noticed
    await bystanderIsServed();
    clock.advance(60_000);
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    await bystanderIsServed();
    clock.advance(20_000);
    await client.closed();
    expect(drops.map(({ reason }) => reason)).toEqual(["keepalive-timeout"]);
    await bystanderIsServed();
  });

  it("is kept while it answers", async () => {
    const { listener, clock, drops } = await scene();
    const client = await beginRaw(listener.port);
    client.request(1, requestFields(Echo.join.path));
    await client.ping(2);
    clock.advance(60_000);
    clock.advance(60_000);
    await client.receive("PING", ({ flags }) => flags === Flag.NONE);
    client.send(...answerPings(client));
    await client.ping(3);
    clock.advance(20_000);
    await client.ping(4);
    expect(drops).toEqual([]);
  });
});
