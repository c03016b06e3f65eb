/**
 * What must hold for every codec: agreement with protobufjs in both directions and byte by byte, unknown fields that
 * survive, and encodings cut short that never pass for something else.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type protobuf from "protobufjs";
import { expect } from "vitest";
import { WireError, type MessageCodec } from "../../src/wire/index.ts";
import type { AnyMessage } from "./generated.ts";
import { concat, toHex } from "./hex.ts";
import { fromOracle, messages, toOracle } from "./oracle.ts";
import { WireBytes } from "./wire-bytes.ts";

/** Seed of every random test of a run; `SPOTWIRE_SEED` repeats an earlier one. */
export const SEED: number = Number(process.env["SPOTWIRE_SEED"] ?? Date.now() % 2 ** 31);

let isSeedPrinted = false;

/** Say once with which seed a file's random tests run, whether they fail or not. */
export function printSeed(): void {
  if (isSeedPrinted) return;
  isSeedPrinted = true;
  process.stderr.write(`random messages with SPOTWIRE_SEED=${SEED}\n`);
}

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
    expectBytes(bytes, theirBytes);
  });
  fc.assert(agree, { numRuns, seed: SEED });
}

/** Draw encodings of random messages, the longest first. The same ones for the same seed. */
export function randomEncodings(type: protobuf.Type, codec: MessageCodec<AnyMessage>, count: number): Uint8Array[] {
  const drawn = fc.sample(messages(type), { numRuns: count, seed: SEED });
  return drawn.map((message) => codec.encode(message)).sort((a, b) => b.length - a.length);
}

/**
 * Check that a reader keeps what it does not know: records of a field that the type does not have, of every wire type,
 * before and behind what it has.
 */
export function expectUnknownKept(type: protobuf.Type, codec: MessageCodec<AnyMessage>, bytes: Uint8Array): void {
  const number = unusedNumber(type);
  const before = new WireBytes()
    .tag(number, 0)
    .uint64(1n << 60n)
    .tag(number, 2)
    .string("newer")
    .finish();
  const behind = new WireBytes().tag(number, 1).double(0.5).tag(number, 5).float(0.5);
  const group = behind.tag(number, 3).tag(1, 0).uint32(1).tag(number, 4).finish();
  const message = codec.decode(concat(before, bytes, group));
  expect(message["$unknown"]).toHaveLength(5);
  // What is known comes first again; what is not, in the order it came.
  expectBytes(codec.encode(message), concat(bytes, before, group));
}

function unusedNumber(type: protobuf.Type): number {
  let number = 536_870_911;
  while (type.fieldsById[number] !== undefined) number--;
  return number;
}

/**
 * Check that an encoding cut short is refused with the place, or, cut between fields, means the fields before the cut
 * and nothing else.
 * @param maxPrefixes how many to try of a longer encoding: its first and last bytes, and some spread over the middle
 * @returns how many were refused
 */
export function expectPrefixesRefused(
  codec: MessageCodec<AnyMessage>,
  bytes: Uint8Array,
  maxPrefixes: number,
): { refused: number; shorter: number } {
  const counts = { refused: 0, shorter: 0 };
  for (const length of prefixLengths(bytes.length, maxPrefixes)) {
    const prefix = bytes.subarray(0, length);
    let again: Uint8Array;
    try {
      // Cut between fields: whole records only, so it must encode to the very same prefix.
      again = codec.encode(codec.decode(prefix));
    } catch (error) {
      counts.refused++;
      expectWireError(error, codec.typeName, length);
      expect((error as WireError).code).toBe("WIRE_TRUNCATED");
      continue;
    }
    counts.shorter++;
    expectBytes(again, prefix);
  }
  return counts;
}

function prefixLengths(length: number, max: number): number[] {
  if (length <= max) return Array.from({ length }, (_, i) => i);
  const edge = Math.floor(max / 3);
  const step = (length - 2 * edge) / (max - 2 * edge);
  return Array.from({ length: max }, (_, i) => {
    if (i < edge) return i;
    return i >= max - edge ? length - (max - i) : Math.floor(edge + (i - edge) * step);
  });
}

/** Check that an error is a `WireError` that says where in the bytes and in which message. */
export function expectWireError(error: unknown, messageType: string, length: number): void {
  // Anything else is passed on as it is, with its own stack.
  if (!(error instanceof WireError)) throw error;
  if (error.messageType !== messageType) expect(error.messageType).toBe(messageType);
  if (!(error.offset >= 0 && error.offset <= length)) expect.fail(`offset ${error.offset} of ${length} bytes`);
  const place = error.path === "" ? messageType : `${messageType} ${error.path}`;
  const message = `${place}, byte ${error.offset}: ${error.detail}`;
  if (error.message !== message) expect(error.message).toBe(message);
}

function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) !== 0) expect(toHex(actual)).toBe(toHex(expected));
}
