/**
 * The property that holds a codec equal to protobufjs, in both directions and byte by byte.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type protobuf from "protobufjs";
import { expect } from "vitest";
import type { MessageCodec } from "../../src/wire/index.ts";
import type { AnyMessage } from "./generated.ts";
import { toHex } from "./hex.ts";
import { fromOracle, messages, toOracle } from "./oracle.ts";

/** Seed of every random test of a run; `SPOTWIRE_SEED` repeats an earlier one. */
export const SEED: number = Number(process.env["SPOTWIRE_SEED"] ?? Date.now() % 2 ** 31);

/** Try random messages of a type through both implementations. Failures print the seed and the smallest message. */
export function expectAgreement(type: protobuf.Type, codec: MessageCodec<AnyMessage>, numRuns: number): void {
  const agree = fc.property(messages(type), (message) => {
    const bytes = codec.encode(message);
    const theirBytes = new Uint8Array(type.encode(toOracle(type, message)).finish());
    // Compared as a whole by node:util, which is much faster; vitest then shows where they differ.
    if (!isDeepStrictEqual(codec.decode(theirBytes), message)) expect(codec.decode(theirBytes)).toEqual(message);
    const theirs = fromOracle(type, type.decode(bytes));
    if (!isDeepStrictEqual(theirs, message)) expect(theirs).toEqual(message);
    // Both write fields in number order and maps in insertion order.
    if (!isDeepStrictEqual(bytes, theirBytes)) expect(toHex(bytes)).toBe(toHex(theirBytes));
  });
  fc.assert(agree, { numRuns, seed: SEED });
}
