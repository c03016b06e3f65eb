/** Messages that people say in words: times, durations, wrapped values, and an Any by what is in it. */
import { SpotError } from "../../errors.ts";
import { durationToJson, timestampToJson } from "../../reflect/json/well-known.ts";
import type { ScalarType } from "../../reflect/schema.ts";
import { WireError } from "../../wire/errors.ts";
import { readTag, skipField, WireReader } from "../../wire/reader.ts";
import { readString } from "../../wire/read-values.ts";
import { scalarText } from "./value-text.ts";

/** Scalars of a message by field number, as they were read; the last counts. */
export type Scalars = ReadonlyMap<number, unknown>;

type Words = (scalars: Scalars, maxLength: number) => string;

/** A message that holds other messages, packed, and says what they are. */
export const ANY = "google.protobuf.Any";
/** `type_url` of an Any: field 1, LEN. */
const TYPE_URL_TAG = 10;

const WORDS: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["google.protobuf.Timestamp", (scalars) => timeText(scalars, timestampToJson)],
  ["google.protobuf.Duration", (scalars) => timeText(scalars, durationToJson)],
  [ANY, wrapped("string", "")],
  ["google.protobuf.DoubleValue", wrapped("double", 0)],
  ["google.protobuf.FloatValue", wrapped("float", 0)],
  ["google.protobuf.Int64Value", wrapped("int64", 0)],
  ["google.protobuf.UInt64Value", wrapped("uint64", 0)],
  ["google.protobuf.Int32Value", wrapped("int32", 0)],
  ["google.protobuf.UInt32Value", wrapped("uint32", 0)],
  ["google.protobuf.BoolValue", wrapped("bool", false)],
  ["google.protobuf.StringValue", wrapped("string", "")],
  ["google.protobuf.BytesValue", wrapped("bytes", new Uint8Array(0))],
]);

/** How a type is said in words, if it is. */
export function wordsOf(typeName: string): Words | undefined {
  return WORDS.get(typeName);
}

/** The last type URL of an Any without its domain; `undefined` if there is none, or the bytes are damaged before it. */
export function anyTypeName(bytes: Uint8Array): string | undefined {
  const reader = new WireReader(bytes);
  let url: string | undefined;
  try {
    while (reader.offset < reader.end) {
      const tag = readTag(reader);
      if (tag === TYPE_URL_TAG) url = readString(reader);
      else skipField(reader, tag);
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  return url?.slice(url.lastIndexOf("/") + 1);
}

function wrapped(scalar: ScalarType, whenAbsent: unknown): Words {
  return (scalars, maxLength) => scalarText(scalar, scalars.get(1) ?? whenAbsent, maxLength);
}

function timeText(scalars: Scalars, write: (message: Record<string, unknown>, path: string) => string): string {
  const seconds = scalars.get(1) ?? 0n;
  const nanos = scalars.get(2) ?? 0;
  // A schema of the reader's own may have other types under these names.
  if (typeof seconds !== "bigint" || typeof nanos !== "number") return "";
  try {
    return write({ seconds, nanos }, "");
  } catch (error) {
    // No such time in the calendar; the numbers say as much as there is to say.
    if (error instanceof SpotError) return `${seconds} s and ${nanos} ns, out of range`;
    throw error;
  }
}
