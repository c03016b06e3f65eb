/**
 * What the page looks at: connections, their frames and calls, by row. A view asks for the rows that are on the screen
 * and for the tree of the one that is selected; nothing else is ever made, so a recording of 100 MB costs little more than
 * its bytes.
 */
import type { InspectedCall, InspectedFrame, Side, Span } from "../../inspect/index.ts";
import type { OpenedRecord } from "../../recording/index.ts";

/** A connection in the list. Times are milliseconds since the recording's start. */
export interface ConnectionRow {
  /** In the recording, from 1. */
  readonly number: number;
  readonly opened: OpenedRecord | undefined;
  /** Why it was closed; `undefined` while it is open, or cut. */
  readonly closed: string | undefined;
  readonly beganAtMs: number;
  /** Of the latest that was seen of it. */
  readonly lastAtMs: number;
  readonly bytes: Readonly<Record<Side, number>>;
  readonly frameCount: number;
  readonly callCount: number;
  /** What of it is not shown, and why: its protocol is not HTTP/2, a limit of memory. */
  readonly left: string | undefined;
}

/** A frame in the list. */
export interface FrameRow {
  /** In its connection, from 0, in the order in which they came. */
  readonly index: number;
  readonly side: Side;
  readonly atMs: number;
  /** Of its first byte in all that its side has sent. */
  readonly offset: number;
  /** Header included. */
  readonly length: number;
  readonly streamId: number;
  /** `HEADERS`, `preface`, `unread`. */
  readonly name: string;
  /** What it says, in words. */
  readonly text: string;
  /** Whether the frame, or how messages lie in it, breaks a rule. What is wrong within a message is in its tree only. */
  readonly hasFault: boolean;
  /** Full protobuf name of the messages in it; `undefined` where there are none, or nobody knows. */
  readonly typeName: string | undefined;
  /** The call that it belongs to, by index. */
  readonly call: number | undefined;
  readonly windows: InspectedFrame["windows"];
}

/** A call in the list and on the timeline. */
export interface CallRow extends Omit<InspectedCall, "beganAtNanos" | "headersAtNanos" | "endedAtNanos"> {
  /** In its connection, from 0, in the order in which they began. */
  readonly index: number;
  readonly beganAtMs: number;
  readonly headersAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** Its first frame, by index. */
  readonly firstFrame: number;
  /** A status other than OK, a reset, or a connection that was closed before its end. */
  readonly hasFailed: boolean;
}

/** Bytes with their tree: what hex and tree show side by side. */
export interface Detail {
  /** `HEADERS, stream 1, client → server`. */
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Of those bytes, from 0. */
  readonly span: Span;
  /** Where the bytes stand in all that their side has sent; 0 for pasted ones. */
  readonly offset: number;
  /** Whole messages that have a part in the frame and go beyond it. */
  readonly messages: readonly MessageRef[];
}

/** A message of a call, whole: it may lie in many frames. */
export interface MessageRef {
  readonly connection: number;
  readonly call: number;
  readonly side: Side;
  /** Of its side in its call, from 0. */
  readonly index: number;
  readonly title: string;
}

/** The least that is left of a connection's window in a span of time. */
export interface WindowSample {
  readonly atMs: number;
  readonly client: number | undefined;
  readonly server: number | undefined;
}

/** Something found. */
export interface SearchHit {
  readonly connection: number;
  readonly frame: number;
  /** Which of the frame's spans: child indexes from its root. Empty for the frame itself. */
  readonly path: readonly number[];
  /** The line in which it was found. */
  readonly text: string;
}

/** How the recording stands. */
export interface RecordingState {
  /** `reading` until whoever pushes says that there is no more. */
  readonly phase: "empty" | "reading" | "finished" | "cut" | "damaged" | "full";
  /** In words, where there is something to say: where it was cut, what is damaged, which limit was met. */
  readonly detail: string;
  readonly readBytes: number;
  /** Wall clock of the start, nanoseconds since 1970. */
  readonly startedAtNanos: bigint | undefined;
  readonly maker: string;
  readonly notes: readonly { readonly atMs: number; readonly text: string }[];
}

/**
 * A recording that is being read. Rows never change their index; what grows is at the end. A connection is named by its
 * number in the recording (`ConnectionRow.number`), everything else by its index in its connection.
 *
 * A frame is a row as soon as it has come. One that holds the beginning of a message or header block has a tree that says so
 * until the rest has come; its row may get a fault and a type then, and nothing else of a row changes.
 */
export interface PageModel {
  readonly state: RecordingState;
  readonly connections: readonly ConnectionRow[];
  /** The next bytes of the recording. Takes as long as reading them does: give pieces of 64 KiB or so, and pause between. */
  push(chunk: Uint8Array): void;
  /** There are no more. */
  end(): void;
  /** @throws {RangeError} there is no such row, as everything below */
  frame(connection: number, index: number): FrameRow;
  call(connection: number, index: number): CallRow;
  /** Frames of one call, by index. */
  framesOfCall(connection: number, call: number): readonly number[];
  /** A frame with its tree, down to the fields of messages. Secrets are masked unless `showSecrets`. */
  detail(connection: number, frame: number, options?: DetailOptions): Detail;
  /** A whole message with its tree. */
  message(ref: MessageRef, options?: DetailOptions): Detail;
  /** Calls that are on the timeline between two instants, in the order in which they began; at most so many. */
  callsBetween(connection: number, fromMs: number, toMs: number, most: number): readonly number[];
  /** Of each of so many equal spans of time in which anything was said about windows. */
  windows(connection: number, fromMs: number, toMs: number, samples: number): readonly WindowSample[];
  /**
   * Look through names, texts and header fields of frames and through the fields of messages; `hex: 0a 03` looks for bytes.
   * Yields `undefined` now and then, so that whoever asks can pause or stop. Secrets that are masked are not found.
   */
  search(query: string, options?: DetailOptions): Generator<SearchHit | undefined, undefined, undefined>;
}

/** How to show bytes. */
export interface DetailOptions {
  /** Default false. */
  readonly showSecrets?: boolean;
}
