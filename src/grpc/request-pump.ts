/** Sends a caller's stream of requests, no faster than the peer takes them. */
import type { MessageCodec } from "../wire/message-codec.ts";
import type { ClientCall } from "./client-call.ts";
import { frameMessage } from "./framing.ts";
import type { TransportStream } from "./transport.ts";

/** Requests of a streaming call: any iterable, sync or async. */
export type Requests<T> = AsyncIterable<T> | Iterable<T>;

/**
 * Pull requests one at a time and write each; half-close after the last. A request that cannot be encoded, or a source
 * that throws, cancels the call. When the call ends first, the source is told through its `return()`.
 */
export async function pumpRequests<T>(
  call: ClientCall,
  stream: TransportStream,
  codec: MessageCodec<unknown, T>,
  requests: Requests<T>,
): Promise<void> {
  try {
    const iterator =
      Symbol.asyncIterator in requests ? requests[Symbol.asyncIterator]() : requests[Symbol.iterator]();
    // The source may be waiting for something that never comes: do not wait for it, and do not hear of its complaints.
    call.whenDone(() => void settleQuietly(() => iterator.return?.()));
    for (;;) {
      const next = await iterator.next();
      if (call.isDone) return;
      if (next.done === true) break;
      if (!stream.write(frameMessage(codec.encode(next.value)))) await stream.drained();
    }
    stream.end();
  } catch (error) {
    call.cancel("CANCELLED", `the caller's request stream failed: ${describe(error)}`, error);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : "it threw something that is not an Error";
}

async function settleQuietly(action: () => unknown): Promise<void> {
  try {
    await action();
  } catch {
    // The call is over and has its status; a source that fails to clean up changes nothing about it.
  }
}
