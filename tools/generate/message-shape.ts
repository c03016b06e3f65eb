/**
 * Prints a message's two types, its codec, and the function that makes one with every field at its default.
 */
import { docComment, note } from "./docs.ts";
import type { ModuleImports } from "./imports.ts";
import type { FieldModel, MessageModel } from "./model.ts";
import { newFunction, propertyKey, readFunction, UNKNOWN_PROPERTY, writeFunction } from "./names.ts";
import { block } from "./print.ts";

/** Print types, codec and maker. */
export function printShape(message: MessageModel, imports: ModuleImports): string[] {
  return [
    ...printInterface(message, imports),
    "",
    ...printInit(message, imports),
    "",
    ...printCodec(message, imports),
    "",
    ...printNew(message, imports),
  ];
}

function printInterface(message: MessageModel, imports: ModuleImports): string[] {
  const unknown = imports.wire("UnknownField", { isType: true });
  return [
    ...docComment(message, `The message \`${message.typeName}\`.`),
    ...block(`export interface ${message.name} {`, [
      ...message.fields.flatMap((field) => [
        ...fieldDoc(field),
        `${propertyKey(field.name)}: ${decodedType(field, imports)};`,
      ]),
      ...note("Fields of a newer release, kept as they came."),
      `${UNKNOWN_PROPERTY}: ${unknown}[] | undefined;`,
    ]),
  ];
}

function printInit(message: MessageModel, imports: ModuleImports): string[] {
  const unknown = imports.wire("UnknownField", { isType: true });
  return [
    ...note(`What \`${message.name}.encode\` accepts: a {@link ${message.name}} of which any field may be left out.`),
    ...block(`export interface ${message.name}Init {`, [
      ...message.fields.flatMap((field) => [
        ...fieldDoc(field),
        `readonly ${propertyKey(field.name)}?: ${encodedType(field, imports)} | undefined;`,
      ]),
      ...note("Written after the fields above, as they are."),
      `readonly ${UNKNOWN_PROPERTY}?: readonly ${unknown}[] | undefined;`,
    ]),
  ];
}

function fieldDoc(field: FieldModel): string[] {
  const doc = field.oneof === undefined ? field.doc : [field.doc, `Member of oneof \`${field.oneof}\`.`].join("\n");
  return docComment({ doc: doc.trimStart(), deprecated: field.deprecated });
}

function decodedType(field: FieldModel, imports: ModuleImports): string {
  const type = imports.valueType(field.value);
  switch (field.cardinality) {
    case "explicit":
      return `${type} | undefined`;
    case "implicit":
      return type;
    case "repeated":
      return `${type}[]`;
    case "map":
      return `${imports.global("Map")}<${keyType(field, imports)}, ${type}>`;
  }
}

function encodedType(field: FieldModel, imports: ModuleImports): string {
  const type = imports.initValueType(field.value);
  switch (field.cardinality) {
    case "explicit":
    case "implicit":
      return type;
    case "repeated":
      return `readonly ${type}[]`;
    case "map":
      return `${imports.global("ReadonlyMap")}<${keyType(field, imports)}, ${type}>`;
  }
}

/** The TypeScript type of a map's key. */
export function keyType(field: FieldModel, imports: ModuleImports): string {
  return imports.valueType({ kind: "scalar", scalar: field.key ?? "string" });
}

function printCodec(message: MessageModel, imports: ModuleImports): string[] {
  const { name } = message;
  const type = imports.wire("MessageCodec", { isType: true });
  const functions = [writeFunction(name), readFunction(name), newFunction(name)].join(", ");
  return [
    ...docComment({ doc: `\`${message.typeName}\` to bytes and back.`, deprecated: message.deprecated }),
    `export const ${name}: ${type}<${name}, ${name}Init> =`,
    `  /* @__PURE__ */ ${imports.wire("messageCodec")}(${JSON.stringify(message.typeName)}, ${functions});`,
  ];
}

function printNew(message: MessageModel, imports: ModuleImports): string[] {
  const fields = message.fields.map((field) => `${propertyKey(field.name)}: ${initialValue(field, imports)},`);
  return [
    ...note(`Make a {@link ${message.name}} with every field at its default.`),
    ...block(`export function ${newFunction(message.name)}(): ${message.name} {`, [
      ...block("return {", [...fields, `${UNKNOWN_PROPERTY}: undefined,`], "};"),
    ]),
  ];
}

function initialValue(field: FieldModel, imports: ModuleImports): string {
  switch (field.cardinality) {
    case "explicit":
      return "undefined";
    case "implicit":
      return imports.zero(field.value);
    case "repeated":
      return "[]";
    case "map":
      return `new ${imports.global("Map")}()`;
  }
}
