/** One gRPC call out of a recording: all that it takes to answer it again. */

/** A message as it was sent. */
export interface RecordedMessage {
  /** Whether it is compressed, by the `grpc-encoding` of its side. */
  readonly isCompressed: boolean;
  /** Without the five bytes before it. */
  readonly bytes: Uint8Array;
  readonly atNanos: bigint;
}

/** A response, and how much of the request it followed. */
export interface RecordedResponse extends RecordedMessage {
  /** Request messages that had come by then. */
  readonly afterRequests: number;
}

/** Header fields in the order of the wire. */
export type FieldList = readonly (readonly [name: string, value: string])[];

/** How a call ended in a recording. */
export type RecordedOutcome =
  /** With trailers, or a response that was trailers alone. */
  | { readonly kind: "status"; readonly trailers: FieldList }
  /** Plain HTTP, as a robot's proxy answers. */
  | { readonly kind: "http"; readonly body: Uint8Array }
  | { readonly kind: "reset"; readonly code: number }
  /** The client left it, or the connection or the recording ended: what would have followed is not known. */
  | { readonly kind: "unknown"; readonly why: string };

/** A call with all of its messages. */
export interface RecordedCall {
  /** Of the recording. */
  readonly connection: number;
  readonly streamId: number;
  /** `/bosdyn.api.RobotIdService/GetRobotId`. */
  readonly path: string;
  readonly beganAtNanos: bigint;
  /** Whether the client sent credentials. They themselves do not count. */
  readonly isAuthorized: boolean;
  readonly requests: readonly RecordedMessage[];
  /** First header block of the response; `undefined` where there was none, or none but the trailers. */
  readonly headers: FieldList | undefined;
  readonly responses: readonly RecordedResponse[];
  readonly outcome: RecordedOutcome;
  readonly endedAtNanos: bigint;
}
