/**
 * A connection of HTTP/2 and gRPC, read as its bytes come: what a party to it would read, by the same readers, without
 * taking part. It never throws on bytes, and every byte is in one frame of what it gives.
 */
import type { ConnectionReader, InspectedCall, InspectedFrame, MessageReader, Side } from "./inspected.ts";
import { Exchange } from "./http2/exchange.ts";
import { FrameCutter, type Piece } from "./http2/frame-cutter.ts";
import { FrameInspector } from "./http2/frame-inspector.ts";
import { type ConnectionLimits, limitsOf } from "./http2/limits.ts";
import { OpenFrame } from "./http2/open-frame.ts";

/** How to inspect a connection. */
export interface ConnectionInspectorOptions extends ConnectionLimits {
  /** Reads the messages. */
  readonly messages: MessageReader;
  /**
   * `:path` of calls whose HEADERS do not say, for all of them or by their streams: where one side alone is there, or the
   * beginning of the connection is missing.
   */
  readonly path?: string | ((streamId: number) => string | undefined) | undefined;
  /** Full protobuf names of the types of all messages, whatever their path. */
  readonly types?: { readonly input: string; readonly output: string } | undefined;
  /** Whether the other side's bytes are not to come: then nothing is said that depends on them, its windows for one. Default false. */
  readonly isOneSided?: boolean | undefined;
  /**
   * Hears of every frame when it is given. Of one that waits for the rest of a message or header block it hears before, too,
   * as soon as that has come: what it waits for is in no part of its tree then. Default: nobody.
   */
  readonly onFrame?: ((frame: InspectedFrame, isWaiting: boolean) => void) | undefined;
}

/** Counted for every frame that waits, besides its bytes. */
const FRAME_OVERHEAD_BYTES = 256;

/**
 * Reads both sides of a connection. A frame is given as soon as all that is in it can be read: one that holds the beginning
 * of a message or header block waits for its end, and frames of other streams pass it. `offset` and `atNanos` tell in
 * which order they came.
 */
export class ConnectionInspector implements ConnectionReader {
  readonly #exchange: Exchange;
  readonly #inspector: FrameInspector;
  readonly #cutters: Readonly<Record<Side, FrameCutter>>;
  readonly #offsets = { client: 0, server: 0 };
  readonly #maxHeldBytes: number;
  readonly #waiting = new Set<OpenFrame>();
  readonly #onFrame: ConnectionInspectorOptions["onFrame"];
  #heldBytes = 0;
  #done: OpenFrame[] = [];
  readonly #hasBegun = { client: false, server: false };

  /** @throws {RangeError} a limit is none */
  constructor(options: ConnectionInspectorOptions) {
    const limits = limitsOf(options);
    const { messages, path, types, isOneSided = false, onFrame } = options;
    this.#onFrame = onFrame;
    const cutters = {
      client: new FrameCutter("client", limits.maxFrameBytes),
      server: new FrameCutter("server", limits.maxFrameBytes),
    };
    this.#cutters = cutters;
    this.#maxHeldBytes = limits.maxHeldBytes;
    this.#exchange = new Exchange({
      reader: messages,
      limits,
      // A server that answers a client's preface with anything but SETTINGS breaks a rule, and no more.
      isLate: () => cutters.client.isLate || (cutters.server.isLate && !cutters.client.hasPreface),
      isOneSided,
      pathOf: typeof path === "function" ? path : () => path,
      types,
    });
    this.#inspector = new FrameInspector(this.#exchange);
  }

  get calls(): readonly InspectedCall[] {
    return this.#exchange.calls.calls;
  }

  /** Whether the beginning of the connection was not seen: header fields may be unknown then, and windows are. */
  get isLate(): boolean {
    return this.#exchange.isLate;
  }

  push(side: Side, bytes: Uint8Array, atNanos: bigint): readonly InspectedFrame[] {
    const frames: InspectedFrame[] = [];
    for (const piece of this.#cutters[side].push(bytes)) this.#piece(side, piece, atNanos, frames);
    return frames;
  }

  end(side: Side, atNanos: bigint): readonly InspectedFrame[] {
    const frames: InspectedFrame[] = [];
    for (const piece of this.#cutters[side].end()) this.#piece(side, piece, atNanos, frames);
    this.#exchange.blocks(side).abandon("its side ended before");
    for (const frame of [...this.#waiting]) {
      if (frame.side === side) frame.state?.sides[side].pieces.cut("its side ended before");
    }
    this.#give(frames);
    return frames;
  }

  #piece(side: Side, piece: Piece, atNanos: bigint, frames: InspectedFrame[]): void {
    const { bytes, is, fault } = piece;
    const frame = new OpenFrame({
      side,
      offset: this.#offsets[side],
      atNanos,
      bytes,
      onDone: (done) => this.#onDone(done),
    });
    this.#offsets[side] += bytes.length;
    frame.fault(fault);
    if (is === "frame") {
      frame.isPart = fault !== undefined;
      this.#inspector.inspect(frame);
      this.#sayIfLate(side, frame);
    } else {
      frame.kind = is;
      frame.label = is;
      frame.text = is === "preface" ? "PRI * HTTP/2.0" : "";
    }
    frame.seal();
    if (frame.isWaiting) this.#hold(frame);
    if (frame.isWaiting) this.#onFrame?.(frame.inspected(), true);
    this.#give(frames);
  }

  #sayIfLate(side: Side, frame: OpenFrame): void {
    if (!this.#hasBegun[side] && this.#cutters[side].isLate && this.isLate)
      frame.text += " (the connection's beginning was not seen)";
    this.#hasBegun[side] = true;
  }

  #hold(frame: OpenFrame): void {
    this.#waiting.add(frame);
    this.#heldBytes += heldBytes(frame);
    const reason = `more than ${this.#maxHeldBytes} bytes would wait for it`;
    if (this.#heldBytes > this.#maxHeldBytes) frame.state?.cut(reason);
    if (this.#heldBytes > this.#maxHeldBytes) for (const each of [...this.#waiting]) each.state?.cut(reason);
  }

  #onDone(frame: OpenFrame): void {
    if (this.#waiting.delete(frame)) this.#heldBytes -= heldBytes(frame);
    this.#done.push(frame);
  }

  /** Give what is done, as the calls are now. */
  #give(frames: InspectedFrame[]): void {
    for (const done of this.#done) {
      const frame = done.inspected();
      frames.push(frame);
      this.#onFrame?.(frame, false);
    }
    this.#done = [];
  }
}

function heldBytes(frame: OpenFrame): number {
  return frame.bytes.length + FRAME_OVERHEAD_BYTES;
}
