/** What a number may be that no schema names: the likeliest first, then what else its bytes may mean. */
import { readScalar } from "../../reflect/scalar-codec.ts";
import type { ScalarType } from "../../reflect/schema.ts";
import type { WireReader } from "../../wire/reader.ts";
import { WireType } from "../../wire/varint.ts";
import type { Alternative } from "../span.ts";
import { scalarText } from "./value-text.ts";

/** A guess, and the others that were not made. */
export interface NumberGuess extends Alternative {
  readonly alternatives: readonly Alternative[];
}

/** Numbers that things in the world have lie in here; the bits of integers seldom do when taken for a float's. */
const LEAST_PLAUSIBLE = 1e-9;
const MOST_PLAUSIBLE = 1e12;

const FIXED32: readonly ScalarType[] = ["float", "fixed32", "sfixed32"];
const FIXED64: readonly ScalarType[] = ["double", "fixed64", "sfixed64"];

/**
 * Read a number and guess what it is.
 * @param wireType VARINT, I32 or I64
 * @throws {WireError} it is no number
 */
export function guessNumber(reader: WireReader, wireType: number): NumberGuess {
  const start = reader.offset;
  const read = (scalar: ScalarType): Alternative => {
    reader.offset = start;
    return { as: scalar, text: scalarText(scalar, readScalar(scalar, reader), 0) };
  };
  if (wireType === WireType.Varint) return guessVarint(read);
  const [floating, ...integers] = (wireType === WireType.Fixed32 ? FIXED32 : FIXED64).map(read) as [
    Alternative,
    Alternative,
    Alternative,
  ];
  const magnitude = Math.abs(Number(floating.text));
  const isFloating = magnitude >= LEAST_PLAUSIBLE && magnitude <= MOST_PLAUSIBLE;
  return isFloating ? guess(floating, ...integers) : guess(integers[0], ...integers.slice(1), floating);
}

function guessVarint(read: (scalar: ScalarType) => Alternative): NumberGuess {
  const unsigned = read("uint64");
  const signed = read("int64");
  const zigzag = read("sint64");
  // Ten bytes are far more often a negative number than one of nineteen digits.
  if (signed.text !== unsigned.text) return guess(signed, unsigned, zigzag);
  return unsigned.text === "0" || unsigned.text === "1"
    ? guess(unsigned, read("bool"), zigzag)
    : guess(unsigned, zigzag);
}

/** Those that say the same are no alternative. */
function guess(best: Alternative, ...others: readonly Alternative[]): NumberGuess {
  return { ...best, alternatives: others.filter(({ text }) => text !== best.text) };
}
