/**
 * Prints the function that writes a message: straight-line code, fields in number order, unknown ones last.
 */
import { note } from "./docs.ts";
import { keyType } from "./message-shape.ts";
import type { ModuleImports } from "./imports.ts";
import type { FieldModel, MessageModel, OneofModel, ValueType } from "./model.ts";
import {
  entryName,
  fieldName,
  isBareDouble,
  namesTable,
  needsNamesTable,
  newFunction,
  propertyAccess,
  UNKNOWN_PROPERTY,
  writeFunction,
  writeNestedFunction,
} from "./names.ts";
import { block } from "./print.ts";
import { isFloat, scalarWriter, tagOf, wireTypeOf } from "./scalars.ts";

/** Print the write function and those for the message's maps. */
export function printWrite(message: MessageModel, imports: ModuleImports): string[] {
  const writer = imports.wire("WireWriter", { isType: true });
  const name = writeFunction(message.name);
  const names = needsNamesTable(message) ? namesTable(message.name) : newFunction(message.name);
  return [
    ...note(`Append the fields of a {@link ${message.name}} to a writer, without a length.`),
    ...block(`export function ${name}(writer: ${writer}, message: ${message.name}Init): void {`, [
      ...tryToLocate(`${imports.wire("locateWriteError")}(writer, error, tag, ${names})`, [
        ...sharedOneofs(message).map((oneof) => `let ${memberVariable(oneof)}: string | undefined;`),
        ...message.fields.flatMap((field) => printField(message, field, imports)),
        `if (message.${UNKNOWN_PROPERTY} !== undefined) ` +
          `${imports.wire("writeUnknownFields")}(writer, message.${UNKNOWN_PROPERTY});`,
      ]),
    ]),
    ...(isBareDouble(message) ? ["", ...printWriteNested(message, imports)] : []),
    ...message.fields
      .filter((field) => field.cardinality === "map")
      .flatMap((field) => ["", ...printEntry(message, field, imports)]),
  ];
}

/** A value alone is written in one step; whatever else there is, as in any other message. */
function printWriteNested({ name, fields }: MessageModel, imports: ModuleImports): string[] {
  const writer = `writer: ${imports.wire("WireWriter", { isType: true })}`;
  const value = propertyAccess("message", fields[0]?.name ?? "");
  return [
    ...note(`Append a {@link ${name}} to a writer, with its tag and length.`),
    ...block(`export function ${writeNestedFunction(name)}(${writer}, message: ${name}Init, tag: number): void {`, [
      `if (message.${UNKNOWN_PROPERTY} === undefined && ` +
        `${imports.wire("writeBareDouble")}(writer, ${value}, tag)) return;`,
      ...printMessage("tag", `${writeFunction(name)}(writer, message);`, imports),
    ]),
  ];
}

function tryToLocate(located: string, body: readonly string[]): string[] {
  return ["let tag = 0;", ...block("try {", body, "} catch (error) {"), `  throw ${located};`, "}"];
}

/** Oneofs whose members can contradict each other. */
function sharedOneofs(message: MessageModel): OneofModel[] {
  return message.oneofs.filter((oneof) => oneof.members.length > 1);
}

function memberVariable(oneof: OneofModel): string {
  return `${fieldName(oneof.protoName)}Set`;
}

function printField(message: MessageModel, field: FieldModel, imports: ModuleImports): string[] {
  const property = propertyAccess("message", field.name);
  const present = `if (${property} !== undefined`;
  switch (field.cardinality) {
    case "explicit":
      return block(`${present}) {`, [
        ...printOneofCheck(message, field, imports),
        ...printTagged(field, property, imports),
      ]);
    case "implicit":
      return block(
        `${present} && ${differsFromZero(field.value, property, imports)}) {`,
        printTagged(field, property, imports),
      );
    case "map": {
      const write = writeFunction(entryName(message.name, field.protoName));
      return block(`${present}) {`, [
        ...block(`for (const [key, value] of ${property}) {`, [
          ...printMessage(`(tag = ${tagOf(field.number, 2)})`, `${write}(writer, key, value);`, imports),
        ]),
      ]);
    }
    case "repeated": {
      if (!field.packed) {
        return block(`${present}) {`, [
          ...block(`for (const value of ${property}) {`, printTagged(field, "value", imports)),
        ]);
      }
      if (isFloat(field.value)) {
        return block(`${present} && ${property}.length > 0) {`, [
          `${imports.wire("writePackedFloats")}(writer, ${property}, (tag = ${tagOf(field.number, 2)}));`,
        ]);
      }
      return block(`${present} && ${property}.length > 0) {`, [
        `const start = ${imports.wire("beginPacked")}(writer, (tag = ${tagOf(field.number, 2)}));`,
        `for (const value of ${property}) ${imports.wire(scalarWriter(field.value))}(writer, value);`,
        `${imports.wire("endPacked")}(writer, start);`,
      ]);
    }
  }
}

/** A nested message between its begin and its end. @param tag as an expression */
function printMessage(tag: string, write: string, imports: ModuleImports): string[] {
  return [
    `const start = ${imports.wire("beginMessage")}(writer, ${tag});`,
    write,
    `${imports.wire("endMessage")}(writer, start);`,
  ];
}

function printOneofCheck(message: MessageModel, field: FieldModel, imports: ModuleImports): string[] {
  const oneof = sharedOneofs(message).find(({ protoName }) => protoName === field.oneof);
  if (oneof === undefined) return [];
  const variable = memberVariable(oneof);
  const names = `${JSON.stringify(oneof.protoName)}, ${variable}, ${JSON.stringify(field.protoName)}`;
  return [`${variable} = ${imports.wire("noteOneofMember")}(writer, ${names});`];
}

function printTagged(field: FieldModel, value: string, imports: ModuleImports): string[] {
  return printValue(field.value, field.number, value, imports);
}

function printValue(type: ValueType, number: number, value: string, imports: ModuleImports): string[] {
  const tag = `(tag = ${tagOf(number, wireTypeOf(type))})`;
  if (type.kind !== "message") return [`${imports.wire(scalarWriter(type))}(writer, ${value}, ${tag});`];
  if (isBareDouble(type.target)) {
    return [`${imports.function(type.target, "writeNested")}(writer, ${value}, ${tag});`];
  }
  return printMessage(tag, `${imports.function(type.target, "write")}(writer, ${value});`, imports);
}

/** proto3 does not write a default; but -0 is another double than 0, whose bits are all zero. */
function differsFromZero(value: ValueType, property: string, imports: ModuleImports): string {
  if (value.kind !== "scalar") return `${property} !== 0`;
  switch (value.scalar) {
    case "float":
    case "double":
      return `(${property} !== 0 || ${imports.global("Object")}.is(${property}, -0))`;
    case "string":
      return `${property} !== ""`;
    case "bytes":
      return `${property}.length > 0`;
    case "bool":
      return `${property} !== false`;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return `${property} !== 0n`;
    default:
      return `${property} !== 0`;
  }
}

/** A map's entry is a message of two fields, both always written. */
function printEntry(message: MessageModel, field: FieldModel, imports: ModuleImports): string[] {
  const entry = entryName(message.name, field.protoName);
  const key: ValueType = { kind: "scalar", scalar: field.key ?? "string" };
  const parameters = [
    `writer: ${imports.wire("WireWriter", { isType: true })}`,
    `key: ${keyType(field, imports)}`,
    `value: ${imports.initValueType(field.value)}`,
  ];
  return block(
    `function ${writeFunction(entry)}(${parameters.join(", ")}): void {`,
    tryToLocate(`${imports.wire("locateWriteEntryError")}(writer, error, tag)`, [
      ...printValue(key, 1, "key", imports),
      ...printValue(field.value, 2, "value", imports),
    ]),
  );
}
