/** A connection without a link: a test gives it bytes, and sees what it sends and what its streams are told. */
import type { Clock } from "../../src/grpc/clock.ts";
import type { TransportError } from "../../src/grpc/errors.ts";
import type { HeaderFields } from "../../src/grpc/header-fields.ts";
import type { StreamListener, TransportStream } from "../../src/grpc/transport.ts";
import { Connection } from "../../src/http2/connection.ts";
import { concat } from "../support/hex.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawFrameType, rawFrame } from "../support/raw-client.ts";
import { bigEndian, Flag, frame, headerBlock } from "../support/scripted-peer.ts";

const PREFACE_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length;
const HEADER_BYTES = 9;

/** An ordinary request. */
export const REQUEST: HeaderFields = { ":path": "/a/b", ":method": "POST", te: "trailers" };

/** A frame that the connection has sent. */
export interface SentFrame {
  readonly name: string;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

/** Writes down what a stream is told, in order. */
export class Diary implements StreamListener {
  readonly entries: string[] = [];
  /** Bytes of DATA in all. */
  bytes = 0;
  onHeaders(headers: HeaderFields): void {
    this.entries.push(`headers ${String(headers[":status"])}`);
  }
  onData(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    const text = new TextDecoder().decode(chunk.subarray(0, 20));
    // How it was cut on its way is nobody's business.
    const last = this.entries.length - 1;
    if (this.entries[last]?.startsWith("data ") === true) this.entries[last] += text;
    else this.entries.push(`data ${text}`);
  }
  onTrailers(trailers: HeaderFields): void {
    this.entries.push(`trailers ${String(trailers["grpc-status"])}`);
  }
  onEnd(): void {
    this.entries.push("end");
  }
  onFailure(error: Error): void {
    this.entries.push(`failure: ${error.message}`);
  }
}

/** Frames that a server sends. */
export const say = {
  settings: (...values: readonly (readonly [id: number, value: number])[]): Uint8Array =>
    frame(
      "SETTINGS",
      Flag.NONE,
      0,
      concat(...values.map(([id, value]) => concat(bigEndian(id, 2), bigEndian(value, 4)))),
    ),
  head: (streamId: number, fields: Readonly<Record<string, string>> = { ":status": "200" }, flags = 0): Uint8Array =>
    frame("HEADERS", Flag.END_HEADERS | flags, streamId, headerBlock(fields)),
  trailers: (streamId: number, fields: Readonly<Record<string, string>> = { "grpc-status": "0" }): Uint8Array =>
    frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, streamId, headerBlock(fields)),
  data: (streamId: number, text: string, flags = 0): Uint8Array =>
    frame("DATA", flags, streamId, new TextEncoder().encode(text)),
  reset: (streamId: number, code: number): Uint8Array => frame("RST_STREAM", 0, streamId, bigEndian(code, 4)),
  window: (streamId: number, increment: number): Uint8Array =>
    frame("WINDOW_UPDATE", 0, streamId, bigEndian(increment, 4)),
  goAway: (lastStreamId: number, code: number): Uint8Array =>
    frame("GOAWAY", 0, 0, concat(bigEndian(lastStreamId, 4), bigEndian(code, 4))),
  any: rawFrame,
};

/** One side of a dialogue; the test is the other. */
export class Dialogue {
  readonly connection: Connection;
  /** Why it is over, once it is. */
  over: TransportError | undefined;
  isDraining = false;
  isReady = false;
  /** Whether the link takes what is written. */
  linkIsFull = false;
  #sent: Uint8Array[] = [];
  #isScheduled = false;

  constructor(
    options: { readonly clock?: Clock; readonly firstStreamId?: number; readonly windowBytes?: number } = {},
  ) {
    this.connection = new Connection({
      host: {
        schedule: () => (this.#isScheduled = true),
        write: (bytes) => {
          this.#sent.push(bytes);
          return !this.linkIsFull;
        },
        onReady: () => (this.isReady = true),
        onDraining: () => (this.isDraining = true),
        onOver: (error, lastBytes) => {
          this.over = error;
          this.#sent.push(lastBytes);
        },
      },
      address: "peer",
      origin: { scheme: "http", authority: "peer.test" },
      clock: options.clock ?? new ManualClock(),
      windowBytes: 1024 * 1024,
      ...options,
    });
    this.turn();
  }

  /** Let it send what it has to send. */
  turn(): void {
    while (this.#isScheduled) {
      this.#isScheduled = false;
      this.connection.flush();
    }
  }

  /** The peer says something, and what follows from it is sent. */
  hear(...pieces: readonly Uint8Array[]): void {
    const bytes = concat(...pieces);
    this.connection.receive(bytes);
    bytes.fill(0xaa); // as a link does that reads into the same memory again and again
    this.turn();
  }

  /** Open a stream and end our side, unless told to leave it open. */
  call(end = true): { diary: Diary; stream: TransportStream } {
    const diary = new Diary();
    const stream = this.connection.open(REQUEST, diary);
    if (end) stream.end();
    this.turn();
    return { diary, stream };
  }

  /** Everything sent so far, the preface without. */
  bytes(): Uint8Array {
    return concat(...this.#sent).subarray(PREFACE_BYTES);
  }

  /** The frames sent so far, but for those of one's own beginning. */
  frames(name?: string): SentFrame[] {
    const frames: SentFrame[] = [];
    const bytes = this.bytes();
    for (let at = 0; at < bytes.length;) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at);
      const length = view.getUint32(0) >>> 8;
      const types = Object.entries(RawFrameType);
      frames.push({
        name: types.find(([, type]) => type === view.getUint8(3))?.[0] ?? "OTHER",
        flags: view.getUint8(4),
        streamId: view.getUint32(5),
        payload: bytes.slice(at + HEADER_BYTES, at + HEADER_BYTES + length),
      });
      at += HEADER_BYTES + length;
    }
    const afterPreface = frames.slice(2);
    return name === undefined ? afterPreface : afterPreface.filter((each) => each.name === name);
  }

  /** Error codes of the frames of this name, in order. */
  codes(name: "RST_STREAM" | "GOAWAY"): number[] {
    return this.frames(name).map(({ payload }) => new DataView(payload.buffer).getUint32(name === "GOAWAY" ? 4 : 0));
  }
}

/** A dialogue past the SETTINGS of both sides. */
export function begun(options: ConstructorParameters<typeof Dialogue>[0] = {}): Dialogue {
  const dialogue = new Dialogue(options);
  dialogue.hear(say.settings(), frame("SETTINGS", Flag.ACK, 0));
  return dialogue;
}
