import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { TransportError } from "../../../src/grpc/errors.ts";
import type { HeaderFields } from "../../../src/grpc/header-fields.ts";
import type { ReceiveWindowOption } from "../../../src/grpc/receive-window.ts";
import type { StreamListener, Transport } from "../../../src/grpc/transport.ts";
import { concat } from "../../support/hex.ts";
import { bigEndian, Flag, GRPC_HEADERS, type PeerConnection, startPeer } from "../../support/scripted-peer.ts";
import { settle, textFrame } from "../../support/scripted-transport.ts";
import { connectTransport } from "../../support/transport.ts";

/** SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 §6.5.2). */
const INITIAL_WINDOW_SIZE = 4;

const REQUEST: HeaderFields = {
  ":path": "/a/b",
  ":method": "POST",
  "content-type": "application/grpc",
  te: "trailers",
};

/** A connected socket, closed after the test. */
async function connectTo(port: number): Promise<Socket> {
  const link = connect(port, "127.0.0.1");
  onTestFinished(() => void link.destroy());
  await once(link, "connect");
  return link;
}

/** A session with a peer that follows a script once it has sent its SETTINGS. */
async function openSession(
  script: (peer: PeerConnection) => void | Promise<void> = () => undefined,
  options: ReceiveWindowOption = {},
): Promise<{ transport: Transport; peer: PeerConnection }> {
  const peers = await startPeer(async (peer) => {
    peer.settings();
    await script(peer);
  });
  const transport = await connectTransport({
    link: await connectTo(peers.port),
    address: "peer.test",
    origin: "http://peer.test",
    ...options,
  });
  onTestFinished(() => transport.close());
  return { transport, peer: await peers.connection() };
}

/** Writes down what a stream is told, in order. */
class Diary implements StreamListener {
  readonly entries: string[] = [];
  readonly over: Promise<void>;
  #end: () => void = () => undefined;

  constructor() {
    this.over = new Promise((resolve) => (this.#end = resolve));
  }
  onHeaders(headers: HeaderFields): void {
    this.entries.push(`headers ${String(headers[":status"])}`);
  }
  onData(chunk: Uint8Array): void {
    this.entries.push(`data ${chunk.length}`);
  }
  onTrailers(trailers: HeaderFields): void {
    this.entries.push(`trailers ${String(trailers["grpc-status"])}`);
  }
  onEnd(): void {
    this.entries.push("end");
    this.#end();
  }
  onFailure(error: Error): void {
    this.entries.push(`failure: ${error.message}`);
    this.#end();
  }
}

describe("beginning HTTP/2 on a link", () => {
  it("resolves once the peer has sent its SETTINGS", async () => {
    const { transport } = await openSession();
    expect(transport.isUsable).toBe(true);
    expect(transport.address).toBe("peer.test");
    expect(transport.counters().bytesSent).toBeGreaterThan(0);
  });

  it("gives up on a silent peer, and destroys the link", async () => {
    const peers = await startPeer(() => undefined);
    const link = await connectTo(peers.port);
    const options = { link, address: "peer.test", origin: "http://peer.test", timeoutMs: 20 };
    await expect(connectTransport(options)).rejects.toMatchObject({
      code: "TRANSPORT_PROTOCOL",
      message: "peer.test: no HTTP/2 SETTINGS within 20 ms: is this a gRPC port?",
    });
    expect(link.destroyed).toBe(true);
  });

  it.each(["before", "right after", "some time after"])(
    "gives up when the signal is aborted %s it begins",
    async (when) => {
      const peers = await startPeer(() => undefined);
      const link = await connectTo(peers.port);
      const abort = new AbortController();
      if (when === "before") abort.abort();
      const options = { link, address: "peer.test", origin: "http://peer.test", signal: abort.signal };
      const connecting = connectTransport(options);
      connecting.catch(() => undefined);
      if (when === "some time after") await (await peers.connection()).receive("SETTINGS");
      abort.abort();
      await expect(connecting).rejects.toMatchObject({ code: "TRANSPORT_CLOSED", retryable: false });
      expect(link.destroyed).toBe(true);
    },
  );

  it("refuses a link that broke before it could be used, even long ago", async () => {
    const peers = await startPeer(() => undefined);
    const link = await connectTo(peers.port);
    link.destroy();
    await once(link, "close");
    const options = { link, address: "peer.test", origin: "http://peer.test" };
    await expect(connectTransport(options)).rejects.toMatchObject({ code: "TRANSPORT_LOST", retryable: true });
  });

  it("refuses a link that is no socket and does not speak HTTP/2", async () => {
    const link = new PassThrough(); // says what we said
    const options = { link, address: "loop", origin: "http://loop", timeoutMs: 1000 };
    await expect(connectTransport(options)).rejects.toBeInstanceOf(TransportError);
    expect(link.destroyed).toBe(true);
  });
});

describe("the window of a session", () => {
  for (const { windowBytes = 2 ** 20 } of [{}, { windowBytes: 65_535 }, { windowBytes: 8 * 2 ** 20 }]) {
    it(`lets a peer send ${windowBytes} bytes unread on a stream, and on the connection`, async () => {
      const { transport, peer } = await openSession(undefined, windowBytes === 2 ** 20 ? {} : { windowBytes });
      await transport.ping();
      const settings = await peer.receive("SETTINGS");
      const at = settings.payload.findIndex((_, i) => i % 6 === 0 && settings.payload[i + 1] === INITIAL_WINDOW_SIZE);
      expect(bigEndian(windowBytes, 4)).toEqual(new Uint8Array(settings.payload.subarray(at + 2, at + 6)));
      const widened = peer.frames
        .filter(({ name, streamId }) => name === "WINDOW_UPDATE" && streamId === 0)
        .map(({ payload }) => payload.reduce((value, byte) => value * 256 + byte, 0));
      expect(widened.reduce((sum, bytes) => sum + bytes, 65_535)).toBe(windowBytes);
    });
  }

  it("is refused where HTTP/2 has none such", async () => {
    for (const windowBytes of [0, 65_534, 1e6 + 0.5, 2 ** 31, NaN]) {
      await expect(openSession(undefined, { windowBytes })).rejects.toThrow(RangeError);
    }
  });
});

describe("a session", () => {
  it("tells a stream headers, data, trailers and end, in this order even if the reader was paused", async () => {
    const { transport, peer } = await openSession(async (each) => {
      const streamId = await each.call();
      each.headers(streamId);
      each.data(streamId, concat(...Array.from({ length: 20 }, () => textFrame("x".repeat(4000)))));
      each.trailers(streamId, { "grpc-status": "0" });
    });
    const diary = new Diary();
    const stream = transport.open(REQUEST, diary);
    stream.end(textFrame("x"));
    stream.pause();
    await peer.call();
    await peer.ping();
    await settle();
    expect(diary.entries).not.toContain("trailers 0");
    stream.resume();
    await diary.over;
    expect(diary.entries[0]).toBe("headers 200");
    expect(diary.entries.slice(-2)).toEqual(["trailers 0", "end"]);
    expect(diary.entries.filter((entry) => entry.startsWith("data")).length).toBeGreaterThan(1);
  });

  it("tells a stream nothing after it was reset", async () => {
    const { transport, peer } = await openSession(async (each) => {
      const streamId = await each.call();
      await each.receive("RST_STREAM");
      each.headers(streamId);
      each.trailers(streamId, { "grpc-status": "0" });
    });
    const diary = new Diary();
    const stream = transport.open(REQUEST, diary);
    await peer.call();
    stream.reset(8);
    stream.reset(8);
    await peer.receive("RST_STREAM");
    await peer.ping();
    stream.write(textFrame("late"));
    stream.end();
    await stream.drained();
    expect(diary.entries).toEqual([]);
    expect(peer.frames.filter((each) => each.name === "RST_STREAM")).toHaveLength(1);
  });

  it("sends END_STREAM on the frame of the last chunk", async () => {
    const { transport, peer } = await openSession();
    transport.open(REQUEST, new Diary()).end(textFrame("x"));
    const data = await peer.receive("DATA");
    expect(data.flags & Flag.END_STREAM).toBe(Flag.END_STREAM);
    expect(data.payload).toEqual(textFrame("x"));
  });

  it("says when its buffer is full, and when more may be written", async () => {
    const { transport, peer } = await openSession();
    const diary = new Diary();
    const stream = transport.open(REQUEST, diary);
    let written = 0;
    while (stream.write(new Uint8Array(16_384))) written += 16_384;
    const drained = stream.drained();
    await peer.call();
    await peer.ping();
    // The peer's window is 65 535 bytes and it gives none back; a reset ends the wait.
    expect(written).toBeLessThan(128 * 1024);
    stream.reset(8);
    await drained;
  });

  it("measures a round trip, and says so when there is no answer", async () => {
    const { transport } = await openSession();
    expect(await transport.ping()).toBeGreaterThan(0);
    await transport.close();
    await expect(transport.ping()).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
  });

  it("takes no more streams after GOAWAY, for a reason worth another try", async () => {
    const { transport, peer } = await openSession();
    const diary = new Diary();
    transport.open(REQUEST, diary).end();
    await peer.call();
    peer.goAway(1, 0);
    await peer.ping();
    expect(transport.isUsable).toBe(false);
    expect(() => transport.open(REQUEST, new Diary())).toThrow(
      expect.objectContaining({ code: "TRANSPORT_GOAWAY", retryable: true }) as Error,
    );
    peer.trailers(1, { ...GRPC_HEADERS, "grpc-status": "0" });
    await diary.over;
    expect(diary.entries).toEqual(["headers 200", "end"]);
    await transport.closed; // it has nothing left to do
  });

  it("fails its streams with what ended it", async () => {
    const { transport, peer } = await openSession();
    const diary = new Diary();
    transport.open(REQUEST, diary).end();
    await peer.call();
    peer.socket.destroy();
    await diary.over;
    expect(diary.entries).toEqual(["failure: peer.test: the peer closed the connection"]);
    expect(await transport.closed).toMatchObject({ code: "TRANSPORT_LOST" });
    expect(() => transport.open(REQUEST, new Diary())).toThrow(/the peer closed the connection/);
  });

  it("may be closed twice, in any state", async () => {
    const { transport } = await openSession();
    await Promise.all([transport.close(), transport.close()]);
    await transport.close();
    expect(await transport.closed).toMatchObject({ code: "TRANSPORT_CLOSED" });
  });

  it("keeps its byte counters after its end", async () => {
    const { transport } = await openSession();
    await transport.close();
    const { bytesSent, bytesReceived } = transport.counters();
    expect([bytesSent > 0, bytesReceived > 0]).toEqual([true, true]);
  });
});
