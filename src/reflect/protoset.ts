/**
 * Schemas from a FileDescriptorSet, as `protoc --include_imports --descriptor_set_out` writes it: for services that this
 * release does not know. Only what codecs and JSON need is read (google/protobuf/descriptor.proto, by field number).
 */
import {
  enterMessage,
  leaveMessage,
  readBool,
  readInt32,
  readString,
  readTag,
  skipField,
  WireReader,
} from "../wire/index.ts";
import { jsonNameOf, propertyOf } from "./names.ts";
import type {
  EnumSchema,
  FieldSchema,
  MessageSchema,
  MethodSchema,
  ScalarType,
  SchemaSet,
  ServiceSchema,
  ValueType,
} from "./schema.ts";

/** FieldDescriptorProto.Type by number; 10 (group), 11 (message) and 14 (enum) are no scalars. */
const SCALARS: Readonly<Record<number, ScalarType>> = {
  1: "double",
  2: "float",
  3: "int64",
  4: "uint64",
  5: "int32",
  6: "fixed64",
  7: "fixed32",
  8: "bool",
  9: "string",
  12: "bytes",
  13: "uint32",
  15: "sfixed32",
  16: "sfixed64",
  17: "sint32",
  18: "sint64",
};
const TYPE_ENUM = 14;
const LABEL_REPEATED = 3;

interface RawMessage {
  readonly typeName: string;
  readonly isMapEntry: boolean;
  readonly fields: readonly RawField[];
  readonly oneofs: readonly string[];
}

interface RawField {
  readonly name: string;
  readonly jsonName: string;
  readonly number: number;
  readonly label: number;
  readonly type: number;
  /** Without the leading dot. */
  readonly typeName: string;
  readonly oneofIndex: number | undefined;
  readonly isProto3Optional: boolean;
  readonly packed: boolean | undefined;
}

interface RawFile {
  readonly file: string;
  readonly isProto3: boolean;
  readonly messages: readonly RawMessage[];
  readonly enums: readonly EnumSchema[];
  readonly services: readonly ServiceSchema[];
}

/** Read a FileDescriptorSet. @throws {WireError} the bytes are none */
export function protosetSchema(bytes: Uint8Array): SchemaSet {
  const files: RawFile[] = [];
  forEachField(new WireReader(bytes), {
    1: (reader) => void files.push(nested(reader, readFile)),
  });
  const entries = new Map(
    files.flatMap(({ messages }) =>
      messages.filter(({ isMapEntry }) => isMapEntry).map((each) => [each.typeName, each]),
    ),
  );
  return {
    messages: files.flatMap(({ file, isProto3, messages }) =>
      messages.filter(({ isMapEntry }) => !isMapEntry).map((raw) => messageSchema(raw, file, isProto3, entries)),
    ),
    enums: files.flatMap(({ enums }) => enums),
    services: files.flatMap(({ services }) => services),
  };
}

type FieldReaders = Readonly<Record<number, (reader: WireReader) => void>>;

/** Read the fields there are readers for, and skip the others. */
function forEachField(reader: WireReader, readers: FieldReaders): void {
  while (reader.offset < reader.end) {
    const tag = readTag(reader);
    const read = readers[tag >>> 3];
    if (read === undefined) skipField(reader, tag);
    else read(reader);
  }
}

function nested<T>(reader: WireReader, read: (reader: WireReader) => T): T {
  const outerEnd = enterMessage(reader);
  const value = read(reader);
  leaveMessage(reader, outerEnd);
  return value;
}

function readFile(reader: WireReader): RawFile {
  let file = "";
  let scope = "";
  let syntax = "proto2";
  const messages: RawMessage[] = [];
  const enums: EnumSchema[] = [];
  const services: ServiceSchema[] = [];
  const start = reader.offset;
  // The package may stand behind what it names: read the names first.
  forEachField(reader, {
    1: () => (file = readString(reader)),
    2: () => (scope = readString(reader)),
    12: () => (syntax = readString(reader)),
  });
  reader.offset = start;
  forEachField(reader, {
    4: () => nested(reader, () => readMessage(reader, scope, file, messages, enums)),
    5: () => void enums.push(nested(reader, () => readEnum(reader, scope, file))),
    6: () => void services.push(nested(reader, () => readService(reader, scope, file))),
  });
  return { file, isProto3: syntax === "proto3", messages, enums, services };
}

function readMessage(
  reader: WireReader,
  scope: string,
  file: string,
  messages: RawMessage[],
  enums: EnumSchema[],
): void {
  let name = "";
  let isMapEntry = false;
  const fields: RawField[] = [];
  const oneofs: string[] = [];
  const start = reader.offset;
  forEachField(reader, {
    1: () => (name = readString(reader)),
    2: () => void fields.push(nested(reader, readField)),
    7: () => nested(reader, () => forEachField(reader, { 7: () => (isMapEntry = readBool(reader)) })),
    8: () => nested(reader, () => forEachField(reader, { 1: () => void oneofs.push(readString(reader)) })),
  });
  const typeName = qualify(scope, name);
  messages.push({ typeName, isMapEntry, fields, oneofs });
  reader.offset = start;
  forEachField(reader, {
    3: () => nested(reader, () => readMessage(reader, typeName, file, messages, enums)),
    4: () => void enums.push(nested(reader, () => readEnum(reader, typeName, file))),
  });
}

function readField(reader: WireReader): RawField {
  const field = {
    name: "",
    jsonName: "",
    number: 0,
    label: 0,
    type: 0,
    typeName: "",
    oneofIndex: undefined as number | undefined,
    isProto3Optional: false,
    packed: undefined as boolean | undefined,
  };
  forEachField(reader, {
    1: () => (field.name = readString(reader)),
    3: () => (field.number = readInt32(reader)),
    4: () => (field.label = readInt32(reader)),
    5: () => (field.type = readInt32(reader)),
    6: () => (field.typeName = readString(reader).replace(/^\./, "")),
    8: () => nested(reader, () => forEachField(reader, { 2: () => (field.packed = readBool(reader)) })),
    9: () => (field.oneofIndex = readInt32(reader)),
    10: () => (field.jsonName = readString(reader)),
    17: () => (field.isProto3Optional = readBool(reader)),
  });
  return field;
}

function readEnum(reader: WireReader, scope: string, file: string): EnumSchema {
  let name = "";
  const values: { name: string; number: number; doc: string }[] = [];
  forEachField(reader, {
    1: () => (name = readString(reader)),
    2: () =>
      nested(reader, () => {
        const value = { name: "", number: 0, doc: "" };
        forEachField(reader, {
          1: () => (value.name = readString(reader)),
          2: () => (value.number = readInt32(reader)),
        });
        values.push(value);
      }),
  });
  return { typeName: qualify(scope, name), file, doc: "", values };
}

function readService(reader: WireReader, scope: string, file: string): ServiceSchema {
  let name = "";
  const methods: MethodSchema[] = [];
  forEachField(reader, {
    1: () => (name = readString(reader)),
    2: () => void methods.push(nested(reader, readMethod)),
  });
  return { typeName: qualify(scope, name), file, doc: "", methods };
}

function readMethod(reader: WireReader): MethodSchema {
  const method = { name: "", doc: "", input: "", output: "", clientStreaming: false, serverStreaming: false };
  forEachField(reader, {
    1: () => (method.name = readString(reader)),
    2: () => (method.input = readString(reader).replace(/^\./, "")),
    3: () => (method.output = readString(reader).replace(/^\./, "")),
    5: () => (method.clientStreaming = readBool(reader)),
    6: () => (method.serverStreaming = readBool(reader)),
  });
  return method;
}

function messageSchema(
  raw: RawMessage,
  file: string,
  isProto3: boolean,
  entries: ReadonlyMap<string, RawMessage>,
): MessageSchema {
  const fields = raw.fields.map((field) => fieldSchema(field, raw.oneofs, isProto3, entries));
  return { typeName: raw.typeName, file, doc: "", fields: fields.sort((a, b) => a.number - b.number) };
}

function fieldSchema(
  raw: RawField,
  oneofs: readonly string[],
  isProto3: boolean,
  entries: ReadonlyMap<string, RawMessage>,
): FieldSchema {
  const { name, number, jsonName: given } = raw;
  const jsonName = given || jsonNameOf(name);
  const common = {
    number,
    protoName: name,
    jsonName,
    property: propertyOf(jsonName),
    doc: "",
  };
  const entry = entries.get(raw.typeName);
  if (entry !== undefined) {
    const [key, value] = [1, 2].map((wanted) => entry.fields.find((field) => field.number === wanted));
    if (key === undefined || value === undefined) throw new RangeError(`${entry.typeName} is no map entry`);
    return {
      ...common,
      cardinality: "map",
      value: valueType(value),
      key: SCALARS[key.type],
      packed: false,
      oneof: undefined,
    };
  }
  const value = valueType(raw);
  const oneof = raw.isProto3Optional || raw.oneofIndex === undefined ? undefined : oneofs[raw.oneofIndex];
  const isRepeated = raw.label === LABEL_REPEATED;
  const isPackable =
    value.kind === "enum" || (value.kind === "scalar" && value.scalar !== "string" && value.scalar !== "bytes");
  const hasPresence = value.kind === "message" || oneof !== undefined || raw.isProto3Optional || !isProto3;
  return {
    ...common,
    cardinality: isRepeated ? "repeated" : hasPresence ? "explicit" : "implicit",
    value,
    key: undefined,
    packed: isRepeated && isPackable && (raw.packed ?? isProto3),
    oneof,
  };
}

function valueType({ type, typeName }: RawField): ValueType {
  const scalar = SCALARS[type];
  if (scalar !== undefined) return { kind: "scalar", scalar };
  return { kind: type === TYPE_ENUM ? "enum" : "message", typeName };
}

function qualify(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
