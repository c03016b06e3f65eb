/** Values of fields in words. */
import { writeFloating } from "../../reflect/json/numbers.ts";
import type { EnumSchema, FieldSchema, ScalarType, ValueType } from "../../reflect/schema.ts";
import { wireTypeOf as scalarWireType } from "../../reflect/wire-type.ts";
import { WireType } from "../../wire/varint.ts";
import { bytesText, quoted } from "../plain-text.ts";

/** As many bytes of a value are shown in words; the rest is there to see. */
const SHOWN_BYTES = 16;

/** A scalar: texts in quotes, bytes as their number and the first of them, floats as short as they can be said. */
export function scalarText(scalar: ScalarType, value: unknown, maxLength: number): string {
  if (typeof value === "string") return quoted(value, maxLength);
  if (value instanceof Uint8Array) return bytesText(value, SHOWN_BYTES);
  if (scalar === "float" || scalar === "double") return String(writeFloating(value as number, scalar));
  return String(value);
}

/** An enum's value: `STATUS_OK (1)`, or a number alone that the schema does not name. */
export function enumText(schema: EnumSchema | undefined, value: number): string {
  const name = schema?.values.find(({ number }) => number === value)?.name;
  return name === undefined ? String(value) : `${name} (${value})`;
}

/** The type of a field as a `.proto` would have it: `string`, `bosdyn.api.Lease`, `map<string, int64>`. */
export function fieldTypeName({ value, key }: FieldSchema): string {
  const name = value.kind === "scalar" ? value.scalar : value.typeName;
  return key === undefined ? name : `map<${key}, ${name}>`;
}

/** Elements of a list in brackets, the first few of many. */
export function listText(texts: readonly string[], count: number): string {
  const more = count > texts.length ? `, … (${count} values)` : "";
  return `[${texts.join(", ")}${more}]`;
}

/** How the value of a type lies behind its tag. */
export function wireTypeOf(type: ValueType): WireType {
  if (type.kind === "message") return WireType.Len;
  return scalarWireType(type.kind === "enum" ? "enum" : type.scalar);
}

const WIRE_TYPE_NAMES = ["VARINT", "I64", "LEN", "SGROUP", "EGROUP", "I32"] as const;

/** A wire type by the encoding guide's name for it. */
export function wireTypeName(wireType: number): string {
  return WIRE_TYPE_NAMES[wireType] ?? String(wireType);
}

/** A tag in words: `field 7, LEN`. */
export function tagText(tag: number): string {
  return `field ${tag >>> 3}, ${wireTypeName(tag & 7)}`;
}
