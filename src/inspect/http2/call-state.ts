/** A call while it runs: what its frames have said so far. */
import { headerValue, isGrpcContentType } from "../../grpc/headers.ts";
import { decodeStatusMessage } from "../../grpc/percent-encoding.ts";
import type { Field } from "../../http2/hpack/static-table.ts";
import type { InspectedCall, Side } from "../inspected.ts";
import type { BlockRead } from "./header-blocks.ts";
import { MessagePieces, type MessagePiecesOptions } from "./message-pieces.ts";
import type { StreamWindow } from "./send-windows.ts";

/** One side of a call. */
export interface CallSide {
  readonly pieces: MessagePieces;
  /** Of what this side sends. */
  readonly window: StreamWindow;
  /** Header blocks that came, informational ones not counted. */
  blocks: number;
  hasEnded: boolean;
}

/** What is known of a call when its first frame comes. */
export interface CallStateInit extends MessagePiecesOptions {
  readonly streamId: number;
  readonly atNanos: bigint;
  /** Where the HEADERS do not say. */
  readonly path: string | undefined;
  /** Types of its messages, whatever its path. */
  readonly types: { readonly input: string; readonly output: string } | undefined;
}

/** Follows one call. */
export class CallState {
  readonly sides: Readonly<Record<Side, CallSide>>;
  readonly #init: CallStateInit;
  readonly #latest: { -readonly [Name in keyof InspectedCall]: InspectedCall[Name] };
  /** As it was given last; `undefined` since something changed. */
  #call: InspectedCall | undefined;

  constructor(init: CallStateInit) {
    this.#init = init;
    this.sides = { client: newSide(init), server: newSide(init) };
    this.#latest = {
      streamId: init.streamId,
      path: undefined,
      authority: undefined,
      beganAtNanos: init.atNanos,
      headersAtNanos: undefined,
      endedAtNanos: undefined,
      sent: 0,
      received: 0,
      sentBytes: 0,
      receivedBytes: 0,
      status: undefined,
      statusMessage: undefined,
      reset: undefined,
    };
    this.#named(init.path);
  }

  /** The call as it is; replaced whenever it changes. */
  get call(): InspectedCall {
    return (this.#call ??= { ...this.#latest });
  }

  get isOver(): boolean {
    return this.#latest.endedAtNanos !== undefined;
  }

  /** A header block came. @param isLast whether it ends its side */
  headers(side: Side, block: BlockRead, atNanos: bigint, isLast: boolean): void {
    const fields = firstValues(block.fields);
    if (side === "client") this.#request(fields);
    else if (fields[":status"]?.startsWith("1") === true && !isLast) return;
    else this.#response(fields, atNanos);
    const own = this.sides[side];
    const isFirst = own.blocks++ === 0;
    const contentType = headerValue(fields, "content-type");
    if (isFirst && block.isWhole && !isGrpcContentType(contentType)) {
      own.pieces.refuse(contentType === undefined ? "no gRPC: it has no content-type" : `no gRPC, but ${contentType}`);
    }
  }

  /** DATA came: all that its frame completes is complete. @param bytes without padding */
  data(side: Side, bytes: number): void {
    const { sentBytes, receivedBytes } = this.#latest;
    const { messages } = this.sides[side].pieces;
    if (side === "client") this.#update({ sent: messages, sentBytes: sentBytes + bytes });
    else this.#update({ received: messages, receivedBytes: receivedBytes + bytes });
  }

  /** A side has sent its last frame. */
  end(side: Side, atNanos: bigint): void {
    const own = this.sides[side];
    if (own.hasEnded) return;
    own.hasEnded = true;
    own.pieces.cut("its side ended before");
    if (this.sides.client.hasEnded && this.sides.server.hasEnded && !this.isOver)
      this.#update({ endedAtNanos: atNanos });
  }

  /** A side has reset it. */
  reset(side: Side, code: number, atNanos: bigint): void {
    if (this.#latest.reset !== undefined) return;
    this.cut("the stream was reset");
    this.#update({ reset: { side, code }, endedAtNanos: this.#latest.endedAtNanos ?? atNanos });
  }

  /** Frames wait no longer for the rest of a message. */
  cut(reason: string): void {
    for (const { pieces } of [this.sides.client, this.sides.server]) pieces.cut(reason);
  }

  #request(fields: Readonly<Record<string, string>>): void {
    const { [":path"]: path, [":authority"]: authority } = fields;
    this.#update({ authority: this.#latest.authority ?? authority });
    if (path !== undefined) this.#named(path);
  }

  #response(fields: Readonly<Record<string, string>>, atNanos: bigint): void {
    this.#update({ headersAtNanos: this.#latest.headersAtNanos ?? atNanos });
    const { "grpc-status": status, "grpc-message": message } = fields;
    if (status === undefined || !/^[0-9]{1,9}$/.test(status)) return;
    this.#update({
      status: Number(status),
      statusMessage: message === undefined ? undefined : decodeStatusMessage(message),
    });
  }

  #named(path: string | undefined): void {
    const types = this.#init.types ?? (path === undefined ? undefined : this.#init.reader.methodTypes(path));
    this.sides.client.pieces.typeName = types?.input;
    this.sides.server.pieces.typeName = types?.output;
    this.#update({ path });
  }

  #update(change: Partial<InspectedCall>): void {
    Object.assign(this.#latest, change);
    this.#call = undefined;
  }
}

function newSide(options: MessagePiecesOptions): CallSide {
  return { pieces: new MessagePieces(options), window: { delta: 0 }, blocks: 0, hasEnded: false };
}

/** Fields by name, the first of each: repeated ones say nothing about a call. */
function firstValues(fields: readonly Field[]): Readonly<Record<string, string>> {
  const values = Object.create(null) as Record<string, string>;
  for (const { name, value } of fields) values[name] ??= value;
  return values;
}
