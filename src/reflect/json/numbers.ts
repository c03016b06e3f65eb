/** Numbers between JSON and protobuf's scalars. */
import type { ScalarType } from "../schema.ts";
import { JsonError } from "./errors.ts";
import { JsonNumber, type JsonValue } from "./parse.ts";

const RANGES: Readonly<Partial<Record<ScalarType, readonly [min: bigint, max: bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

const NUMBER = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;
/** An exponent past this is out of every range; without a bound `1e999999999` would cost a gigabyte. */
const MAX_EXPONENT = 400;
const MAX_FLOAT = 3.4028234663852886e38;
/** Halfway to what would be the next float: from here on a number rounds to infinity. */
const FLOAT_OVERFLOW = 3.4028235677973366e38;

/**
 * Read an integer of any width from a number or a string; `1e3` and `1.0` are integers.
 * @throws {JsonError} `JSON_WRONG_TYPE`, `JSON_OUT_OF_RANGE`
 */
export function readInteger(value: JsonValue, scalar: ScalarType, path: string): bigint {
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== "string") throw wrongType(path, scalar, value);
  const integer = exactInteger(text);
  if (integer === undefined) throw wrongType(path, scalar, value);
  const [min, max] = RANGES[scalar] as readonly [bigint, bigint];
  if (integer === "huge" || integer < min || integer > max) {
    throw new JsonError("JSON_OUT_OF_RANGE", path, `${text} does not fit ${scalar}`);
  }
  return integer;
}

/** Read a float or double from a number, a numeric string, or the three words. @throws {JsonError} */
export function readFloating(value: JsonValue, scalar: "float" | "double", path: string): number {
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Infinity;
  if (value === "-Infinity") return -Infinity;
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== "string" || !NUMBER.test(text)) throw wrongType(path, scalar, value);
  const number = Number(text);
  const limit = scalar === "float" ? FLOAT_OVERFLOW : Number.MAX_VALUE;
  if (!Number.isFinite(number) || Math.abs(number) > limit) {
    throw new JsonError("JSON_OUT_OF_RANGE", path, `${text} does not fit ${scalar}`);
  }
  return scalar === "float" ? Math.max(-MAX_FLOAT, Math.min(MAX_FLOAT, number)) : number;
}

/** A float or double as JSON: a number, or a string for what `JSON.stringify` has no number for. */
export function writeFloating(value: number, scalar: "float" | "double"): number | string {
  if (!Number.isFinite(value)) return String(value);
  // It would lose the sign; every ProtoJSON parser takes a number in a string.
  if (Object.is(value, -0)) return "-0";
  return scalar === "float" ? shortestFloat(value) : value;
}

/** Decimal digits that every float holds, but for the smallest ones; and those that tell any two floats apart. */
const [SURE_DIGITS, MOST_DIGITS] = [6, 9];
/** Smaller ones are denormal: they have fewer digits. */
const LEAST_NORMAL = 2 ** -126;

/** The shortest decimal that is the same float: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  const float = Math.fround(value);
  // A decimal of fewer than six digits is the one of six, with zeros behind it.
  for (let digits = Math.abs(float) < LEAST_NORMAL ? 1 : SURE_DIGITS; digits < MOST_DIGITS; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(MOST_DIGITS));
}

/** The integer that a number's text stands for; `undefined` if it has a fraction or is no number. */
function exactInteger(text: string): bigint | "huge" | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  const digits = (whole + fraction).replace(/^0+(?=.)/, "");
  if (digits === "0" || /^0*$/.test(digits)) return 0n;
  if (exponent > MAX_EXPONENT) return "huge";
  // Digits times ten to the power of `shift`.
  const shift = exponent - fraction.length;
  if (shift >= 0) return BigInt(sign + digits + "0".repeat(shift));
  const kept = digits.slice(0, shift);
  return /^0*$/.test(digits.slice(shift)) && kept !== "" ? BigInt(sign + kept) : undefined;
}

/** Say what was wanted and what came. */
export function wrongType(path: string, wanted: string, value: JsonValue): JsonError {
  return new JsonError("JSON_WRONG_TYPE", path, `${wanted} is wanted, not ${describe(value)}`);
}

function describe(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "string")
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "boolean") return String(value);
  if (value instanceof JsonNumber) return `the number ${value.text.slice(0, 40)}`;
  return Array.isArray(value) ? "an array" : "an object";
}
