/** What a handler knows of its call. */
import type { Metadata, MetadataInit } from "../metadata.ts";
import type { CompressChoice } from "./response-framer.ts";

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
  /**
   * Whether responses go compressed: all, none, or as a function says of each. It counts where the server has an
   * encoding that the client accepts. Set it before the first response: what is `false` then stays so. Do not compress
   * a secret together with what a stranger may choose: the length tells of it. Default `compressResponses` of the server.
   */
  compress: CompressChoice;
  /** Milliseconds until the client's deadline; `Infinity` without one. */
  remainingMs(): number;
  /** Initial metadata to send with the first response. @throws {TypeError} the response has begun */
  setHeaders(metadata: MetadataInit): void;
  /** Trailing metadata to send with the status. */
  setTrailers(metadata: MetadataInit): void;
}
