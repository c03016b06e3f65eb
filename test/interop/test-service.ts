/**
 * The interoperability test service as data: `grpc.testing.TestService`, its messages, and codecs for them from either of
 * two sources. Our side takes ours; grpc-js gets protobufjs, so that it shares none of our code.
 */
import { join } from "node:path";
import type protobuf from "protobufjs";
import { loadProtos } from "../../tools/generate/load.ts";
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import {
  type BidiStreamingMethod,
  type ClientStreamingMethod,
  type MethodKind,
  rpcMethod,
  type ServerStreamingMethod,
  type UnaryMethod,
} from "../../src/wire/method.ts";
import { loadGenerated } from "../support/generated.ts";

/** The directory of the `.proto` files of the service. */
export const PROTOS: string = join(import.meta.dirname, "protos");

/** A field that may be absent: our codecs say `undefined`, protobufjs says `null`. */
type Maybe<T> = T | null | undefined;

/** `grpc.testing.Empty` */
export type Empty = Readonly<Record<string, unknown>>;
/** `grpc.testing.BoolValue` */
export interface BoolValue {
  readonly value?: Maybe<boolean>;
}
/** `grpc.testing.Payload` */
export interface Payload {
  readonly type?: Maybe<number>;
  readonly body?: Maybe<Uint8Array>;
}
/** `grpc.testing.EchoStatus` */
export interface EchoStatus {
  readonly code?: Maybe<number>;
  readonly message?: Maybe<string>;
}
/** `grpc.testing.SimpleRequest` */
export interface SimpleRequest {
  readonly responseSize?: Maybe<number>;
  readonly payload?: Maybe<Payload>;
  readonly responseCompressed?: Maybe<BoolValue>;
  readonly responseStatus?: Maybe<EchoStatus>;
  readonly expectCompressed?: Maybe<BoolValue>;
}
/** `grpc.testing.SimpleResponse` */
export interface SimpleResponse {
  readonly payload?: Maybe<Payload>;
}
/** `grpc.testing.StreamingInputCallRequest` */
export interface StreamingInputCallRequest {
  readonly payload?: Maybe<Payload>;
  readonly expectCompressed?: Maybe<BoolValue>;
}
/** `grpc.testing.StreamingInputCallResponse` */
export interface StreamingInputCallResponse {
  readonly aggregatedPayloadSize?: Maybe<number>;
}
/** `grpc.testing.ResponseParameters` */
export interface ResponseParameters {
  readonly size?: Maybe<number>;
  readonly intervalUs?: Maybe<number>;
  readonly compressed?: Maybe<BoolValue>;
}
/** `grpc.testing.StreamingOutputCallRequest` */
export interface StreamingOutputCallRequest {
  readonly responseParameters?: Maybe<readonly ResponseParameters[]>;
  readonly payload?: Maybe<Payload>;
  readonly responseStatus?: Maybe<EchoStatus>;
}
/** `grpc.testing.StreamingOutputCallResponse` */
export interface StreamingOutputCallResponse {
  readonly payload?: Maybe<Payload>;
}

/** The methods that the cases call. */
export interface TestService {
  readonly emptyCall: UnaryMethod<Empty, Empty, Empty, Empty>;
  readonly unaryCall: UnaryMethod<SimpleRequest, SimpleRequest, SimpleResponse, SimpleResponse>;
  readonly streamingOutputCall: ServerStreamingMethod<
    StreamingOutputCallRequest,
    StreamingOutputCallRequest,
    StreamingOutputCallResponse,
    StreamingOutputCallResponse
  >;
  readonly streamingInputCall: ClientStreamingMethod<
    StreamingInputCallRequest,
    StreamingInputCallRequest,
    StreamingInputCallResponse,
    StreamingInputCallResponse
  >;
  readonly fullDuplexCall: BidiStreamingMethod<
    StreamingOutputCallRequest,
    StreamingOutputCallRequest,
    StreamingOutputCallResponse,
    StreamingOutputCallResponse
  >;
  /** Of a service that the server has. */
  readonly unimplementedCall: UnaryMethod<Empty, Empty, Empty, Empty>;
  /** Of a service that it does not have. */
  readonly callOfUnimplementedService: UnaryMethod<Empty, Empty, Empty, Empty>;
}

/** A body of zeros, as every case sends and expects it. */
export function zeros(size: number): Payload {
  return { body: new Uint8Array(size) };
}

/** The service with codecs that our generator writes. */
export async function ourTestService(): Promise<TestService> {
  const module = await loadGenerated(PROTOS, "grpc/testing/test.proto");
  const { unimplementedCall } = module["UnimplementedService"] as Pick<TestService, "unimplementedCall">;
  const service = module["TestService"] as Omit<TestService, "callOfUnimplementedService">;
  return { ...service, callOfUnimplementedService: unimplementedCall };
}

/** The service with codecs of protobufjs. */
export function protobufjsTestService(): TestService {
  const { root } = loadProtos(PROTOS);
  const method = (service: string, name: string): unknown => {
    const found = root.lookupService(`grpc.testing.${service}`).methods[name];
    if (found === undefined) throw new Error(`grpc.testing.${service} has no ${name}`);
    found.resolve();
    const { resolvedRequestType: input, resolvedResponseType: output } = found;
    if (input === null || output === null) throw new Error(`the types of ${name} are not resolved`);
    const kind = kindOf(found.requestStream === true, found.responseStream === true);
    return rpcMethod(`grpc.testing.${service}`, name, kind, codecOf(input), codecOf(output));
  };
  return {
    emptyCall: method("TestService", "EmptyCall"),
    unaryCall: method("TestService", "UnaryCall"),
    streamingOutputCall: method("TestService", "StreamingOutputCall"),
    streamingInputCall: method("TestService", "StreamingInputCall"),
    fullDuplexCall: method("TestService", "FullDuplexCall"),
    unimplementedCall: method("TestService", "UnimplementedCall"),
    callOfUnimplementedService: method("UnimplementedService", "UnimplementedCall"),
  } as TestService;
}

function kindOf(requestStream: boolean, responseStream: boolean): MethodKind {
  if (requestStream) return responseStream ? "bidi-streaming" : "client-streaming";
  return responseStream ? "server-streaming" : "unary";
}

type Plain = Readonly<Record<string, unknown>>;

function codecOf(type: protobuf.Type): MessageCodec<Plain> {
  return {
    typeName: type.fullName.slice(1),
    encode(message, headroom = 0) {
      const bytes = type.encode(type.fromObject(renamed(message, snakeCase) as Plain)).finish();
      return Buffer.concat([new Uint8Array(headroom), bytes]);
    },
    decode: (bytes) => renamed(type.toObject(type.decode(bytes), { defaults: true, arrays: true }), camelCase) as Plain,
    write: () => {
      throw new TypeError("protobufjs writes whole messages only");
    },
  };
}

/** Rename every field, at any depth: the schema keeps the names of the `.proto`, the cases use TypeScript's. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), renamed(each, rename)]));
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_match: string, letter: string) => letter.toUpperCase());
