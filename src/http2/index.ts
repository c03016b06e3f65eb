/** HTTP/2 of our own (RFC 9113, HPACK of RFC 7541), in place of `node:http2` behind the same `Transport`. */
export { connectOwnTransport, type OwnTransportOptions } from "./node/own-transport.ts";
export type { ErrorCode } from "./error-code.ts";
export { Http2Violation } from "./violation.ts";
