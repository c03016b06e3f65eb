/** Sessions and streams in memory: a test plays the peer by calling the listener, and looks at what was sent. */
import { TransportError } from "../../src/grpc/errors.ts";
import { frameMessage, MessageDeframer } from "../../src/grpc/framing.ts";
import type { HeaderFields } from "../../src/grpc/header-fields.ts";
import type { LinkCounters, StreamListener, Transport, TransportStream } from "../../src/grpc/transport.ts";
import { concat } from "./hex.ts";

/** A message of text in its gRPC frame. */
export function textFrame(text: string): Uint8Array {
  return frameMessage(new TextEncoder().encode(text));
}

/** Our side of a stream, and the controls of the other. */
export class ScriptedStream implements TransportStream {
  readonly headers: HeaderFields;
  readonly listener: StreamListener;
  readonly written: Uint8Array[] = [];
  hasEnded = false;
  resetCode: number | undefined;
  isPaused = false;
  /** What `write` answers: false makes the sender wait for `drain`. */
  hasRoom = true;
  #waiting: (() => void)[] = [];

  constructor(headers: HeaderFields, listener: StreamListener) {
    this.headers = headers;
    this.listener = listener;
  }

  /** What was sent, as the text of its messages. */
  get sent(): string[] {
    const decoder = new TextDecoder();
    const messages = new MessageDeframer(1024 * 1024).push(concat(...this.written));
    return messages.map((message) => decoder.decode(message.bytes));
  }

  write(chunk: Uint8Array): boolean {
    this.written.push(chunk);
    return this.hasRoom;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(chunk?: Uint8Array): void {
    if (chunk !== undefined) this.written.push(chunk);
    this.hasEnded = true;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  reset(code: number): void {
    this.resetCode ??= code;
    this.drain();
  }

  /** The peer takes more. */
  drain(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** How many senders wait for room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** The peer answers: headers, these messages, a status. */
  answer(texts: readonly string[], status = "0"): void {
    this.listener.onHeaders({ ":status": "200", "content-type": "application/grpc" });
    for (const text of texts) this.listener.onData(textFrame(text));
    this.listener.onTrailers({ "grpc-status": status });
    this.listener.onEnd();
  }
}

/** A session without a socket. */
export class ScriptedTransport implements Transport {
  readonly address = "scripted:443";
  readonly draining: Promise<void>;
  readonly closed: Promise<TransportError>;
  readonly streams: ScriptedStream[] = [];
  isUsable = true;
  bytes: LinkCounters = { bytesSent: 0, bytesReceived: 0 };
  closeCalls = 0;
  /** Thrown by `open` if set. */
  openError: unknown;
  #resolveClosed: (error: TransportError) => void = () => undefined;
  #resolveDraining: () => void = () => undefined;

  constructor() {
    this.draining = new Promise((resolve) => (this.#resolveDraining = resolve));
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  /** The latest stream. */
  get stream(): ScriptedStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  }

  open(headers: HeaderFields, listener: StreamListener): ScriptedStream {
    if (this.openError !== undefined) throw this.openError as Error;
    const stream = new ScriptedStream(headers, listener);
    this.streams.push(stream);
    return stream;
  }

  /** What `ping` answers; one that never resolves is a dead peer. */
  pong: Promise<number> = Promise.resolve(7);
  pings = 0;

  ping(): Promise<number> {
    this.pings++;
    return this.pong;
  }

  destroy(reason: TransportError): void {
    for (const stream of this.streams) if (stream.resetCode === undefined) stream.listener.onFailure(reason);
    this.lose(reason);
  }

  counters(): LinkCounters {
    return this.bytes;
  }

  async close(): Promise<void> {
    this.closeCalls++;
    this.lose(new TransportError("TRANSPORT_CLOSED", this.address, "closed by this side"));
  }

  /** The peer sends GOAWAY with NO_ERROR. */
  drain(): void {
    this.isUsable = false;
    this.#resolveDraining();
  }

  /** The session ends. */
  lose(error: TransportError = new TransportError("TRANSPORT_LOST", this.address, "the link broke")): void {
    this.drain();
    this.#resolveClosed(error);
  }
}

/** Let every promise that can settle do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
