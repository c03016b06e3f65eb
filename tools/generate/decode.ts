/**
 * Prints the function that reads a message: one loop, one `switch` over whole tags. A field whose wire type is not the
 * expected one has another tag, and so falls among the unknown fields (protobuf conformance).
 */
import { note } from "./docs.ts";
import { clearFunction, type ModuleImports } from "./imports.ts";
import { keyType } from "./message-shape.ts";
import type { FieldModel, MessageModel, ValueType } from "./model.ts";
import {
  entryName,
  isBareDouble,
  namesTable,
  needsNamesTable,
  newFunction,
  propertyAccess,
  propertyKey,
  readFunction,
  readNestedFunction,
  UNKNOWN_PROPERTY,
} from "./names.ts";
import { block } from "./print.ts";
import { isFloat, scalarReader, tagOf, wireTypeOf } from "./scalars.ts";

/** Print the read function, those for the message's maps, and, where it is needed, the table of names for errors. */
export function printRead(message: MessageModel, imports: ModuleImports): string[] {
  const { name } = message;
  const reader = imports.wire("WireReader", { isType: true });
  const table = needsNamesTable(message) ? `, ${namesTable(name)}` : "";
  return [
    ...note(`Read fields into a {@link ${name}} until the reader's \`end\`; nested messages merge.`),
    ...block(`export function ${readFunction(name)}(reader: ${reader}, message: ${name}): ${name} {`, [
      ...printLoop(
        message.fields.flatMap((field) => printCases(message, field, imports)),
        `message.${UNKNOWN_PROPERTY} = ` +
          `${imports.wire("keepUnknownField")}(reader, tag, message.${UNKNOWN_PROPERTY});`,
        `${imports.wire("locateWireError")}(error, tag, message${table})`,
        imports,
      ),
      "return message;",
    ]),
    ...(isBareDouble(message) ? ["", ...printReadNested(message, imports)] : []),
    ...message.fields
      .filter((field) => field.cardinality === "map")
      .flatMap((field) => ["", ...printEntry(message, field, imports)]),
    ...(needsNamesTable(message) ? ["", ...printNames(message, imports)] : []),
  ];
}

/** The usual bytes are read in one step; whatever else there is, as in any other message. */
function printReadNested({ name, fields }: MessageModel, imports: ModuleImports): string[] {
  const parameters = `reader: ${imports.wire("WireReader", { isType: true })}, held: ${name} | undefined`;
  const value = propertyKey(fields[0]?.name ?? "");
  return [
    ...note(`Read a {@link ${name}} with its length, into the one that is held if there is one.`),
    ...block(`export function ${readNestedFunction(name)}(${parameters}): ${name} {`, [
      `const value = held === undefined ? ${imports.wire("readBareDouble")}(reader) : undefined;`,
      `if (value !== undefined) return { ${value}: value, ${UNKNOWN_PROPERTY}: undefined };`,
      ...printMessage(`const message = ${readFunction(name)}(reader, held ?? ${newFunction(name)}());`, imports),
      "return message;",
    ]),
  ];
}

function printNames(message: MessageModel, imports: ModuleImports): string[] {
  return block(
    `const ${namesTable(message.name)}: ${imports.wire("FieldNames", { isType: true })} = {`,
    message.fields.map((field) => `${field.number}: ${JSON.stringify(field.protoName)},`),
    "};",
  );
}

function printLoop(cases: readonly string[], otherwise: string, located: string, imports: ModuleImports): string[] {
  return [
    "let tag = 0;",
    ...block(
      "try {",
      block("while (reader.offset < reader.end) {", [
        // A tag that cannot be read belongs to no field.
        "tag = 0;",
        `tag = ${imports.wire("readRawTag")}(reader);`,
        ...block("switch (tag) {", [...cases, "default:", `  ${otherwise}`]),
      ]),
      "} catch (error) {",
    ),
    `  throw ${located};`,
    "}",
  ];
}

function printCase(tag: number, comment: string, body: readonly string[]): string[] {
  // Braces only where something is declared.
  const scoped = body.some((line) => line.startsWith("const "));
  const open = `case ${tag}: ${scoped ? "{ " : ""}// ${comment}`;
  return scoped
    ? [open, ...body.map((line) => `  ${line}`), "  break;", "}"]
    : [open, ...body.map((line) => `  ${line}`), "  break;"];
}

function printCases(message: MessageModel, field: FieldModel, imports: ModuleImports): string[] {
  const property = propertyAccess("message", field.name);
  const tag = tagOf(field.number, wireTypeOf(field.value));
  switch (field.cardinality) {
    case "explicit":
    case "implicit":
      return printCase(tag, field.protoName, printSingle(message, field, property, imports));
    case "map": {
      const read = readFunction(entryName(message.name, field.protoName));
      return printCase(tagOf(field.number, 2), field.protoName, [
        ...printMessage(`${read}(reader, ${property});`, imports),
      ]);
    }
    case "repeated":
      return printRepeated(field, tag, property, imports);
  }
}

/** A nested message between its begin and its end. */
function printMessage(read: string, imports: ModuleImports): string[] {
  return [
    `const outerEnd = ${imports.wire("enterMessage")}(reader);`,
    read,
    `${imports.wire("leaveMessage")}(reader, outerEnd);`,
  ];
}

function printSingle(message: MessageModel, field: FieldModel, property: string, imports: ModuleImports): string[] {
  const oneof = message.oneofs.find(({ protoName, members }) => protoName === field.oneof && members.length > 1);
  const clear = oneof === undefined ? [] : [`${clearFunction(oneof.whichName)}(message);`];
  if (field.value.kind !== "message") return [...clear, `${property} = ${readScalar(field.value, imports)};`];
  if (clear.length === 0 && isBareDouble(field.value.target)) {
    return [`${property} = ${imports.function(field.value.target, "readNested")}(reader, ${property});`];
  }
  const read = imports.function(field.value.target, "read");
  const fresh = `${imports.function(field.value.target, "new")}()`;
  const held = clear.length === 0 ? property : "held";
  const kept = clear.length === 0 ? [] : [`const held = ${property};`, ...clear];
  return [...kept, ...printMessage(`${property} = ${read}(reader, ${held} ?? ${fresh});`, imports)];
}

function printRepeated(field: FieldModel, tag: number, property: string, imports: ModuleImports): string[] {
  if (field.value.kind === "message") {
    const { target } = field.value;
    const element = `${imports.function(target, "read")}(reader, ${imports.function(target, "new")}())`;
    return printCase(tag, field.protoName, printMessage(`${property}.push(${element});`, imports));
  }
  const push = `${property}.push(${readScalar(field.value, imports)});`;
  const single = printCase(tag, field.protoName, [push]);
  if (wireTypeOf(field.value) === 2) return single;
  // Both forms are to be read, whichever the schema asks to write (protobuf encoding, "Packed Repeated Fields").
  return [
    ...printCase(tagOf(field.number, 2), `${field.protoName}, packed`, printPacked(field, property, push, imports)),
    ...single,
  ];
}

function printPacked(field: FieldModel, property: string, push: string, imports: ModuleImports): string[] {
  if (isFloat(field.value)) return [`${imports.wire("readPackedFloats")}(reader, ${property});`];
  return [
    `const outerEnd = ${imports.wire("enterPacked")}(reader);`,
    `while (reader.offset < reader.end) ${push}`,
    `${imports.wire("leavePacked")}(reader, outerEnd);`,
  ];
}

/** A map's entry: key and value default when missing; a key that comes again replaces the earlier value. */
function printEntry(message: MessageModel, field: FieldModel, imports: ModuleImports): string[] {
  const key: ValueType = { kind: "scalar", scalar: field.key ?? "string" };
  const value = imports.valueType(field.value);
  const types = `${keyType(field, imports)}, ${value}`;
  const reader = imports.wire("WireReader", { isType: true });
  const map = `map: ${imports.global("Map")}<${types}>`;
  return block(
    `function ${readFunction(entryName(message.name, field.protoName))}(reader: ${reader}, ${map}): void {`,
    [
      `let key: ${keyType(field, imports)} = ${imports.zero(key)};`,
      `let value: ${value} = ${imports.zero(field.value)};`,
      ...printLoop(
        [
          ...printCase(tagOf(1, wireTypeOf(key)), "key", [`key = ${readScalar(key, imports)};`]),
          ...printCase(tagOf(2, wireTypeOf(field.value)), "value", printEntryValue(field.value, imports)),
        ],
        `${imports.wire("skipField")}(reader, tag);`,
        `${imports.wire("locateEntryError")}(error, tag, key)`,
        imports,
      ),
      "map.set(key, value);",
    ],
  );
}

function printEntryValue(value: ValueType, imports: ModuleImports): string[] {
  if (value.kind !== "message") return [`value = ${readScalar(value, imports)};`];
  return printMessage(`value = ${imports.function(value.target, "read")}(reader, value);`, imports);
}

/** A value that is no message, as an expression. */
function readScalar(value: ValueType, imports: ModuleImports): string {
  const isFamiliar = imports.isStateFile && value.kind === "scalar" && value.scalar === "string";
  return `${imports.wire(isFamiliar ? "readFamiliarString" : scalarReader(value))}(reader)`;
}
