/**
 * Messages that are compressed, or not, one by one. What a case can see is that the bodies are right; whether a message
 * was compressed is seen on the wire, at our end of it, and held against the flags named here.
 */
import assert from "node:assert/strict";
import { zeros } from "../test-service.ts";
import { assertStatus, assertZeros, type CaseClient, type InteropCase, readAll } from "./case.ts";
import { LARGE_REQUEST, LARGE_RESPONSE } from "./unary.ts";

interface Expecting {
  readonly expectCompressed?: { readonly value?: boolean | null | undefined } | null | undefined;
}

/** Compress what says of itself that it must come compressed. */
const asExpected = (request: Expecting): boolean => request.expectCompressed?.value === true;

async function clientCompressedUnary({ channel, service }: CaseClient): Promise<void> {
  const request = (value: boolean) => ({
    expectCompressed: { value },
    responseSize: LARGE_RESPONSE,
    payload: zeros(LARGE_REQUEST),
  });
  // The probe: a server that does not look whether a request is compressed would let any client pass.
  await assertStatus(channel.unary(service.unaryCall, request(true)), "INVALID_ARGUMENT");
  for (const value of [true, false]) {
    const response = await channel.unary(service.unaryCall, request(value), { compress: asExpected });
    assertZeros(response.payload, LARGE_RESPONSE, `response to expect_compressed ${value}`);
  }
}

async function clientCompressedStreaming({ channel, service }: CaseClient): Promise<void> {
  const first = { expectCompressed: { value: true }, payload: zeros(27_182) };
  const second = { expectCompressed: { value: false }, payload: zeros(45_904) };
  await assertStatus(channel.clientStreaming(service.streamingInputCall, [first]), "INVALID_ARGUMENT");
  const response = await channel.clientStreaming(service.streamingInputCall, [first, second], {
    compress: asExpected,
  });
  assert.equal(response.aggregatedPayloadSize, 73_086, "aggregated_payload_size differs");
}

async function serverCompressedUnary({ channel, service }: CaseClient): Promise<void> {
  for (const value of [true, false]) {
    const request = {
      responseCompressed: { value },
      responseSize: LARGE_RESPONSE,
      payload: zeros(LARGE_REQUEST),
    };
    const response = await channel.unary(service.unaryCall, request);
    assertZeros(response.payload, LARGE_RESPONSE, `response with response_compressed ${value}`);
  }
}

async function serverCompressedStreaming({ channel, service }: CaseClient): Promise<void> {
  const parameters = [
    { size: 31_415, compressed: { value: true } },
    { size: 92_653, compressed: { value: false } },
  ];
  const request = { responseParameters: parameters };
  const responses = await readAll(channel.serverStreaming(service.streamingOutputCall, request));
  assert.equal(responses.length, 2, `${responses.length} responses`);
  for (const [i, { size }] of parameters.entries()) assertZeros(responses[i]?.payload, size, `response ${i + 1}`);
}

/** Of our own: most servers cannot tell whether a request came compressed, but all must read it. */
async function compressedRequests({ channel, service }: CaseClient): Promise<void> {
  const unary = { responseSize: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST) };
  const response = await channel.unary(service.unaryCall, unary, { compress: () => true });
  assertZeros(response.payload, LARGE_RESPONSE, "response");
  const uploads = [27_182, 45_904].map((size) => ({ payload: zeros(size) }));
  const sum = await channel.clientStreaming(service.streamingInputCall, uploads, {
    compress: ({ payload }) => payload?.body?.length === 27_182,
  });
  assert.equal(sum.aggregatedPayloadSize, 73_086, "aggregated_payload_size differs");
}

/** The four official ones, and `x_compressed_requests`. */
export const COMPRESSION_CASES: readonly InteropCase[] = [
  { name: "client_compressed_unary", run: clientCompressedUnary, requestFlags: [false, true, false] },
  { name: "server_compressed_unary", run: serverCompressedUnary, responseFlags: [true, false] },
  { name: "client_compressed_streaming", run: clientCompressedStreaming, requestFlags: [false, true, false] },
  { name: "server_compressed_streaming", run: serverCompressedStreaming, responseFlags: [true, false] },
  { name: "x_compressed_requests", run: compressedRequests, requestFlags: [true, true, false] },
];
