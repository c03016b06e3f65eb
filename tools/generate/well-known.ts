/**
 * Google's well-known types: their structure comes with protobufjs, their comments from here.
 */
import protobuf from "protobufjs";

/** One sentence for each type that an interface description may import. */
const DOCS: Readonly<Record<string, string>> = {
  "google.protobuf.Any": "A message of a type known only at run time.",
  "google.protobuf.Any.type_url": "Type of the message: a prefix, `/`, and its full name.",
  "google.protobuf.Any.value": "The message in its binary encoding.",
  "google.protobuf.Duration": "A signed span of time.",
  "google.protobuf.Duration.seconds": "Whole seconds.",
  "google.protobuf.Duration.nanos": "Nanoseconds besides, -999,999,999 to 999,999,999, with the sign of `seconds`.",
  "google.protobuf.Timestamp": "A point in time.",
  "google.protobuf.Timestamp.seconds": "Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.",
  "google.protobuf.Timestamp.nanos": "Nanoseconds to add, 0 to 999,999,999; before 1970 too they count forwards.",
  "google.protobuf.Empty": "A message without fields.",
  "google.protobuf.FieldMask": "A choice of fields of some message.",
  "google.protobuf.FieldMask.paths": "Field paths, with a dot between levels.",
  "google.protobuf.Struct": "A JSON object.",
  "google.protobuf.Struct.fields": "Its members by name.",
  "google.protobuf.Value": "Any JSON value.",
  "google.protobuf.ListValue": "A JSON array.",
  "google.protobuf.ListValue.values": "Its elements in order.",
  "google.protobuf.NullValue": "JSON's null.",
  "google.protobuf.DoubleValue": "A double that may be absent.",
  "google.protobuf.FloatValue": "A float that may be absent.",
  "google.protobuf.Int64Value": "An int64 that may be absent.",
  "google.protobuf.UInt64Value": "A uint64 that may be absent.",
  "google.protobuf.Int32Value": "An int32 that may be absent.",
  "google.protobuf.UInt32Value": "A uint32 that may be absent.",
  "google.protobuf.BoolValue": "A bool that may be absent.",
  "google.protobuf.StringValue": "A string that may be absent.",
  "google.protobuf.BytesValue": "Bytes that may be absent.",
};

/** Find the structure of a well-known file by its import path; `undefined` if it is not one. */
export function wellKnownFile(path: string): protobuf.INamespace | undefined {
  const file = protobuf.common.get(path);
  // Its JSON does not say so, but these files are proto3: without that, every scalar would have presence.
  const proto3 = { ...file, edition: "proto3" };
  return file === null ? undefined : proto3;
}

/** The comment for a well-known type or field, by its full name. */
export function wellKnownDoc(fullName: string): string {
  return DOCS[fullName] ?? "";
}
