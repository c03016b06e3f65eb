/**
 * A message type and all that it is made of as a FileDescriptorSet, which is how MCAP has schemas of protobuf
 * (google/protobuf/descriptor.proto, by field number). Comments and options of the `.proto` are not in it.
 */
import type { EnumSchema, FieldSchema, MessageSchema, ScalarType, SchemaRegistry } from "../reflect/index.ts";
import { beginMessage, endMessage, WireType, WireWriter, writeBool, writeInt32, writeString } from "../wire/index.ts";

/** FieldDescriptorProto.Type. */
const TYPES: Readonly<Record<ScalarType, number>> = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
};
const TYPE_MESSAGE = 11;
const TYPE_ENUM = 14;
const LABEL_OPTIONAL = 1;
const LABEL_REPEATED = 3;

/** One `.proto` of the set: what of it is needed. */
interface File {
  readonly name: string;
  readonly scope: string;
  readonly messages: Map<string, MessageSchema>;
  readonly enums: Map<string, EnumSchema>;
  readonly imports: Set<string>;
}

/**
 * Make the set of a type: each `.proto` once, after those that it imports, with no type that is not needed.
 * @throws {SchemaError} there is no such type in the registry
 */
export function fileDescriptorSet(registry: SchemaRegistry, typeName: string): Uint8Array {
  const files = new Collector(registry).collect(typeName);
  const writer = new WireWriter();
  for (const file of files) nested(writer, 1, () => writeFile(writer, file));
  return writer.finish();
}

/** Gathers types, and the files that they are in. */
class Collector {
  readonly #registry: SchemaRegistry;
  readonly #files = new Map<string, File>();

  constructor(registry: SchemaRegistry) {
    this.#registry = registry;
  }

  collect(typeName: string): File[] {
    this.#addMessage(this.#registry.message(typeName));
    const ordered = new Set<File>();
    const place = (file: File): void => {
      if (ordered.has(file)) return;
      for (const name of file.imports) place(this.#files.get(name) as File);
      ordered.add(file);
    };
    for (const file of this.#files.values()) place(file);
    return [...ordered];
  }

  /** @returns the name of its file */
  #addMessage(message: MessageSchema): string {
    const file = this.#fileOf(message);
    if (file.messages.has(message.typeName)) return file.name;
    file.messages.set(message.typeName, message);
    this.#addOuter(message.typeName);
    for (const { value } of message.fields) {
      if (value.kind === "scalar") continue;
      const name =
        value.kind === "enum"
          ? this.#addEnum(this.#registry.enum(value.typeName))
          : this.#addMessage(this.#registry.message(value.typeName));
      if (name !== file.name) file.imports.add(name);
    }
    return file.name;
  }

  #addEnum(schema: EnumSchema): string {
    const file = this.#fileOf(schema);
    file.enums.set(schema.typeName, schema);
    this.#addOuter(schema.typeName);
    return file.name;
  }

  /** What is declared within a message brings it, and so all of its fields. */
  #addOuter(typeName: string): void {
    const outer = this.#registry.findMessage(scopeOf(typeName));
    if (outer !== undefined) this.#addMessage(outer);
  }

  #fileOf({ file: name, typeName }: { readonly file: string; readonly typeName: string }): File {
    let file = this.#files.get(name);
    if (file === undefined) {
      let scope = scopeOf(typeName);
      while (this.#registry.findMessage(scope) !== undefined) scope = scopeOf(scope);
      file = { name, scope, messages: new Map(), enums: new Map(), imports: new Set() };
      this.#files.set(name, file);
    }
    return file;
  }
}

function writeFile(writer: WireWriter, file: File): void {
  text(writer, 1, file.name);
  text(writer, 2, file.scope);
  for (const name of file.imports) text(writer, 3, name);
  for (const message of membersOf(file.messages, file.scope)) {
    nested(writer, 4, () => writeMessage(writer, message, file));
  }
  for (const each of membersOf(file.enums, file.scope)) nested(writer, 5, () => writeEnum(writer, each));
  text(writer, 12, "proto3");
}

function writeMessage(writer: WireWriter, message: MessageSchema, file: File): void {
  const { typeName, fields } = message;
  text(writer, 1, lastPart(typeName));
  const oneofs = [...new Set(fields.flatMap(({ oneof }) => (oneof === undefined ? [] : [oneof])))];
  // proto3's `optional` is a oneof of one, and stands after those that are written as such.
  const optional = fields.filter(isProto3Optional).map(({ protoName }) => protoName);
  for (const field of withOneofsTogether(fields)) {
    const index = isProto3Optional(field)
      ? oneofs.length + optional.indexOf(field.protoName)
      : oneofs.indexOf(field.oneof ?? "");
    nested(writer, 2, () => writeField(writer, field, typeName, index));
  }
  for (const each of membersOf(file.messages, typeName)) nested(writer, 3, () => writeMessage(writer, each, file));
  for (const field of fields) if (field.cardinality === "map") nested(writer, 3, () => writeEntry(writer, field));
  for (const each of membersOf(file.enums, typeName)) nested(writer, 4, () => writeEnum(writer, each));
  for (const name of [...oneofs, ...optional.map((each) => `_${each}`)]) {
    nested(writer, 8, () => text(writer, 1, name));
  }
}

/** protoc wants the members of a oneof one after the other; the order is of no account otherwise. */
function withOneofsTogether(fields: readonly FieldSchema[]): FieldSchema[] {
  return [...new Set(fields.map((field) => field.oneof ?? field))].flatMap((each) =>
    typeof each === "string" ? fields.filter(({ oneof }) => oneof === each) : each,
  );
}

function writeField(writer: WireWriter, field: FieldSchema, owner: string, oneofIndex: number): void {
  const { protoName, number, cardinality, value, jsonName, packed } = field;
  const isRepeated = cardinality === "repeated" || cardinality === "map";
  text(writer, 1, protoName);
  integer(writer, 3, number);
  integer(writer, 4, isRepeated ? LABEL_REPEATED : LABEL_OPTIONAL);
  if (cardinality === "map") {
    integer(writer, 5, TYPE_MESSAGE);
    text(writer, 6, `.${owner}.${entryName(field)}`);
  } else writeType(writer, value);
  const isPackable = cardinality === "repeated" && value.kind !== "message" && !isText(value);
  // proto3 packs what it can.
  if (isPackable && !packed) nested(writer, 8, () => writeBool(writer, false, tagOf(2, WireType.Varint)));
  if (oneofIndex >= 0) integer(writer, 9, oneofIndex);
  text(writer, 10, jsonName);
  if (isProto3Optional(field)) writeBool(writer, true, tagOf(17, WireType.Varint));
}

function writeType(writer: WireWriter, value: FieldSchema["value"]): void {
  if (value.kind === "scalar") {
    integer(writer, 5, TYPES[value.scalar]);
    return;
  }
  integer(writer, 5, value.kind === "enum" ? TYPE_ENUM : TYPE_MESSAGE);
  text(writer, 6, `.${value.typeName}`);
}

/** The message that a map is a repetition of. */
function writeEntry(writer: WireWriter, field: FieldSchema): void {
  text(writer, 1, entryName(field));
  const parts = [
    { name: "key", number: 1, value: { kind: "scalar", scalar: field.key as ScalarType } as const },
    { name: "value", number: 2, value: field.value },
  ];
  for (const { name, number, value } of parts) {
    nested(writer, 2, () => {
      text(writer, 1, name);
      integer(writer, 3, number);
      integer(writer, 4, LABEL_OPTIONAL);
      writeType(writer, value);
      text(writer, 10, name);
    });
  }
  nested(writer, 7, () => writeBool(writer, true, tagOf(7, WireType.Varint)));
}

function writeEnum(writer: WireWriter, { typeName, values }: EnumSchema): void {
  text(writer, 1, lastPart(typeName));
  for (const { name, number } of values) {
    nested(writer, 2, () => {
      text(writer, 1, name);
      integer(writer, 2, number);
    });
  }
  if (new Set(values.map(({ number }) => number)).size < values.length) {
    nested(writer, 3, () => writeBool(writer, true, tagOf(2, WireType.Varint)));
  }
}

function isProto3Optional({ cardinality, oneof, value }: FieldSchema): boolean {
  return cardinality === "explicit" && oneof === undefined && value.kind !== "message";
}

function isText(value: FieldSchema["value"]): boolean {
  return value.kind === "scalar" && (value.scalar === "string" || value.scalar === "bytes");
}

/** As protoc names it: `child_to_parent_edge_map` has `ChildToParentEdgeMapEntry`. */
function entryName({ protoName }: FieldSchema): string {
  const words = protoName.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join("")}Entry`;
}

function* membersOf<T extends { readonly typeName: string }>(types: Map<string, T>, scope: string): Generator<T> {
  for (const each of types.values()) if (scopeOf(each.typeName) === scope) yield each;
}

function scopeOf(typeName: string): string {
  return typeName.slice(0, Math.max(typeName.lastIndexOf("."), 0));
}

function lastPart(typeName: string): string {
  return typeName.slice(typeName.lastIndexOf(".") + 1);
}

function tagOf(field: number, wireType: WireType): number {
  return (field << 3) | wireType;
}

function text(writer: WireWriter, field: number, value: string): void {
  writeString(writer, value, tagOf(field, WireType.Len));
}

function integer(writer: WireWriter, field: number, value: number): void {
  writeInt32(writer, value, tagOf(field, WireType.Varint));
}

function nested(writer: WireWriter, field: number, write: () => void): void {
  const start = beginMessage(writer, tagOf(field, WireType.Len));
  write();
  endMessage(writer, start);
}
