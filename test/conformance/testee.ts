/**
 * The program under test of protobuf's own conformance suite. The suite's runner starts it once and asks over its
 * standard input: a four-byte little-endian length and a `ConformanceRequest`; it answers with a `ConformanceResponse`
 * in the same framing. What spotwire does not claim to do (proto2, editions, text format) it answers with `skipped`.
 */
import type { Readable, Writable } from "node:stream";
import { WireError, type MessageCodec } from "../../src/wire/index.ts";
import type { AnyMessage } from "../support/generated.ts";

/** The suite's own messages, with the names that their numbers have in `conformance.proto`. */
export interface Protocol {
  readonly ConformanceRequest: MessageCodec<AnyMessage>;
  readonly ConformanceResponse: MessageCodec<AnyMessage>;
  readonly FailureSet: MessageCodec<AnyMessage>;
  readonly WireFormat: Readonly<Record<string, number>>;
  readonly TestCategory: Readonly<Record<string, number>>;
}

/** The proto3 JSON mapping of one message type. */
export interface JsonMapping {
  /** Write a message as JSON text. */
  readonly print: (message: AnyMessage) => string;
  /** Read JSON text into a message. */
  readonly parse: (text: string, options: { readonly ignoreUnknown: boolean }) => AnyMessage;
}

/** A message type that can be tested. */
export interface TestedType {
  readonly codec: MessageCodec<AnyMessage>;
  /** Absent: JSON requests are skipped. */
  readonly json?: JsonMapping | undefined;
}

/** What the testee knows. */
export interface Suite {
  readonly protocol: Protocol;
  /** By full name. */
  readonly types: ReadonlyMap<string, TestedType>;
}

/** Each request and each response comes behind its length (`conformance_test_runner.cc`). */
const LENGTH_BYTES = 4;

/** Answer requests until the input ends. */
export async function serve(suite: Suite, input: Readable, output: Writable): Promise<void> {
  let pending = Buffer.alloc(0);
  for await (const chunk of input) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    while (pending.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + pending.readUInt32LE(0);
      if (pending.length < end) break;
      const response = answer(suite, pending.subarray(LENGTH_BYTES, end));
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(response.length);
      output.write(Buffer.concat([length, response]));
      pending = pending.subarray(end);
    }
  }
}

/** Answer one `ConformanceRequest`. */
export function answer(suite: Suite, bytes: Uint8Array): Uint8Array {
  const { protocol } = suite;
  return protocol.ConformanceResponse.encode(result(suite, protocol.ConformanceRequest.decode(bytes)));
}

/** The one member of `ConformanceResponse.result`. */
function result({ protocol, types }: Suite, request: AnyMessage): AnyMessage {
  const { WireFormat, TestCategory } = protocol;
  const { messageType, requestedOutputFormat, testCategory, protobufPayload, jsonPayload } = request;
  // Asked first: the tests that are known to fail, of which there are none.
  if (messageType === protocol.FailureSet.typeName) return { protobufPayload: protocol.FailureSet.encode({}) };
  const type = types.get(messageType as string);
  if (type === undefined) return { skipped: `${String(messageType)} is not proto3` };
  const { codec, json } = type;

  let message: AnyMessage;
  try {
    if (protobufPayload !== undefined) message = codec.decode(protobufPayload as Uint8Array);
    else if (jsonPayload === undefined) return { skipped: "neither binary nor JSON came" };
    else if (json === undefined) return { skipped: "JSON is not mapped" };
    else {
      const ignoreUnknown = testCategory === TestCategory["JSON_IGNORE_UNKNOWN_PARSING_TEST"];
      message = json.parse(jsonPayload as string, { ignoreUnknown });
    }
  } catch (error) {
    // Hostile bytes may raise a WireError and nothing else; whatever JSON raises is its refusal.
    if (protobufPayload !== undefined && !isWireError(error)) return { runtimeError: String(error) };
    return { parseError: String(error) };
  }
  try {
    if (requestedOutputFormat === WireFormat["PROTOBUF"]) return { protobufPayload: codec.encode(message) };
    if (requestedOutputFormat !== WireFormat["JSON"]) return { skipped: "neither binary nor JSON is wanted" };
    return json === undefined ? { skipped: "JSON is not mapped" } : { jsonPayload: json.print(message) };
  } catch (error) {
    return { serializeError: String(error) };
  }
}

/** By name, because a bundle may hold a class of its own. */
function isWireError(error: unknown): boolean {
  return error instanceof WireError || (error instanceof Error && error.name === "WireError");
}
