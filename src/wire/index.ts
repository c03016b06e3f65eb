/**
 * The protobuf wire format: bytes to tagged fields and back. Knows no message and no network; needs no Node built-in.
 */
export { messageCodec, messageDecoder, messageEncoder } from "./codec.ts";
export { enumName } from "./enum-name.ts";
export { WireError } from "./errors.ts";
export { rpcMethod } from "./method.ts";
export { enterMessage, enterPacked, leaveMessage, leavePacked, readTag, skipField, WireReader } from "./reader.ts";
export {
  readBool,
  readBytes,
  readDouble,
  readFixed32,
  readFixed64,
  readFloat,
  readInt32,
  readInt64,
  readSfixed32,
  readSfixed64,
  readSint32,
  readSint64,
  readString,
  readUint32,
  readUint64,
} from "./read-values.ts";
export { MAX_DEPTH, WireType } from "./varint.ts";
export {
  writeBool,
  writeBytes,
  writeDouble,
  writeFixed32,
  writeFixed64,
  writeFloat,
  writeInt32,
  writeInt64,
  writeSfixed32,
  writeSfixed64,
  writeSint32,
  writeSint64,
  writeString,
  writeUint32,
  writeUint64,
} from "./write-values.ts";
export { beginMessage, beginPacked, endMessage, endPacked, WireWriter, writeTag } from "./writer.ts";

export type { WireErrorCode } from "./errors.ts";
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
