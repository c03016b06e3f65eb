/**
 * What each scalar type means in TypeScript and on the wire (protobuf language guide, "Scalar Value Types").
 */
import type { ScalarType, ValueType } from "./model.ts";

/** How a scalar is typed, defaulted and laid out. */
export interface ScalarTraits {
  readonly type: string;
  /** Its default as an expression. */
  readonly zero: string;
  readonly wireType: 0 | 1 | 2 | 5;
}

const SCALARS: Readonly<Record<ScalarType, ScalarTraits>> = {
  double: { type: "number", zero: "0", wireType: 1 },
  float: { type: "number", zero: "0", wireType: 5 },
  int32: { type: "number", zero: "0", wireType: 0 },
  int64: { type: "bigint", zero: "0n", wireType: 0 },
  uint32: { type: "number", zero: "0", wireType: 0 },
  uint64: { type: "bigint", zero: "0n", wireType: 0 },
  sint32: { type: "number", zero: "0", wireType: 0 },
  sint64: { type: "bigint", zero: "0n", wireType: 0 },
  fixed32: { type: "number", zero: "0", wireType: 5 },
  fixed64: { type: "bigint", zero: "0n", wireType: 1 },
  sfixed32: { type: "number", zero: "0", wireType: 5 },
  sfixed64: { type: "bigint", zero: "0n", wireType: 1 },
  bool: { type: "boolean", zero: "false", wireType: 0 },
  string: { type: "string", zero: '""', wireType: 2 },
  bytes: { type: "Uint8Array", zero: "new Uint8Array(0)", wireType: 2 },
};

/** Whether a word names a scalar type. */
export function isScalarType(name: string): name is ScalarType {
  return Object.hasOwn(SCALARS, name);
}

/** Look a scalar up. */
export function scalarTraits(scalar: ScalarType): ScalarTraits {
  return SCALARS[scalar];
}

/** The wire type of a single value. */
export function wireTypeOf(value: ValueType): 0 | 1 | 2 | 5 {
  if (value.kind === "scalar") return SCALARS[value.scalar].wireType;
  return value.kind === "enum" ? 0 : 2;
}

/** The wire room's function that reads a value which is not a message. */
export function scalarReader(value: ValueType): string {
  return `read${scalarName(value)}`;
}

/** The wire room's function that writes such a value. */
export function scalarWriter(value: ValueType): string {
  return `write${scalarName(value)}`;
}

/** `Sint32`; an enum's number is an int32. */
function scalarName(value: ValueType): string {
  const scalar = value.kind === "scalar" ? value.scalar : "int32";
  return scalar.charAt(0).toUpperCase() + scalar.slice(1);
}

/** A field's tag as one number. */
export function tagOf(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}

/** Whether a value is a single: joint commands and states pack so many that they have functions of their own. */
export function isFloat(value: ValueType): boolean {
  return value.kind === "scalar" && value.scalar === "float";
}
