/** Encodings to hand to a channel or a server; the one part of gRPC that brings `node:zlib` into a bundle. */
export type { MessageEncoding } from "../message-encoding.ts";
export { type CompressionOptions, deflate, gzip } from "./zlib-encoding.ts";
