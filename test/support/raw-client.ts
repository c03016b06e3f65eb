/**
 * A client that writes raw HTTP/2 frames (RFC 9113 §4.1) on a loopback socket, correct or not, where node:http2 would
 * refuse to misbehave. The other side of `scripted-peer.ts`, in its terms.
 */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { onTestFinished } from "vitest";
import { concat } from "./hex.ts";
import { bigEndian, Flag, frame, FrameType, headerBlock, type FrameName } from "./scripted-peer.ts";

/** Frame types that only a raw client sends. */
export const RawFrameType = { ...FrameType, PRIORITY: 2, CONTINUATION: 9 } as const;

/** A frame as the server sent it. */
export interface ServerFrame {
  readonly name: FrameName | "OTHER";
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const HEADER_BYTES = 9;

/** Fields of an ordinary gRPC request. */
export function requestFields(path: string): Record<string, string> {
  return {
    ":method": "POST",
    ":scheme": "http",
    ":path": path,
    ":authority": "echo.test",
    "content-type": "application/grpc",
    te: "trailers",
  };
}

/** A frame of any type. */
export function rawFrame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = new Uint8Array(),
): Uint8Array {
  return concat(bigEndian(payload.length, 3), Uint8Array.of(type, flags), bigEndian(streamId, 4), payload);
}

/** One connection to a server. */
export class RawClient {
  readonly socket: Socket;
  /** Every frame received so far, oldest first. */
  readonly frames: ServerFrame[] = [];
  #rest: Uint8Array = new Uint8Array();
  readonly #watchers = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Uint8Array) => this.#read(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => this.#notify());
  }

  /** Write raw bytes; harmless once the server has closed. */
  send(...pieces: readonly Uint8Array[]): void {
    if (!this.socket.destroyed) this.socket.write(concat(...pieces));
  }

  /** Write and wait until the socket takes more, or is closed. */
  async pour(...pieces: readonly Uint8Array[]): Promise<void> {
    if (this.socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.socket.once("close", resolve);
      this.socket.write(concat(...pieces), () => {
        this.socket.off("close", resolve);
        resolve();
      });
    });
  }

  /** The connection preface with empty SETTINGS (RFC 9113 §3.4), and the acknowledgement of the server's. */
  begin(): void {
    this.send(PREFACE, frame("SETTINGS", Flag.NONE, 0), frame("SETTINGS", Flag.ACK, 0));
  }

  /** Open a stream with these fields and no body yet. */
  request(streamId: number, fields: Readonly<Record<string, string>>): void {
    this.send(frame("HEADERS", Flag.END_HEADERS, streamId, headerBlock(fields)));
  }

  /** Send PING and wait for its ACK: the server has then seen all that was sent before. */
  async ping(tag = 1): Promise<void> {
    this.send(frame("PING", Flag.NONE, 0, bigEndian(tag, 8)));
    await this.receive("PING", (each) => each.flags === Flag.ACK && each.payload[7] === tag);
  }

  /** Wait for the first frame that matches, those that came before included. */
  async receive(name: FrameName, matches: (frame: ServerFrame) => boolean = () => true): Promise<ServerFrame> {
    for (;;) {
      const found = this.frames.find((each) => each.name === name && matches(each));
      if (found !== undefined) return found;
      if (this.socket.destroyed) throw new Error(`the server left without sending ${name}`);
      await this.#changed();
    }
  }

  /** Wait until the server has closed the connection. */
  async closed(): Promise<void> {
    while (!this.socket.destroyed) await this.#changed();
  }

  /** Error codes of the GOAWAYs received, oldest first. */
  get goAways(): { lastStreamId: number; code: number; debug: string }[] {
    return this.frames
      .filter(({ name }) => name === "GOAWAY")
      .map(({ payload }) => {
        const view = new DataView(payload.buffer, payload.byteOffset);
        const debug = new TextDecoder().decode(payload.subarray(8));
        return { lastStreamId: view.getUint32(0), code: view.getUint32(4), debug };
      });
  }

  /** The error code of the server's RST_STREAM for a stream, if it has sent one. */
  resetCode(streamId: number): number | undefined {
    return this.frames.find((each) => each.name === "RST_STREAM" && each.streamId === streamId)?.payload[3];
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }

  #read(chunk: Uint8Array): void {
    this.#rest = concat(this.#rest, chunk);
    while (this.#rest.length >= HEADER_BYTES) {
      const view = new DataView(this.#rest.buffer, this.#rest.byteOffset);
      const length = view.getUint32(0) >>> 8;
      if (this.#rest.length < HEADER_BYTES + length) break;
      const names = Object.entries(FrameType) as [FrameName, number][];
      this.frames.push({
        name: names.find(([, type]) => type === view.getUint8(3))?.[0] ?? "OTHER",
        flags: view.getUint8(4),
        streamId: view.getUint32(5) & 0x7fff_ffff,
        payload: this.#rest.slice(HEADER_BYTES, HEADER_BYTES + length),
      });
      this.#rest = this.#rest.subarray(HEADER_BYTES + length);
    }
    this.#notify();
  }

  #notify(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Connect to a loopback port, from one of this machine's loopback addresses; closed after the test. */
export async function connectRaw(port: number, localAddress = "127.0.0.1"): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  return new RawClient(socket);
}

/** Connect over TLS, whatever certificate the server shows; closed after the test. */
export async function connectRawTls(port: number): Promise<RawClient> {
  const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["h2"] });
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.once("secureConnect", resolve));
  return new RawClient(socket);
}
