/** What the call kinds need of a channel: one function that begins a call. */
import type { CallOptions } from "./call-options.ts";
import type { CallDelegate, ClientCall } from "./client-call.ts";
import type { TransportStream } from "./transport.ts";

/** Sends the requests of one call, once its stream is open. */
export type SendRequests = (call: ClientCall, stream: TransportStream) => void;

/** Begins calls. */
export interface CallLauncher {
  /** Begin a call; everything that can go wrong from here on comes through the delegate. */
  launch(path: string, options: CallOptions, sendRequests: SendRequests, delegate: CallDelegate): ClientCall;
}
