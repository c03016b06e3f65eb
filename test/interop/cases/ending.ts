/** Calls that the client ends early: by cancelling, or because its deadline passes. */
import assert from "node:assert/strict";
import { zeros } from "../test-service.ts";
import { assertStatus, assertZeros, type CaseClient, type InteropCase, readAll } from "./case.ts";

/** A stream of requests in which nothing comes after the given ones, not even its end. */
async function* thenSilence<T>(...requests: readonly T[]): AsyncGenerator<T> {
  yield* requests;
  await new Promise<never>(() => undefined);
}

async function cancelAfterBegin({ channel, service }: CaseClient): Promise<void> {
  const abort = new AbortController();
  const call = channel.clientStreaming(service.streamingInputCall, thenSilence(), { signal: abort.signal });
  // A turn of the loop later the headers are out.
  setImmediate(() => abort.abort());
  await assertStatus(call, "CANCELLED");
}

async function cancelAfterFirstResponse({ channel, service }: CaseClient): Promise<void> {
  const abort = new AbortController();
  const request = { responseParameters: [{ size: 31_415 }], payload: zeros(27_182) };
  let count = 0;
  const read = async (): Promise<void> => {
    const options = { signal: abort.signal };
    for await (const response of channel.bidiStreaming(service.fullDuplexCall, thenSilence(request), options)) {
      assertZeros(response.payload, 31_415, "response");
      count++;
      abort.abort();
    }
  };
  await assertStatus(read(), "CANCELLED");
  assert.equal(count, 1, `${count} responses before the end`);
}

async function timeoutOnSleepingServer({ channel, service }: CaseClient): Promise<void> {
  const request = { payload: zeros(27_182) };
  const responses = channel.bidiStreaming(service.fullDuplexCall, thenSilence(request), { timeoutMs: 1 });
  await assertStatus(readAll(responses), "DEADLINE_EXCEEDED");
}

/** `cancel_after_begin`, `cancel_after_first_response`, `timeout_on_sleeping_server` */
export const ENDING_CASES: readonly InteropCase[] = [
  { name: "cancel_after_begin", run: cancelAfterBegin },
  { name: "cancel_after_first_response", run: cancelAfterFirstResponse },
  { name: "timeout_on_sleeping_server", run: timeoutOnSleepingServer },
];
