/** One message each way, of no bytes and of many. */
import { zeros } from "../test-service.ts";
import { assertZeros, type CaseClient, type InteropCase } from "./case.ts";

/** Size of the request's body, in bytes, in every case that sends a large one. */
export const LARGE_REQUEST = 271_828;
/** Size of the response's body, in bytes, in every case that wants a large one. */
export const LARGE_RESPONSE = 314_159;

/** Make one large call, as several cases do. */
export async function largeUnary({ channel, service }: CaseClient): Promise<void> {
  const request = { responseSize: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST) };
  const response = await channel.unary(service.unaryCall, request);
  assertZeros(response.payload, LARGE_RESPONSE, "response");
}

async function emptyUnary({ channel, service }: CaseClient): Promise<void> {
  await channel.unary(service.emptyCall, {});
}

/** `empty_unary`, `large_unary` */
export const UNARY_CASES: readonly InteropCase[] = [
  { name: "empty_unary", run: emptyUnary },
  { name: "large_unary", run: largeUnary },
];
