/**
 * A peer that does on the wire exactly what a test tells it to, correct or not: it writes raw HTTP/2 frames
 * (RFC 9113 §4.1) on a loopback socket, where node:http2 would refuse to misbehave. What it receives, it records.
 */
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { concat } from "./hex.ts";

/** Frame types by the names that RFC 9113 §6 gives them. */
export const FrameType = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;

/** Flags of a frame; ACK and END_STREAM share a bit, on different types. */
export const Flag = { NONE: 0, ACK: 1, END_STREAM: 1, END_HEADERS: 4 } as const;

/** Name of a frame type. */
export type FrameName = keyof typeof FrameType;

/** A frame as it came in. */
export interface ReceivedFrame {
  readonly name: FrameName | "OTHER";
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

const PREFACE_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length;
const FRAME_HEADER_BYTES = 9;
/** SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 §6.5.2). */
const INITIAL_WINDOW_SIZE = 4;
const MAX_FRAME_BYTES = 16_384;

/** Big-endian bytes of a number. */
export function bigEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * (bytes - 1 - i))) & 0xff);
}

/** One frame: 24-bit length, type, flags, stream identifier, payload. */
export function frame(
  name: FrameName,
  flags: number,
  streamId: number,
  payload: Uint8Array = new Uint8Array(),
): Uint8Array {
  const head = [bigEndian(payload.length, 3), Uint8Array.of(FrameType[name], flags), bigEndian(streamId, 4)];
  return concat(...head, payload);
}

/** A header block of literal fields, never indexed nor Huffman coded (RFC 7541 §6.2.2): plain to read in a dump. */
export function headerBlock(fields: Readonly<Record<string, string>>): Uint8Array {
  const literals = Object.entries(fields).flatMap(([name, value]) => [
    Uint8Array.of(0x00),
    literal(name),
    literal(value),
  ]);
  return concat(...literals);
}

/** A string literal: its length as an integer with a 7-bit prefix (RFC 7541 §5.1), then its bytes. */
function literal(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const length: number[] = [];
  if (bytes.length < 127) length.push(bytes.length);
  else {
    length.push(127);
    let rest = bytes.length - 127;
    for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) | 0x80);
    length.push(rest);
  }
  return concat(Uint8Array.from(length), bytes);
}

/** Fields of an ordinary gRPC response. */
export const GRPC_HEADERS: Readonly<Record<string, string>> = {
  ":status": "200",
  "content-type": "application/grpc",
};

/** One connection of a client to the peer. */
export class PeerConnection {
  readonly socket: Socket;
  /** Every frame received so far, oldest first. */
  readonly frames: ReceivedFrame[] = [];
  /** DATA sent so far, in bytes per stream. */
  readonly #sent = new Map<number, number>();
  #pings = 0;
  #rest: Uint8Array = new Uint8Array();
  #hasPreface = false;
  #hasSettings = false;
  readonly #watchers = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Uint8Array) => this.#read(chunk));
    // A client that goes away is part of many dialogues; the test looks at what it wants to know.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#notify());
  }

  /** Write raw bytes. `false` once the client no longer takes them. */
  send(...pieces: readonly Uint8Array[]): boolean {
    return !this.socket.destroyed && this.socket.write(concat(...pieces));
  }

  /** Send our SETTINGS, empty unless identifiers and values are given. Until then the peer says nothing at all. */
  settings(...values: readonly (readonly [id: number, value: number])[]): void {
    this.#hasSettings = true;
    const payload = values.map(([id, value]) => concat(bigEndian(id, 2), bigEndian(value, 4)));
    this.send(frame("SETTINGS", Flag.NONE, 0, concat(...payload)));
  }

  headers(streamId: number, fields: Readonly<Record<string, string>> = GRPC_HEADERS): void {
    this.send(frame("HEADERS", Flag.END_HEADERS, streamId, headerBlock(fields)));
  }

  /** A header block that ends the stream: trailers, or a Trailers-Only response. */
  trailers(streamId: number, fields: Readonly<Record<string, string>>): void {
    this.send(frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, streamId, headerBlock(fields)));
  }

  /** DATA, in as many frames as it takes, whether the client's windows allow it or not. */
  data(streamId: number, bytes: Uint8Array, flags: number = Flag.NONE): void {
    this.#sent.set(streamId, (this.#sent.get(streamId) ?? 0) + bytes.length);
    for (let at = 0; at === 0 || at < bytes.length; at += MAX_FRAME_BYTES) {
      const isLast = at + MAX_FRAME_BYTES >= bytes.length;
      const payload = bytes.slice(at, at + MAX_FRAME_BYTES);
      this.send(frame("DATA", isLast ? flags : Flag.NONE, streamId, payload));
    }
  }

  reset(streamId: number, code: number): void {
    this.send(frame("RST_STREAM", Flag.NONE, streamId, bigEndian(code, 4)));
  }

  goAway(lastStreamId: number, code: number, debug = ""): void {
    const payload = concat(bigEndian(lastStreamId, 4), bigEndian(code, 4), new TextEncoder().encode(debug));
    this.send(frame("GOAWAY", Flag.NONE, 0, payload));
  }

  /** What the client's stream window still allows (RFC 9113 §6.9): its SETTINGS, its WINDOW_UPDATEs, less what we sent. */
  streamWindow(streamId: number): number {
    return this.#window(streamId, this.#initialWindow()) - (this.#sent.get(streamId) ?? 0);
  }

  /** What the client's connection window still allows. */
  connectionWindow(): number {
    return this.#window(0, 65_535) - [...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Send PING and wait for its ACK: the client has then seen all that was sent before. */
  async ping(): Promise<void> {
    const payload = bigEndian(++this.#pings, 8);
    this.send(frame("PING", Flag.NONE, 0, payload));
    await this.receive("PING", (each) => each.flags === Flag.ACK && each.payload[7] === payload[7]);
  }

  /** Wait for the first frame that matches, those that came before included. */
  async receive(name: FrameName, matches: (frame: ReceivedFrame) => boolean = () => true): Promise<ReceivedFrame> {
    for (;;) {
      const found = this.frames.find((each) => each.name === name && matches(each));
      if (found !== undefined) return found;
      if (this.socket.destroyed) throw new Error(`the client left without sending ${name}`);
      await this.changed();
    }
  }

  /** Wait for the request headers of the n-th call, counted from 1, and answer with its stream identifier. */
  async call(n = 1): Promise<number> {
    const streamId = 2 * n - 1;
    await this.receive("HEADERS", (each) => each.streamId === streamId);
    return streamId;
  }

  /** Wait until something more was received, or the connection closed. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }

  /** Wait until the client has closed the connection. */
  async closed(): Promise<void> {
    while (!this.socket.destroyed) await this.changed();
  }

  /** The error code of the client's RST_STREAM for a stream, or `undefined` if it sent none so far. */
  resetCode(streamId: number): number | undefined {
    const found = this.frames.find((each) => each.name === "RST_STREAM" && each.streamId === streamId);
    return found?.payload[3];
  }

  #initialWindow(): number {
    const settings = this.frames.find((each) => each.name === "SETTINGS" && each.flags === Flag.NONE);
    const payload = settings?.payload ?? new Uint8Array();
    const view = new DataView(payload.buffer, payload.byteOffset);
    for (let at = 0; at < payload.length; at += 6) {
      if (view.getUint16(at) === INITIAL_WINDOW_SIZE) return view.getUint32(at + 2);
    }
    return 65_535;
  }

  #window(streamId: number, initial: number): number {
    const updates = this.frames.filter((each) => each.name === "WINDOW_UPDATE" && each.streamId === streamId);
    return updates.reduce((sum, each) => sum + new DataView(each.payload.buffer).getUint32(0), initial);
  }

  #read(chunk: Uint8Array): void {
    this.#rest = concat(this.#rest, chunk);
    if (!this.#hasPreface) {
      if (this.#rest.length < PREFACE_BYTES) return;
      this.#rest = this.#rest.subarray(PREFACE_BYTES);
      this.#hasPreface = true;
    }
    while (this.#rest.length >= FRAME_HEADER_BYTES) {
      const view = new DataView(this.#rest.buffer, this.#rest.byteOffset);
      const length = view.getUint32(0) >>> 8;
      if (this.#rest.length < FRAME_HEADER_BYTES + length) break;
      this.#take({
        name: nameOf(view.getUint8(3)),
        flags: view.getUint8(4),
        streamId: view.getUint32(5) & 0x7fff_ffff,
        payload: this.#rest.slice(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length),
      });
      this.#rest = this.#rest.subarray(FRAME_HEADER_BYTES + length);
    }
    this.#notify();
  }

  /** Record a frame, and acknowledge what any peer must. */
  #take(received: ReceivedFrame): void {
    this.frames.push(received);
    if (!this.#hasSettings || (received.flags & Flag.ACK) !== 0) return;
    if (received.name === "SETTINGS") this.send(frame("SETTINGS", Flag.ACK, 0));
    if (received.name === "PING") this.send(frame("PING", Flag.ACK, 0, received.payload));
  }

  #notify(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

function nameOf(type: number): FrameName | "OTHER" {
  const names = Object.entries(FrameType) as [FrameName, number][];
  return names.find(([, value]) => value === type)?.[0] ?? "OTHER";
}

/** A listening peer. */
export interface ScriptedPeer {
  readonly port: number;
  /** Connections so far, oldest first. */
  readonly connections: PeerConnection[];
  /** What scripts threw: a test that expects none checks that this is empty. */
  readonly failures: unknown[];
  /** Wait for the n-th connection, counted from 1. */
  readonly connection: (n?: number) => Promise<PeerConnection>;
}

/** Listen on a free loopback port and play a script on every connection; closed after the test. */
export async function startPeer(
  script: (peer: PeerConnection, index: number) => void | Promise<void>,
): Promise<ScriptedPeer> {
  const connections: PeerConnection[] = [];
  const failures: unknown[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = new PeerConnection(socket);
    connections.push(peer);
    const play = async (): Promise<void> => script(peer, connections.length);
    play().catch((error: unknown) => failures.push(error));
    server.emit("scripted");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const { socket } of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return {
    port: address.port,
    connections,
    failures,
    async connection(n = 1) {
      for (;;) {
        const found = connections[n - 1];
        if (found !== undefined) return found;
        await new Promise((resolve) => server.once("scripted", resolve));
      }
    },
  };
}
