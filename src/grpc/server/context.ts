/** What a handler knows of its call. */
import type { Metadata, MetadataInit } from "../metadata.ts";

/** Given to every handler beside its request. */
export interface ServerContext {
  /** `:path`, for example `/bosdyn.api.RobotIdService/GetRobotId`. */
  readonly path: string;
  /** `:authority` the client asked for. */
  readonly authority: string;
  /** `address:port` of the client. */
  readonly peer: string;
  /** The client's custom metadata. */
  readonly metadata: Metadata;
  /** Aborted when the call is over for the client: cancelled, past its deadline, or gone. */
  readonly signal: AbortSignal;
  /** Milliseconds until the client's deadline; `Infinity` without one. */
  remainingMs(): number;
  /** Initial metadata to send with the first response. @throws {TypeError} the response has begun */
  setHeaders(metadata: MetadataInit): void;
  /** Trailing metadata to send with the status. */
  setTrailers(metadata: MetadataInit): void;
}
