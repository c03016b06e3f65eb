/** What a caller may say about one call. */
import type { CallObserver } from "./channel-observer.ts";
import type { Metadata, MetadataInit } from "./metadata.ts";

/** Whole-call budget where the caller names none: 30 s, as the reference Spot client has it. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** Options of every call kind. */
export interface CallOptions {
  /**
   * Budget for the whole call in milliseconds, connecting included; sent as `grpc-timeout`.
   * Default 30 000; `Infinity` means no deadline.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Wait for a connection, through failures that may pass, until the deadline. Default false: a call fails with
   * UNAVAILABLE as soon as no connection can be had.
   */
  readonly waitForReady?: boolean | undefined;
  /**
   * Compress requests with the channel's first encoding: all, or those that the function says. Default none. Images and
   * video are compressed already, and gain nothing.
   */
  readonly compress?: boolean | ((message: never) => boolean) | undefined;
  /** Cancels the call (RST_STREAM CANCEL); it then ends with CANCELLED and the signal's reason as cause. */
  readonly signal?: AbortSignal | undefined;
  /** Custom metadata, sent after the channel's own. */
  readonly metadata?: MetadataInit | undefined;
  /** Longest response message accepted, in bytes. Default: the channel's limit. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /** Called with the response's initial metadata, once, before the first message. */
  readonly onHeaders?: ((metadata: Metadata) => void) | undefined;
  /** Called with the trailing metadata, once, when the call ends with a status from the peer. */
  readonly onTrailers?: ((metadata: Metadata) => void) | undefined;
  /**
   * Watches this call: attempts, messages, the end. It is given whom the channel would have told, to put in one with its
   * own by `bothObservers`, and must not throw.
   */
  readonly observe?: ((channels: CallObserver | undefined) => CallObserver | undefined) | undefined;
}
