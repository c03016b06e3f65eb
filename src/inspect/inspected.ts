/** What an inspected connection yields: its frames as they come, and the calls that they make up. */
import type { Span } from "./span.ts";

/** Who sent it: the one who opened the connection, or the one who took it. */
export type Side = "client" | "server";

/** A whole message of a call, put together from as many DATA frames as it took. */
export interface InspectedMessage {
  readonly side: Side;
  /** 0 for the first of this side in its call. */
  readonly index: number;
  /** Five bytes of prefix, and the message. */
  readonly bytes: Uint8Array;
  /** Of those bytes. */
  readonly span: Span;
  /** Full protobuf name, where the schema knows the method. */
  readonly typeName: string | undefined;
  /** When its last byte came, nanoseconds of whatever clock the pieces were stamped by. */
  readonly atNanos: bigint;
}

/** A call, as far as it has come. */
export interface InspectedCall {
  readonly streamId: number;
  /** `/bosdyn.api.RobotIdService/GetRobotId`; `undefined` where its HEADERS were not seen or not read. */
  readonly path: string | undefined;
  readonly authority: string | undefined;
  readonly beganAtNanos: bigint;
  /** When the response's first header block came. */
  readonly headersAtNanos: bigint | undefined;
  /** When both sides had ended, or either had reset it. */
  readonly endedAtNanos: bigint | undefined;
  /** Messages so far. */
  readonly sent: number;
  readonly received: number;
  /** Bytes of DATA so far. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** `grpc-status`, by number, once it is known. */
  readonly status: number | undefined;
  /** `grpc-message`, decoded; text of a peer. */
  readonly statusMessage: string | undefined;
  /** Error code of RST_STREAM, and who sent it. */
  readonly reset: { readonly side: Side; readonly code: number } | undefined;
}

/** A frame, or a connection's preface, or bytes that are neither. */
export interface InspectedFrame {
  readonly side: Side;
  /** Of its first byte, in all that its side has sent. */
  readonly offset: number;
  /** When its last byte came. */
  readonly atNanos: bigint;
  /** Its own copy. */
  readonly bytes: Uint8Array;
  /** Of those bytes, from 0: down to the fields of the messages that are in it. */
  readonly span: Span;
  /** 0 is the connection. */
  readonly streamId: number;
  /** What it belongs to; the same object is replaced by a newer one as the call goes on. */
  readonly call: InspectedCall | undefined;
  /** Header fields, where it completes a block. Secrets are in them as they were sent. */
  readonly headers: readonly (readonly [name: string, value: string])[] | undefined;
  /** Messages that it completes. */
  readonly messages: readonly InspectedMessage[];
  /** What the frame leaves of the windows that its sender may fill: of its stream and of the connection. */
  readonly windows: { readonly stream: number | undefined; readonly connection: number } | undefined;
}

/** A connection being read, both sides of it. */
export interface ConnectionReader {
  /** Bytes came, TLS taken off. @returns every frame that they complete */
  push(side: Side, bytes: Uint8Array, atNanos: bigint): readonly InspectedFrame[];
  /** A side has ended. @returns what was left of it, as far as it could be read */
  end(side: Side, atNanos: bigint): readonly InspectedFrame[];
  /** Every call so far, oldest first; as many as the reader keeps. */
  readonly calls: readonly InspectedCall[];
}

/** Reads one message for the layers above it. */
export interface MessageReader {
  /** @param typeName full protobuf name; `undefined` where nobody knows it @returns a new tree over all of the bytes, which is the caller's own; never throws */
  readMessage(bytes: Uint8Array, typeName: string | undefined): Span;
  /** Types of a method's messages, where the schema has them. @param path `/package.Service/Method` */
  methodTypes(path: string): { readonly input: string; readonly output: string } | undefined;
}
