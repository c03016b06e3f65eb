/** What a case of the interoperability tests is, and what it may ask of the client that it drives. */
import assert from "node:assert/strict";
import type { ResponseStream } from "../../../src/grpc/call-streaming.ts";
import type { Metadata, MetadataInit } from "../../../src/grpc/metadata.ts";
import type { Requests } from "../../../src/grpc/request-pump.ts";
import type { StatusName } from "../../../src/grpc/status.ts";
import type {
  BidiStreamingMethod,
  ClientStreamingMethod,
  ServerStreamingMethod,
  UnaryMethod,
} from "../../../src/wire/method.ts";
import type { Payload, TestService } from "../test-service.ts";

/** What a case says about one call. */
export interface CaseCallOptions<I> {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly metadata?: MetadataInit;
  readonly onHeaders?: (metadata: Metadata) => void;
  readonly onTrailers?: (metadata: Metadata) => void;
  /** Which requests to compress; absent: none. */
  readonly compress?: (request: I) => boolean;
}

/** The four call kinds. A call that fails rejects with something that has a `status` name and a `detail`. */
export interface CaseChannel {
  unary<I, O>(method: UnaryMethod<I, I, O, O>, request: I, options?: CaseCallOptions<I>): Promise<O>;
  serverStreaming<I, O>(
    method: ServerStreamingMethod<I, I, O, O>,
    request: I,
    options?: CaseCallOptions<I>,
  ): AsyncIterable<O>;
  clientStreaming<I, O>(
    method: ClientStreamingMethod<I, I, O, O>,
    requests: Requests<I>,
    options?: CaseCallOptions<I>,
  ): Promise<O>;
  bidiStreaming<I, O>(
    method: BidiStreamingMethod<I, I, O, O>,
    requests: Requests<I>,
    options?: CaseCallOptions<I>,
  ): AsyncIterable<O> | ResponseStream<O>;
}

/** How often the cases that repeat themselves do so. */
export interface Repetitions {
  /** Calls of `rpc_soak`, one after the other. */
  readonly rpcSoak: number;
  /** Calls of `channel_soak`, each over a channel of its own. */
  readonly channelSoak: number;
  /** Calls of `concurrent_large_unary`, all at once. */
  readonly concurrent: number;
}

/** Who runs a case: one connected channel, and the means to make more. */
export interface CaseClient {
  readonly service: TestService;
  readonly channel: CaseChannel;
  readonly repetitions: Repetitions;
  /** Connect another channel to the same server. */
  another(): Promise<CaseClient>;
  close(): Promise<void>;
}

/** One case, from the client's side. */
export interface InteropCase {
  /** As gRPC's descriptions call it; names of our own begin with `x_`. */
  readonly name: string;
  /** @throws {Error} says what differed */
  readonly run: (client: CaseClient) => Promise<void>;
  /** Compressed-Flag of each request message, in order, as it must be seen on the wire. */
  readonly requestFlags?: readonly boolean[];
  /** Compressed-Flag of each response message, in order, as it must be seen on the wire. */
  readonly responseFlags?: readonly boolean[];
}

/** Assert that a payload holds as many zeros as were asked for. */
export function assertZeros(payload: Payload | null | undefined, size: number, what: string): void {
  const body = payload?.body ?? new Uint8Array();
  assert.equal(body.length, size, `${what}: body of ${body.length} bytes, not ${size}`);
  assert.ok(
    body.every((byte) => byte === 0),
    `${what}: the body is not all zeros`,
  );
}

/** Assert that a call fails with a status, and perhaps a message. */
export async function assertStatus(call: Promise<unknown>, status: StatusName, detail?: string): Promise<void> {
  let failure: unknown;
  try {
    await call;
  } catch (error) {
    failure = error;
  }
  if (failure === undefined) throw new assert.AssertionError({ message: `the call ended with OK, not ${status}` });
  const seen = failure as { readonly status?: unknown; readonly detail?: unknown };
  if (seen.status !== status) throw new Error(`the call did not end with ${status}`, { cause: failure });
  if (detail !== undefined) assert.equal(seen.detail, detail, "the status message differs");
}

/** Read a stream of responses to its end. */
export async function readAll<T>(responses: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of responses) all.push(each);
  return all;
}
