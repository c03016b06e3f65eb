/**
 * The smallest honest client: one connection to one authority, its peer's certificates checked as strictly as anywhere
 * else, and unary calls. For whoever counts bytes; `spotwire` and `spotwire/grpc` reconnect, retry, compress and observe.
 */
export { LeanChannel } from "./channel.ts";
export { connectLean } from "./connect.ts";
export { connectLeanStreaming } from "./connect-streaming.ts";
export { LeanStreamingChannel } from "./streaming-channel.ts";

export type { LeanChannelOptions } from "./channel.ts";
export type { ConnectLeanOptions } from "./connect.ts";
export type { DialOptions } from "./dial.ts";
