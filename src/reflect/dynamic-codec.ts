/**
 * A codec made from a schema instead of generated code: slower, but it needs no build. Its messages have the very shape
 * of the generated ones, so whatever reads those reads these.
 */
import {
  beginMessage,
  beginPacked,
  endMessage,
  endPacked,
  enterMessage,
  enterPacked,
  keepUnknownField,
  leaveMessage,
  leavePacked,
  locateWireError,
  locateWriteError,
  type MessageCodec,
  messageCodec,
  noteOneofMember,
  readTag,
  type UnknownField,
  type WireReader,
  WireType,
  type WireWriter,
  writeTag,
  writeUnknownFields,
} from "../wire/codec-parts.ts";
import { readScalar, writeScalar } from "./scalar-codec.ts";
import type { FieldSchema, MessageSchema, ScalarType, SchemaRegistry, ValueType } from "./schema.ts";
import { wireTypeOf } from "./wire-type.ts";

/** A decoded message of any type: fields by property name, and `$unknown`. */
export type DynamicMessage = Record<string, unknown>;

/** Makes codecs from a registry, each once. */
export class DynamicCodecs {
  readonly #registry: SchemaRegistry;
  readonly #parts = new Map<string, MessageParts>();

  constructor(registry: SchemaRegistry) {
    this.#registry = registry;
  }

  /** The codec of a message type. @throws {SchemaError} the registry does not have it */
  codec(typeName: string): MessageCodec<DynamicMessage> {
    const parts = this.parts(typeName);
    return messageCodec(
      typeName,
      (writer, message: DynamicMessage) => parts.write(writer, message),
      (reader, message: DynamicMessage) => parts.read(reader, message),
      () => parts.create(),
    );
  }

  /** What nested messages of other codecs need. */
  parts(typeName: string): MessageParts {
    let parts = this.#parts.get(typeName);
    if (parts === undefined) {
      parts = new MessageParts(this.#registry.message(typeName), this);
      this.#parts.set(typeName, parts);
    }
    return parts;
  }
}

/** Reads, writes and creates messages of one type. */
class MessageParts {
  readonly #schema: MessageSchema;
  readonly #codecs: DynamicCodecs;
  readonly #byNumber: ReadonlyMap<number, FieldSchema>;
  readonly #names: Readonly<Record<number, string>>;

  constructor(schema: MessageSchema, codecs: DynamicCodecs) {
    this.#schema = schema;
    this.#codecs = codecs;
    this.#byNumber = new Map(schema.fields.map((field) => [field.number, field]));
    this.#names = Object.fromEntries(schema.fields.map((field) => [field.number, field.protoName]));
  }

  create(): DynamicMessage {
    const message: DynamicMessage = {};
    for (const field of this.#schema.fields) message[field.property] = initialValue(field);
    message["$unknown"] = undefined;
    return message;
  }

  write(writer: WireWriter, message: DynamicMessage): void {
    let tag = 0;
    try {
      this.#refuseTwoMembers(writer, message);
      for (const field of this.#schema.fields) {
        tag = field.number << 3;
        const value = message[field.property];
        if (value !== undefined) this.#writeField(writer, field, value);
      }
      const unknown = message["$unknown"] as readonly UnknownField[] | undefined;
      if (unknown !== undefined) writeUnknownFields(writer, unknown);
    } catch (error) {
      throw locateWriteError(writer, error, tag, this.#names);
    }
  }

  read(reader: WireReader, message: DynamicMessage): DynamicMessage {
    let tag = 0;
    try {
      while (reader.offset < reader.end) {
        tag = 0;
        tag = readTag(reader);
        const field = this.#byNumber.get(tag >>> 3);
        if (field === undefined || !this.#readField(field, tag & 7, message, reader)) {
          message["$unknown"] = keepUnknownField(reader, tag, message["$unknown"] as UnknownField[] | undefined);
        }
      }
    } catch (error) {
      throw locateWireError(error, tag, message, this.#names);
    }
    return message;
  }

  #refuseTwoMembers(writer: WireWriter, message: DynamicMessage): void {
    const set = new Map<string, string>();
    for (const { oneof, property, protoName } of this.#schema.fields) {
      if (oneof === undefined || message[property] === undefined) continue;
      set.set(oneof, noteOneofMember(writer, oneof, set.get(oneof), protoName));
    }
  }

  #writeField(writer: WireWriter, field: FieldSchema, value: unknown): void {
    const { number, cardinality, value: type, key } = field;
    if (cardinality === "map") {
      for (const [entryKey, entryValue] of value as Map<unknown, unknown>) {
        const start = beginMessage(writer, lenTag(number));
        this.#writeValue(writer, 1, { kind: "scalar", scalar: key as ScalarType }, entryKey);
        this.#writeValue(writer, 2, type, entryValue);
        endMessage(writer, start);
      }
    } else if (cardinality === "repeated") {
      const values = value as readonly unknown[];
      if (field.packed && values.length > 0) {
        const start = beginPacked(writer, lenTag(number));
        for (const each of values) writeScalar(scalarOf(type), writer, each);
        endPacked(writer, start);
      } else for (const each of values) this.#writeValue(writer, number, type, each);
    } else if (cardinality === "explicit" || !isDefault(value)) this.#writeValue(writer, number, type, value);
  }

  #writeValue(writer: WireWriter, number: number, type: ValueType, value: unknown): void {
    if (type.kind === "message") {
      const start = beginMessage(writer, lenTag(number));
      this.#codecs.parts(type.typeName).write(writer, value as DynamicMessage);
      endMessage(writer, start);
    } else {
      const scalar = scalarOf(type);
      writeTag(writer, number, wireTypeOf(scalar));
      writeScalar(scalar, writer, value);
    }
  }

  /** Returns false for a wire type that is not the field's: it is then an unknown field. */
  #readField(field: FieldSchema, wireType: number, message: DynamicMessage, reader: WireReader): boolean {
    const { property, cardinality, value: type, oneof } = field;
    const expected = type.kind === "message" || cardinality === "map" ? WireType.Len : wireTypeOf(scalarOf(type));
    const isPacked = cardinality === "repeated" && wireType === WireType.Len && expected !== WireType.Len;
    if (wireType !== expected && !isPacked) return false;
    if (cardinality === "map") this.#readEntry(field, message[property] as Map<unknown, unknown>, reader);
    else if (isPacked) {
      const outerEnd = enterPacked(reader);
      while (reader.offset < reader.end) (message[property] as unknown[]).push(readScalar(scalarOf(type), reader));
      leavePacked(reader, outerEnd);
    } else if (cardinality === "repeated") (message[property] as unknown[]).push(this.#readValue(type, reader));
    else {
      const before = message[property];
      if (oneof !== undefined) this.#clearOneof(oneof, message);
      message[property] = this.#readValue(type, reader, before);
    }
    return true;
  }

  #readValue(type: ValueType, reader: WireReader, before?: unknown): unknown {
    if (type.kind !== "message") return readScalar(scalarOf(type), reader);
    const parts = this.#codecs.parts(type.typeName);
    const outerEnd = enterMessage(reader);
    const value = parts.read(reader, (before as DynamicMessage | undefined) ?? parts.create());
    leaveMessage(reader, outerEnd);
    return value;
  }

  #readEntry({ key, value: type }: FieldSchema, map: Map<unknown, unknown>, reader: WireReader): void {
    const keyType: ValueType = { kind: "scalar", scalar: key as ScalarType };
    let entryKey = scalarDefault(key as ScalarType);
    let entryValue: unknown;
    const outerEnd = enterMessage(reader);
    while (reader.offset < reader.end) {
      const tag = readTag(reader);
      if (tag >>> 3 === 1 && (tag & 7) === wireTypeOf(scalarOf(keyType))) entryKey = this.#readValue(keyType, reader);
      else if (tag >>> 3 === 2 && (tag & 7) === (type.kind === "message" ? WireType.Len : wireTypeOf(scalarOf(type)))) {
        entryValue = this.#readValue(type, reader, entryValue);
      } else keepUnknownField(reader, tag, undefined);
    }
    leaveMessage(reader, outerEnd);
    const missing = (): unknown =>
      type.kind === "message" ? this.#codecs.parts(type.typeName).create() : scalarDefault(scalarOf(type));
    map.set(entryKey, entryValue ?? missing());
  }

  #clearOneof(oneof: string, message: DynamicMessage): void {
    for (const field of this.#schema.fields) if (field.oneof === oneof) message[field.property] = undefined;
  }
}

/** An enum is carried as its number. */
type WireScalar = ScalarType | "enum";

function scalarOf(type: ValueType): WireScalar {
  return type.kind === "scalar" ? type.scalar : "enum";
}

function initialValue({ cardinality, value }: FieldSchema): unknown {
  switch (cardinality) {
    case "map":
      return new Map();
    case "repeated":
      return [];
    case "explicit":
      return undefined;
    case "implicit":
      return scalarDefault(scalarOf(value));
  }
}

/** What a scalar is when nobody says otherwise. */
function scalarDefault(scalar: WireScalar): unknown {
  switch (scalar) {
    case "string":
      return "";
    case "bytes":
      return new Uint8Array(0);
    case "bool":
      return false;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return 0n;
    default:
      return 0;
  }
}

/** −0 is not the default: its bits differ. */
function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return value === 0n || value === "" || value === false || Object.is(value, 0);
}

function lenTag(fieldNumber: number): number {
  return ((fieldNumber << 3) | WireType.Len) >>> 0;
}
