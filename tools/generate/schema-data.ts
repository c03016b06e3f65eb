/**
 * The model as data for `src/reflect`: what the generated codecs know in code, tools read from here. Rows instead of
 * records, and one JSON text: a bundle holds it small, and a program that never asks for it does not parse it.
 * `src/reflect/api.ts` says what each column is.
 */
import type { FieldModel, FileModel, ValueType } from "./model.ts";

/** The schema of some files as rows. */
export function schemaData(files: readonly FileModel[]): unknown {
  return files.map((file) => [
    file.protoPath,
    file.messages.map(({ typeName, doc, fields }) => [typeName, doc, fields.map(fieldRow)]),
    file.enums.map(({ typeName, doc, values }) => [
      typeName,
      doc,
      values.map((value) => trimmed([value.number, value.name, value.doc])),
    ]),
    file.services.map(({ typeName, doc, methods }) => [
      typeName,
      doc,
      methods.map((method) => [
        method.protoName,
        method.clientStreaming ? "stream" : "",
        method.input.typeName,
        method.serverStreaming ? "stream" : "",
        method.output.typeName,
        method.doc,
      ]),
    ]),
  ]);
}

/** Print the module that holds the data. */
export function printSchemaData(files: readonly FileModel[]): string {
  return [
    "// Generated from protos/ by tools/generate; do not edit. Exempt from the size rule.",
    "",
    "/** Every message, enum and service of the API as rows in JSON. */",
    `export const API_SCHEMA_JSON: string = ${JSON.stringify(JSON.stringify(schemaData(files)))};`,
    "",
  ].join("\n");
}

function fieldRow({ number, protoName, cardinality, value, key, packed, oneof, doc }: FieldModel): unknown[] {
  return trimmed([number, protoName, cardinality, typeText(value), doc, oneof ?? "", key ?? "", packed ? 1 : 0]);
}

/** A scalar by its name; an enum's name after `#`, a message's after `.`. */
function typeText(value: ValueType): string {
  if (value.kind === "scalar") return value.scalar;
  return (value.kind === "enum" ? "#" : ".") + value.target.typeName;
}

/** Columns at the end that say nothing are left out. */
function trimmed(row: readonly (string | number)[]): unknown[] {
  const last = row.findLastIndex((cell, i) => i < 2 || (cell !== "" && cell !== 0));
  return row.slice(0, last + 1);
}
