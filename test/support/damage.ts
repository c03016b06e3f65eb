/** Damage done to encodings at random: what a broken or hostile peer may send. */
import fc from "fast-check";
import { concat } from "./hex.ts";

/** One change to a few bytes. */
export interface Damage {
  readonly kind: "set" | "flip" | "insert" | "delete" | "repeat" | "cut";
  /** Where, as a part of the whole. */
  readonly at: number;
  readonly value: number;
  readonly count: number;
}

/** Random changes, one to six. */
export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "flip", "insert", "delete", "repeat", "cut"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    // What tags, lengths and long varints are made of.
    value: fc.oneof(fc.constantFrom(0x00, 0x7f, 0x80, 0xff, 0x0b, 0x0c), fc.nat(255)),
    count: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Apply one change; the bytes given stay as they are. */
export function damage(bytes: Uint8Array, { kind, at, value, count }: Damage): Uint8Array {
  const start = Math.floor(at * bytes.length);
  const [before, rest] = [bytes.subarray(0, start), bytes.subarray(start)];
  switch (kind) {
    case "set":
      return concat(before, new Uint8Array(Math.min(1, rest.length)).fill(value), rest.subarray(1));
    case "flip":
      return concat(
        before,
        Uint8Array.from(rest.subarray(0, 1), (byte) => byte ^ (1 << (value % 8))),
        rest.subarray(1),
      );
    case "insert":
      return concat(before, new Uint8Array(count).fill(value), rest);
    case "delete":
      return concat(before, rest.subarray(count));
    case "repeat":
      return concat(before, rest.subarray(0, count), rest);
    case "cut":
      return before;
  }
}
