/** The codec of a message type, by the road on which this room gets to see it: as part of a method. */
import type { UnaryMethod } from "../grpc/index.ts";

/** Turns a message into bytes and back. */
export type Codec<T, Init> = UnaryMethod<unknown, unknown, T, Init>["output"];
