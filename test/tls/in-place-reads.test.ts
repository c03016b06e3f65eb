import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { connectTls, type TlsConnection, TrustStore } from "../../src/tls/index.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { concat } from "../support/hex.ts";
import { closeServers, deferred, serve } from "./servers.ts";

const authority = await mintAuthority({ commonName: "Root" });
const robot = await authority.issue({ commonName: "spot" });
const trustStore = TrustStore.fromPem(authority.certificatePem);

afterEach(closeServers);

/** A connection, and the peer at its other end. */
async function connection(): Promise<TlsConnection & { readonly peer: TLSSocket }> {
  const accepted = deferred<TLSSocket>();
  const { port } = await serve([robot], {}, accepted.resolve);
  const connected = await connectTls({ host: "127.0.0.1", port, serverName: "id.spot.robot", trustStore });
  return Object.assign(connected, { peer: await accepted.promise });
}

/** Bytes that differ along their length. */
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7) % 251);

const equal = (got: readonly Uint8Array[], wanted: Uint8Array): boolean => Buffer.compare(concat(...got), wanted) === 0;

describe("a TLS connection that nobody reads in place", () => {
  it("is a stream like any other, to its end", async () => {
    const { socket, peer } = await connection();
    peer.end(counting(300_000));
    const chunks: Uint8Array[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(equal(chunks, counting(300_000))).toBe(true);
  });

  it("makes its peer wait while it is not read", async () => {
    const { socket, peer } = await connection();
    let flushed = false;
    peer.write(Buffer.alloc(32 * 1024 * 1024), () => (flushed = true));
    await once(socket, "readable");
    for (let turns = 0; turns < 200; turns++) await new Promise(setImmediate);
    expect(flushed).toBe(false);
    expect(socket.readableLength).toBeLessThanOrEqual(64 * 1024);
    socket.destroy();
  });
});

describe("a TLS connection that is read in place", () => {
  it("gives every byte once and in order, what its stream held before included", async () => {
    const { socket, reads, peer } = await connection();
    const wanted = counting(500_000);
    peer.write(wanted.subarray(0, 100_000));
    await once(socket, "readable");
    const got: Uint8Array[] = [];
    let inPlace = 0;
    const whole = deferred<undefined>();
    const keep = (bytes: Uint8Array): void => {
      got.push(bytes.slice());
      if (got.reduce((sum, { length }) => sum + length, 0) === wanted.length) whole.resolve(undefined);
    };
    socket.on("data", (chunk: Buffer) => keep(new Uint8Array(chunk)));
    reads?.take((bytes) => {
      inPlace += bytes.length;
      keep(bytes);
    });
    peer.write(wanted.subarray(100_000));
    await whole.promise;
    expect(equal(got, wanted)).toBe(true);
    expect(inPlace).toBeGreaterThan(300_000);
    socket.destroy();
  });

  it("reads into the same memory every time", async () => {
    const { socket, reads, peer } = await connection();
    const buffers = new Set<ArrayBufferLike>();
    let received = 0;
    const whole = deferred<undefined>();
    reads?.take((bytes) => {
      buffers.add(bytes.buffer);
      received += bytes.length;
      if (received === 200_000) whole.resolve(undefined);
    });
    socket.resume();
    peer.write(counting(200_000));
    await whole.promise;
    expect(buffers.size).toBe(1);
    socket.destroy();
  });

  it("tells of its end, and counts the bytes on the wire beyond it", async () => {
    const connected = await connection();
    const { socket, reads, peer } = connected;
    reads?.take(() => undefined);
    socket.resume();
    peer.end(counting(50_000));
    await once(socket, "close");
    expect(connected.bytesRead).toBeGreaterThan(50_000 + 700); // and a certificate
    expect(connected.bytesRead).toBeLessThan(55_000);
  });

  it("leaves a link of the caller's own to be read as it is", async () => {
    const { connect } = await import("node:net");
    const { port } = await serve([robot], {}, (peer) => peer.end("hello"));
    const link = connect(port, "127.0.0.1");
    const { socket, reads } = await connectTls({ host: "spot", serverName: "id.spot.robot", trustStore, link });
    expect(reads).toBeUndefined();
    const chunks: Uint8Array[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe("hello");
  });
});
