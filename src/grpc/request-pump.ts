/** Sends a caller's stream of requests, no faster than the peer takes them. */
import type { ClientCall, SendRequests } from "./client-call.ts";
import { RpcError } from "./errors.ts";
import type { RequestSink } from "./request-log.ts";

/** Requests of a streaming call: any iterable, sync or async. */
export type Requests<T> = AsyncIterable<T> | Iterable<T>;

/**
 * Pull requests one at a time and write each; half-close after the last. A request that cannot be encoded, or a source
 * that throws, cancels the call. When the call ends first, the source is told through its `return()`.
 * @param frame makes the frame of a request
 */
export function pumpRequests<T>(
  frame: (request: T) => Uint8Array | Promise<Uint8Array>,
  requests: Requests<T>,
): SendRequests {
  return (sink, call) => void pump(sink, call, frame, requests);
}

async function pump<T>(
  sink: RequestSink,
  call: ClientCall,
  frame: (request: T) => Uint8Array | Promise<Uint8Array>,
  requests: Requests<T>,
): Promise<void> {
  let isExhausted = false;
  try {
    const iterator = iterate(requests);
    // The source may be waiting for something that never comes: do not wait for it, and do not hear of its complaints.
    call.whenDone(() => {
      if (!isExhausted) void settleQuietly(() => iterator.return?.());
    });
    for (;;) {
      const next = await nextOf(iterator, () => (isExhausted = true));
      if (call.isDone) return;
      if (next.done === true) break;
      const framed = frame(next.value);
      if (!sink.write(framed instanceof Uint8Array ? framed : await framed)) await sink.drained();
    }
    sink.end();
  } catch (error) {
    if (error instanceof RpcError) call.fail(error);
    else call.cancel("CANCELLED", `the caller's request stream failed: ${describe(error)}`, error);
  }
}

function iterate<T>(requests: Requests<T>): AsyncIterator<T> | Iterator<T> {
  // Not `in`: a string is an iterable too.
  const asyncIterator = (requests as Partial<AsyncIterable<T>>)[Symbol.asyncIterator];
  return asyncIterator === undefined ? (requests as Iterable<T>)[Symbol.iterator]() : asyncIterator.call(requests);
}

/** One step of a source. One that has ended or thrown needs no `return()`, exactly as in a `for await`. */
async function nextOf<T>(
  iterator: AsyncIterator<T> | Iterator<T>,
  onExhausted: () => void,
): Promise<IteratorResult<T>> {
  try {
    const next = await iterator.next();
    if (next.done === true) onExhausted();
    return next;
  } catch (error) {
    onExhausted();
    throw error;
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
