/**
 * Wire-format inspector: bytes to trees whose leaves account for every byte, trees to annotated hex, and that back to
 * bytes. Needs no Node built-in.
 */
export { ConnectionInspector, type ConnectionInspectorOptions } from "./connection.ts";
export { inspectHttp2, type InspectedHttp2, type InspectHttp2Options } from "./http2/inspect-http2.ts";
export { type ConnectionLimits } from "./http2/limits.ts";
export { AnnotatedHexError, type AnnotatedHexErrorCode } from "./errors.ts";
export { frameHeading, type FrameHeadingOptions } from "./frame-heading.ts";
export { type GrpcMessageOptions, inspectGrpcMessage, inspectGrpcMessages } from "./grpc-message.ts";
export { type CommentOptions } from "./hex/comment.ts";
export { encodeAnnotatedHex } from "./hex/encode.ts";
export { parseAnnotatedHex } from "./hex/parse.ts";
export { SPAN_STYLES, type SpanStyle } from "./hex/styles.ts";
export { printAnnotatedHex, type PrintOptions } from "./hex/print.ts";
export type {
  ConnectionReader,
  InspectedCall,
  InspectedFrame,
  InspectedMessage,
  MessageReader,
  Side,
} from "./inspected.ts";
export { schemaMessageReader } from "./message-reader.ts";
export { faultsOf } from "./parts.ts";
export { inspectMessage, type InspectMessageOptions } from "./proto/inspect-message.ts";
export { type InspectLimits } from "./proto/limits.ts";
export { isSecretField, isSecretHeader, MASK, type Masked, maskHeaders, maskJson, maskSecrets } from "./secrets.ts";
export { type Alternative, clipped, leavesOf, moved, type Span, type SpanKind, treeFaults } from "./span.ts";
export { spanToJson, type SpanJson, type SpanToJsonOptions } from "./to-json.ts";
