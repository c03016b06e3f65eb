/** Spot's own API as a schema. */
import { API_SCHEMA_JSON } from "./api-data.ts";
import { jsonNameOf, propertyOf } from "./names.ts";
import type { Cardinality, FieldSchema, ScalarType, SchemaSet, ValueType } from "./schema.ts";

/** Columns at the end may be left out: their value is then `""` or 0. */
type FieldRow = [
  number: number,
  protoName: string,
  cardinality: Cardinality,
  /** A scalar by its name; an enum's name after `#`, a message's after `.`. */
  type: string,
  doc?: string,
  oneof?: string,
  key?: ScalarType | "",
  packed?: 0 | 1,
];
type MethodRow = [
  name: string,
  clientStream: "" | "stream",
  input: string,
  serverStream: "" | "stream",
  output: string,
  doc: string,
];
type FileRow = [
  file: string,
  messages: [typeName: string, doc: string, fields: FieldRow[]][],
  enums: [typeName: string, doc: string, values: [number: number, name: string, doc?: string][]][],
  services: [typeName: string, doc: string, methods: MethodRow[]][],
];

let parsed: SchemaSet | undefined;

/** Every message, enum and service of the API; parsed when first asked for. */
export function apiSchema(): SchemaSet {
  parsed ??= schemaOfRows(JSON.parse(API_SCHEMA_JSON) as FileRow[]);
  return parsed;
}

/** Read what tools/generate writes. */
export function schemaOfRows(files: readonly FileRow[]): SchemaSet {
  return {
    messages: files.flatMap(([file, messages]) =>
      messages.map(([typeName, doc, fields]) => ({ typeName, file, doc, fields: fields.map(fieldSchema) })),
    ),
    enums: files.flatMap(([file, , enums]) =>
      enums.map(([typeName, doc, values]) => ({
        typeName,
        file,
        doc,
        values: values.map(([number, name, valueDoc = ""]) => ({ name, number, doc: valueDoc })),
      })),
    ),
    services: files.flatMap(([file, , , services]) =>
      services.map(([typeName, doc, methods]) => ({
        typeName,
        file,
        doc,
        methods: methods.map(([name, clientStream, input, serverStream, output, methodDoc]) => ({
          name,
          doc: methodDoc,
          input,
          output,
          clientStreaming: clientStream !== "",
          serverStreaming: serverStream !== "",
        })),
      })),
    ),
  };
}

function fieldSchema([number, protoName, cardinality, type, doc, oneof, key, packed]: FieldRow): FieldSchema {
  const jsonName = jsonNameOf(protoName);
  return {
    number,
    protoName,
    jsonName,
    property: propertyOf(jsonName),
    cardinality,
    value: valueType(type),
    key: key || undefined,
    packed: packed === 1,
    oneof: oneof || undefined,
    doc: doc ?? "",
  };
}

function valueType(type: string): ValueType {
  if (type.startsWith("#")) return { kind: "enum", typeName: type.slice(1) };
  if (type.startsWith(".")) return { kind: "message", typeName: type.slice(1) };
  return { kind: "scalar", scalar: type as ScalarType };
}
