/** What the call kinds need of a channel: one function that begins a call, and how its requests are framed. */
import type { CallOptions } from "./call-options.ts";
import type { CallDelegate, ClientCall, SendRequests } from "./client-call.ts";
import type { RequestFraming } from "./request-frame.ts";

/** Begins calls. */
export interface CallLauncher {
  readonly framing: RequestFraming;
  /** Begin a call; everything that can go wrong from here on comes through the delegate. */
  launch(path: string, options: CallOptions, sendRequests: SendRequests, delegate: CallDelegate): ClientCall;
}
