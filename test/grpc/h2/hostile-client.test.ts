/** A client that means harm loses its connection; a well-behaved one beside it does not notice. */
import { connect as connectSocket } from "node:net";
import { describe, expect, it } from "vitest";
import { listenNode } from "../../../src/grpc/h2/node-listener.ts";
import { Echo } from "../../support/echo-service.ts";
import { concat } from "../../support/hex.ts";
import { connectRaw, connectRawTls, rawFrame, RawFrameType, requestFields } from "../../support/raw-client.ts";
import { bigEndian, Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { settle, textFrame } from "../../support/scripted-transport.ts";
import { beginRaw, scene, tlsScene } from "../../support/server-scene.ts";

const ENHANCE_YOUR_CALM = 11;

/** A call that is opened and reset in the same breath. */
function openAndReset(n: number): Uint8Array {
  const id = 2 * n + 1;
  return concat(
    frame("HEADERS", Flag.END_HEADERS, id, headerBlock(requestFields(Echo.join.path))),
    frame("RST_STREAM", Flag.NONE, id, bigEndian(8, 4)),
  );
}

describe("a client that resets streams as fast as it opens them (CVE-2023-44487)", () => {
  it("is dropped at the limit", async () => {
    const { listener, drops, bystanderIsServed } = await scene({ resets: { perSecond: 1, burst: 20 } });
    const client = await beginRaw(listener.port);
    for (let n = 0; n < 20; n++) client.send(openAndReset(n));
    await client.ping(2);
    expect(drops).toEqual([]);
    client.send(openAndReset(20));
    await client.closed();
    expect(client.goAways[0]).toMatchObject({ code: ENHANCE_YOUR_CALM, debug: "too-many-resets" });
    expect(drops.map(({ reason }) => reason)).toEqual(["too-many-resets"]);
    expect(listener.stats()).toMatchObject({ open: 1, accepted: 2, dropped: { "too-many-resets": 1 } });
    await bystanderIsServed();
  });

  it("costs no more than the default burst of handlers, however many it sends at once", async () => {
    const { listener, handled, bystanderIsServed } = await scene();
    const before = handled();
    const client = await beginRaw(listener.port);
    await client.pour(...Array.from({ length: 20_000 }, (_, n) => openAndReset(n)));
    await client.closed();
    expect(handled() - before).toBeLessThan(1200);
    await bystanderIsServed();
  });

  it("is let be while it keeps to the rate", async () => {
    const { listener, clock, drops } = await scene({ resets: { perSecond: 10, burst: 10 } });
    const client = await beginRaw(listener.port);
    for (let second = 0; second < 5; second++) {
      for (let n = 0; n < 10; n++) client.send(openAndReset(10 * second + n));
      await client.ping(second + 2);
      clock.advance(1000);
    }
    expect(drops).toEqual([]);
  });

  it("is dropped too where it makes the server send the resets (CVE-2025-8671)", async () => {
    const { listener, drops, bystanderIsServed } = await scene({ resets: { perSecond: 1, burst: 20 } });
    const client = await beginRaw(listener.port);
    for (let n = 0; n < 40; n++) {
      // More body than its content-length says is an error of the stream (RFC 9113 §8.1.1).
      client.request(2 * n + 1, { ...requestFields(Echo.join.path), "content-length": "1" });
      client.send(frame("DATA", Flag.NONE, 2 * n + 1, textFrame("x")));
    }
    await client.closed();
    expect(drops.map(({ reason }) => reason)).toEqual(["too-many-resets"]);
    await bystanderIsServed();
  });
});

describe("a client that floods with control frames", () => {
  const floods: readonly (readonly [string, (n: number) => Uint8Array])[] = [
    ["PING", (n) => frame("PING", Flag.NONE, 0, bigEndian(n, 8))],
    ["SETTINGS", () => frame("SETTINGS", Flag.NONE, 0)],
  ];

  it.each(floods)("of type %s is dropped at the limit", async (_name, make) => {
    const { listener, drops, bystanderIsServed } = await scene({ controlFrames: { perSecond: 1, burst: 20 } });
    const client = await beginRaw(listener.port);
    for (let n = 0; n < 30; n++) client.send(make(n));
    await client.closed();
    expect(client.goAways[0]).toMatchObject({ code: ENHANCE_YOUR_CALM, debug: "too_many_pings" });
    expect(drops.map(({ reason }) => reason)).toEqual(["too-many-control-frames"]);
    await bystanderIsServed();
  });

  it.each(floods)("of type %s is dropped by default, all at once and unread answers included", async (_name, make) => {
    const { listener, bystanderIsServed } = await scene();
    const client = await beginRaw(listener.port);
    client.socket.pause();
    await client.pour(...Array.from({ length: 20_000 }, (_, n) => make(n)));
    client.socket.resume();
    await client.closed();
    await bystanderIsServed();
  });

  it("over TLS is dropped too", async () => {
    const { listener, drops } = await tlsScene();
    const bystander = await connectRawTls(listener.port);
    bystander.begin();
    const client = await connectRawTls(listener.port);
    client.begin();
    await client.ping();
    for (let n = 0; n < 300; n++) client.send(frame("PING", Flag.NONE, 0, bigEndian(n, 8)));
    await client.closed();
    expect(drops.map(({ reason }) => reason)).toEqual(["too-many-control-frames"]);
    await bystander.ping();
  });

  it("may measure a busy link with as many PINGs as there is traffic", async () => {
    const { listener, drops } = await scene({ controlFrames: { perSecond: 1, burst: 5 } });
    const client = await beginRaw(listener.port);
    client.request(1, requestFields(Echo.each.path));
    for (let n = 0; n < 50; n++) {
      client.send(frame("DATA", Flag.NONE, 1, textFrame("x".repeat(2000))));
      await client.ping(n + 2);
    }
    expect(drops).toEqual([]);
  });

  it("of settings in one frame is dropped", async () => {
    const { listener, bystanderIsServed } = await scene();
    const client = await beginRaw(listener.port);
    const settings = Array.from({ length: 1000 }, () => concat(bigEndian(0xff, 2), bigEndian(1, 4)));
    client.send(frame("SETTINGS", Flag.NONE, 0, concat(...settings)));
    await client.receive("GOAWAY");
    await bystanderIsServed();
  });

  it("of empty DATA is dropped (CVE-2019-9518)", async () => {
    const { listener, bystanderIsServed } = await scene();
    const client = await beginRaw(listener.port);
    client.request(1, requestFields(Echo.each.path));
    await client.pour(...Array.from({ length: 20_000 }, () => frame("DATA", Flag.NONE, 1)));
    await client.closed();
    await bystanderIsServed();
  });
});

describe("a client that sends too much header", () => {
  it("in CONTINUATION frames without end is dropped (CVE-2024-28182)", async () => {
    const { listener, handled, bystanderIsServed } = await scene();
    const before = handled();
    const client = await beginRaw(listener.port);
    client.send(frame("HEADERS", Flag.NONE, 1, headerBlock(requestFields(Echo.once.path))));
    const more = rawFrame(RawFrameType.CONTINUATION, Flag.NONE, 1, headerBlock({ "x-a": "b" }));
    await client.pour(...Array.from({ length: 20_000 }, () => more));
    await client.receive("GOAWAY");
    expect(handled()).toBe(before);
    await bystanderIsServed();
  });

  it("through one entry of the HPACK table, named again and again, is refused before it is unpacked", async () => {
    const { listener, handled, bystanderIsServed } = await scene();
    const before = handled();
    const client = await beginRaw(listener.port);
    // A literal with incremental indexing (RFC 7541 §6.2.1) of 4000 bytes, then 10 000 references to it (§6.1): 40 MB.
    const value = new Uint8Array(4000).fill(0x61);
    const literal = concat(Uint8Array.of(0x40, 1, 0x78, 0x7f, 0xa1, 0x1e), value);
    const block = concat(headerBlock(requestFields(Echo.once.path)), literal, new Uint8Array(10_000).fill(0xbe));
    client.send(frame("HEADERS", Flag.END_HEADERS, 1, block));
    expect((await client.receive("RST_STREAM")).payload[3]).toBe(ENHANCE_YOUR_CALM);
    expect(handled()).toBe(before);
    await bystanderIsServed();
  });

  it("in many small fields is refused", async () => {
    const { listener, handled, bystanderIsServed } = await scene();
    const before = handled();
    const client = await beginRaw(listener.port);
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-${n}`, ""]));
    client.request(1, { ...requestFields(Echo.once.path), ...fields });
    expect((await client.receive("RST_STREAM")).payload[3]).toBe(ENHANCE_YOUR_CALM);
    expect(handled()).toBe(before);
    await bystanderIsServed();
  });
});

describe("a client that opens too many streams", () => {
  it("has those past the limit refused, whether it has acknowledged the limit or not", async () => {
    const { listener, handled, bystanderIsServed } = await scene({}, { maxConcurrentStreams: 4 });
    const before = handled();
    const client = await connectRaw(listener.port);
    client.send(new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame("SETTINGS", Flag.NONE, 0));
    for (let n = 0; n < 10; n++) client.request(2 * n + 1, requestFields(Echo.join.path));
    await client.ping();
    expect(handled() - before).toBe(4);
    expect(client.resetCode(9)).toBe(7);
    await bystanderIsServed();
  });
});

describe("clients beyond the number allowed", () => {
  it("are closed unread, and have their turn when another leaves", async () => {
    const { listener, drops, bystanderIsServed } = await scene({ maxConnections: 2 });
    const client = await beginRaw(listener.port);
    const surplus = await connectRaw(listener.port);
    await surplus.closed();
    expect(surplus.frames).toEqual([]);
    expect(drops.map(({ reason }) => reason)).toEqual(["too-many-connections"]);
    client.socket.destroy();
    while (listener.stats().open > 1) await settle();
    await beginRaw(listener.port);
    await bystanderIsServed();
  });
});

describe("limits", () => {
  it.each([{ maxConnections: 0 }, { maxIdleMs: Number.NaN }, { resets: { perSecond: -1, burst: 5 } }])(
    "refuse %o",
    async (limits) => {
      await expect(listenNode(() => undefined, { limits })).rejects.toThrow(RangeError);
    },
  );

  it("can be lifted", async () => {
    const { listener, clock, drops } = await scene({ maxIdleMs: Infinity, keepaliveMs: Infinity });
    const client = await beginRaw(listener.port);
    clock.advance(10_000_000);
    await client.ping(2);
    expect(drops).toEqual([]);
  });
});

it("a client that leaves at once is no news", async () => {
  const { listener, drops, bystanderIsServed } = await scene();
  for (let n = 0; n < 20; n++)
    connectSocket(listener.port, "127.0.0.1").on("connect", function (this: { destroy(): void }) {
      this.destroy();
    });
  await bystanderIsServed();
  while (listener.stats().open > 1) await settle();
  expect(drops).toEqual([]);
});
