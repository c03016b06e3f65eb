/** The streams of a connection: which are open, which wait, which are past, and what a stream identifier says (RFC 9113 §5.1). */
import { ErrorCode } from "./error-code.ts";
import { protocolError } from "./frames/check.ts";
import { MAX_31_BITS } from "./frames/frame.ts";
import { OpenStreams } from "./open-streams.ts";
import { PastStreams } from "./past-streams.ts";
import type { ClientStream } from "./stream.ts";
import { Http2Violation } from "./violation.ts";

/** Every stream that is not closed, and what is to be known of those that are. */
export class StreamTable {
  readonly #open = new OpenStreams<ClientStream>();
  /** Idle until the peer takes another (§5.1.2), in the order in which they came. */
  readonly #waiting = new Set<ClientStream>();
  readonly #past = new PastStreams();
  #nextId: number;

  /** @param firstId of the first stream: odd, as a client's are (§5.1.1) */
  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  /** Streams that the peer knows of and that are not closed. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Whether nothing is under way, and nothing waits to be. */
  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#waiting.size === 0;
  }

  /** Whether there is an identifier left for one more; they are never used twice (§5.1.1). */
  get hasIdentifiers(): boolean {
    return this.#nextId + 2 * this.#waiting.size <= MAX_31_BITS;
  }

  get(streamId: number): ClientStream | undefined {
    return this.#open.get(streamId);
  }

  open(): Iterable<ClientStream> {
    return this.#open;
  }

  /** Whether a stream waits to begin. */
  get hasWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Let a stream wait until it may begin. */
  wait(stream: ClientStream): void {
    this.#waiting.add(stream);
  }

  /** The stream that has waited longest. */
  nextWaiting(): ClientStream | undefined {
    for (const stream of this.#waiting) return stream;
    return undefined;
  }

  /** A stream begins: it has an identifier from now on. */
  begin(stream: ClientStream, windowBytes: number): void {
    if (this.hasWaiting) this.#waiting.delete(stream);
    stream.begin(this.#nextId, windowBytes);
    this.#open.add(stream);
    this.#nextId += 2;
  }

  /** A stream is closed, in order or by the peer: nothing more comes on it. */
  remove(stream: ClientStream): void {
    if (this.hasWaiting) this.#waiting.delete(stream);
    this.#open.remove(stream);
  }

  /** A stream is closed by us, and the peer may not know it yet. */
  abandon(stream: ClientStream): void {
    this.remove(stream);
    if (!stream.remoteEnded && stream.id !== 0) this.#past.add(stream.id, stream.receiveWindow.bytes);
  }

  /** Take out every stream above an identifier, those that wait included. */
  takeAbove(lastId: number): ClientStream[] {
    const above = [...this.#open].filter(({ id }) => id > lastId);
    const taken = [...above, ...this.#waiting];
    for (const stream of taken) this.remove(stream);
    return taken;
  }

  /** The peer has ended its side of a stream that we have reset. */
  pastEnded(streamId: number): void {
    this.#past.remove(streamId);
  }

  /** @throws {Http2Violation} nobody has begun a stream of this identifier */
  refuseIdle(streamId: number, name: string): void {
    // The peer may not open streams of its own (§8.4, our SETTINGS_ENABLE_PUSH), so all of its numbers are idle for ever.
    if (streamId % 2 === 0 || streamId >= this.#nextId) throw protocolError(`a ${name} frame on an idle stream`);
  }

  /**
   * Judge HEADERS on a stream that is not open.
   * @throws {Http2Violation} it is idle, or closed and known to the peer as closed
   */
  checkPastHeaders(streamId: number): void {
    this.refuseIdle(streamId, "HEADERS");
    if (!this.#past.has(streamId)) throw closedError("HEADERS");
  }

  /** The same for DATA. @throws {Http2Violation} as there, or it is more than we ever allowed */
  checkPastData(streamId: number, bytes: number): void {
    this.refuseIdle(streamId, "DATA");
    if (!this.#past.has(streamId)) throw closedError("DATA");
    if (!this.#past.take(streamId, bytes)) {
      throw new Http2Violation(ErrorCode.FLOW_CONTROL_ERROR, "more DATA on a stream than its window allows");
    }
  }
}

/** What comes after a reset of ours is passed over for a while; after the peer's own end there is nothing to come (§5.1). */
function closedError(name: string): Http2Violation {
  return new Http2Violation(ErrorCode.STREAM_CLOSED, `a ${name} frame on a closed stream`);
}
