/** Metadata of both kinds, there and back. */
import assert from "node:assert/strict";
import type { Metadata } from "../../../src/grpc/metadata.ts";
import { zeros } from "../test-service.ts";
import { assertZeros, type CaseCallOptions, type CaseClient, type InteropCase, readAll } from "./case.ts";
import { LARGE_REQUEST, LARGE_RESPONSE } from "./unary.ts";

/** A server sends it back in the initial metadata. */
export const INITIAL_KEY = "x-grpc-test-echo-initial";
/** A server sends it back in the trailing metadata. */
export const TRAILING_KEY = "x-grpc-test-echo-trailing-bin";

const INITIAL_VALUE = "test_initial_metadata_value";
const TRAILING_VALUE = Uint8Array.of(0xab, 0xab, 0xab);

/** Options of one call, and the check to make after it. */
function echo(call: string): { options: CaseCallOptions<unknown>; check: () => void } {
  let headers: Metadata | undefined;
  let trailers: Metadata | undefined;
  return {
    options: {
      metadata: { [INITIAL_KEY]: INITIAL_VALUE, [TRAILING_KEY]: TRAILING_VALUE },
      onHeaders: (metadata) => (headers = metadata),
      onTrailers: (metadata) => (trailers = metadata),
    },
    check: () => {
      assert.equal(headers?.get(INITIAL_KEY), INITIAL_VALUE, `${call}: initial metadata differs`);
      const bytes = trailers?.getBytes(TRAILING_KEY);
      assert.deepEqual(bytes && [...bytes], [...TRAILING_VALUE], `${call}: trailing metadata differs`);
    },
  };
}

async function customMetadata({ channel, service }: CaseClient): Promise<void> {
  const unary = echo("UnaryCall");
  const request = { responseSize: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST) };
  const response = await channel.unary(service.unaryCall, request, unary.options);
  assertZeros(response.payload, LARGE_RESPONSE, "UnaryCall: response");
  unary.check();
  const duplex = echo("FullDuplexCall");
  const requests = [{ responseParameters: [{ size: LARGE_RESPONSE }], payload: zeros(LARGE_REQUEST) }];
  const responses = await readAll(channel.bidiStreaming(service.fullDuplexCall, requests, duplex.options));
  assert.equal(responses.length, 1, `FullDuplexCall: ${responses.length} responses`);
  assertZeros(responses[0]?.payload, LARGE_RESPONSE, "FullDuplexCall: response");
  duplex.check();
}

/** `custom_metadata` */
export const METADATA_CASES: readonly InteropCase[] = [{ name: "custom_metadata", run: customMetadata }];
