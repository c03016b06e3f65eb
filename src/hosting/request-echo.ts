/**
 * The copy of a request that a response header may carry, for whoever reads the robot's logs. Payloads do not belong in
 * there: every `bytes` field, at any depth, is emptied (images, grids, stored data, signal ticks, blobs; the content of
 * an Any too), and fields of a newer release are left out. Text stays, so do not echo requests that hold secrets.
 */
import type { AnyInit } from "../messages/google/protobuf/any.ts";
import type { AnyMethod } from "./handlers.ts";

const NO_BYTES = new Uint8Array(0);

/** Pack a decoded request into an Any, without its payloads. */
export function echoRequest(input: AnyMethod["input"], request: unknown): AnyInit {
  return { typeUrl: `type.googleapis.com/${input.typeName}`, value: input.encode(withoutPayload(request)) };
}

/** A copy of a message without bytes; its depth was bounded when it was decoded. */
function withoutPayload(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return NO_BYTES;
  if (Array.isArray(value)) return value.map(withoutPayload);
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, withoutPayload(each)]));
  // A field of a newer release is the bytes of its whole record: emptied, it is written as nothing.
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutPayload(each)]));
}
