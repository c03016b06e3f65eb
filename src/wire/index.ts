/**
 * The protobuf wire format: bytes to tagged fields and back. Knows no message and no network; needs no Node built-in.
 */
export { locateEntryError, locateWireError, messageCodec, messageDecoder, messageEncoder } from "./codec.ts";
export { enumName } from "./enum-name.ts";
export { WireError } from "./errors.ts";
export { rpcMethod } from "./method.ts";
export { WireReader } from "./reader.ts";
export { keepUnknownField, writeUnknownFields } from "./unknown-fields.ts";
export { MAX_DEPTH, MAX_VARINT_BYTES, WireType } from "./varint.ts";
export { WireWriter } from "./writer.ts";

export type { WireErrorCode } from "./errors.ts";
export type { FieldNames } from "./field-names.ts";
export type { MessageCodec, MessageDecoder, MessageEncoder } from "./message-codec.ts";
export type {
  BidiStreamingCall,
  BidiStreamingMethod,
  CallMethod,
  ClientStreamingCall,
  ClientStreamingMethod,
  Method,
  MethodKind,
  RpcMethod,
  ServerStreamingCall,
  ServerStreamingMethod,
  UnaryCall,
  UnaryMethod,
} from "./method.ts";
export type { UnknownField } from "./unknown-fields.ts";
