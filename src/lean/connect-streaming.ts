/** The same as `connect.ts`, to a channel that reads streams of responses. */
import { type ConnectLeanOptions, connection } from "./connect.ts";
import { LeanStreamingChannel } from "./streaming-channel.ts";

/**
 * Connect as `connectLean` does, for unary and server-streaming calls.
 * @throws {ConnectError | TrustError | TrustStoreError | TypeError | RangeError} as `connectLean`
 */
export async function connectLeanStreaming(options: ConnectLeanOptions): Promise<LeanStreamingChannel> {
  return new LeanStreamingChannel(await connection(options), options);
}
