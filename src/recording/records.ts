/** What a recording holds: connections as they passed, TLS taken off, each piece with its time. */

/** Who sent it: the one who opened the connection, or the one who took it. */
export type RecordedSide = "client" | "server";

/** The first record: who records, and from when. */
export interface StartRecord {
  readonly kind: "start";
  /** Wall clock at the instant from which all other records count, in nanoseconds since 1970. */
  readonly startedAtNanos: bigint;
  /** What made it: `spotwire 0.1.0 tap`. */
  readonly maker: string;
}

/** A connection, as it came to be or did not. Texts that nobody knows are empty. */
export interface OpenedRecord {
  readonly kind: "opened";
  /** Its number in this recording, from 1 to 2³²−1; no other has it. */
  readonly connection: number;
  /** Since the start. */
  readonly atNanos: bigint;
  /** `address:port`. */
  readonly client: string;
  /** The name that the client asked for (SNI). */
  readonly serverName: string;
  /** `address:port`, of the robot. */
  readonly robot: string;
  /** As agreed with the client (ALPN): `h2`, `http/1.1`. */
  readonly protocol: string;
  /** With the client: `TLSv1.3`. */
  readonly clientTls: string;
  /** With the robot. */
  readonly robotTls: string;
  /** The verdict on the robot's chain, in words: `trusted: …` or `refused: …`. */
  readonly chain: string;
}

/** Bytes of one side. Cut anywhere: together they are what it sent. */
export interface BytesRecord {
  readonly kind: "bytes";
  readonly connection: number;
  readonly atNanos: bigint;
  readonly side: RecordedSide;
  readonly bytes: Uint8Array;
}

/** A side has ended in order: it sends nothing more, and may still receive. */
export interface EndedRecord {
  readonly kind: "ended";
  readonly connection: number;
  readonly atNanos: bigint;
  readonly side: RecordedSide;
}

/** A connection is over. */
export interface ClosedRecord {
  readonly kind: "closed";
  readonly connection: number;
  readonly atNanos: bigint;
  /** In words; `done` where both sides ended in order. */
  readonly reason: string;
}

/** A remark of the one who records. */
export interface NoteRecord {
  readonly kind: "note";
  readonly atNanos: bigint;
  readonly text: string;
}

/** The last record of a recording that was ended in order. */
export interface FinishedRecord {
  readonly kind: "finished";
  readonly atNanos: bigint;
}

/** What happens between a recording's start and its end. */
export type ConnectionRecord = OpenedRecord | BytesRecord | EndedRecord | ClosedRecord | NoteRecord;

/** Any record. */
export type RecordingRecord = StartRecord | ConnectionRecord | FinishedRecord;
