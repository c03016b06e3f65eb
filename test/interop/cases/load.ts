/** The same large call many times: at once, one after the other, and over a channel of its own each time. */
import { zeros } from "../test-service.ts";
import { assertStatus, type CaseClient, type InteropCase } from "./case.ts";
import { LARGE_REQUEST, largeUnary } from "./unary.ts";

async function concurrentLargeUnary(client: CaseClient): Promise<void> {
  await Promise.all(Array.from({ length: client.repetitions.concurrent }, () => largeUnary(client)));
}

async function rpcSoak(client: CaseClient): Promise<void> {
  for (let i = 0; i < client.repetitions.rpcSoak; i++) await largeUnary(client);
}

async function channelSoak(client: CaseClient): Promise<void> {
  for (let i = 0; i < client.repetitions.channelSoak; i++) {
    const own = await client.another();
    try {
      await largeUnary(own);
    } finally {
      await own.close();
    }
  }
}

/** Of our own: answers that overtake many large requests, which the server has no wish to read. */
async function concurrentRefused({ channel, service, repetitions }: CaseClient): Promise<void> {
  const method = { ...service.unaryCall, path: service.unimplementedCall.path };
  const request = { payload: zeros(LARGE_REQUEST) };
  const call = (): Promise<void> => assertStatus(channel.unary(method, request), "UNIMPLEMENTED");
  await Promise.all(Array.from({ length: repetitions.concurrent }, call));
}

/** Of our own: responses that nobody reads fill the server's buffers; other calls must get through all the same. */
async function slowReaders({ channel, service }: CaseClient): Promise<void> {
  const request = { responseParameters: Array.from({ length: 3 }, () => ({ size: 3_000_000 })) };
  const readers = Array.from({ length: 8 }, () =>
    channel.serverStreaming(service.streamingOutputCall, request)[Symbol.asyncIterator](),
  );
  for (const reader of readers) await reader.next();
  await channel.unary(service.emptyCall, {});
  for (const reader of readers) await reader.return?.();
}

/** `concurrent_large_unary`, `rpc_soak`, `channel_soak`, `x_concurrent_refused`, `x_slow_readers` */
export const LOAD_CASES: readonly InteropCase[] = [
  { name: "concurrent_large_unary", run: concurrentLargeUnary },
  { name: "rpc_soak", run: rpcSoak },
  { name: "channel_soak", run: channelSoak },
  { name: "x_concurrent_refused", run: concurrentRefused },
  { name: "x_slow_readers", run: slowReaders },
];
