/** Many messages one way or both, with sizes that cross every buffer boundary. */
import assert from "node:assert/strict";
import { type StreamingOutputCallRequest, zeros } from "../test-service.ts";
import { assertZeros, type CaseClient, type InteropCase, readAll } from "./case.ts";

/** Bodies of requests, in bytes. */
export const REQUEST_SIZES: readonly number[] = [27_182, 8, 1_828, 45_904];
/** Bodies of responses, in bytes. */
export const RESPONSE_SIZES: readonly number[] = [31_415, 9, 2_653, 58_979];

async function clientStreaming({ channel, service }: CaseClient): Promise<void> {
  const requests = REQUEST_SIZES.map((size) => ({ payload: zeros(size) }));
  const response = await channel.clientStreaming(service.streamingInputCall, requests);
  assert.equal(response.aggregatedPayloadSize, 74_922, "aggregated_payload_size differs");
}

async function serverStreaming({ channel, service }: CaseClient): Promise<void> {
  const request = { responseParameters: RESPONSE_SIZES.map((size) => ({ size })) };
  const responses = await readAll(channel.serverStreaming(service.streamingOutputCall, request));
  assert.equal(responses.length, RESPONSE_SIZES.length, `${responses.length} responses`);
  for (const [i, size] of RESPONSE_SIZES.entries()) assertZeros(responses[i]?.payload, size, `response ${i + 1}`);
}

async function pingPong({ channel, service }: CaseClient): Promise<void> {
  let count = 0;
  let onPong: () => void = () => undefined;
  async function* pings(): AsyncGenerator<StreamingOutputCallRequest> {
    for (const [i, size] of RESPONSE_SIZES.entries()) {
      const pong = new Promise<void>((resolve) => (onPong = resolve));
      yield { responseParameters: [{ size }], payload: zeros(REQUEST_SIZES[i] ?? 0) };
      await pong;
    }
  }
  for await (const response of channel.bidiStreaming(service.fullDuplexCall, pings())) {
    assertZeros(response.payload, RESPONSE_SIZES[count] ?? 0, `response ${count + 1}`);
    count++;
    onPong();
  }
  assert.equal(count, RESPONSE_SIZES.length, `${count} responses`);
}

async function emptyStream({ channel, service }: CaseClient): Promise<void> {
  const responses = await readAll(channel.bidiStreaming(service.fullDuplexCall, []));
  assert.equal(responses.length, 0, `${responses.length} responses to no request`);
}

/** `client_streaming`, `server_streaming`, `ping_pong`, `empty_stream` */
export const STREAMING_CASES: readonly InteropCase[] = [
  { name: "client_streaming", run: clientStreaming },
  { name: "server_streaming", run: serverStreaming },
  { name: "ping_pong", run: pingPong },
  { name: "empty_stream", run: emptyStream },
];
