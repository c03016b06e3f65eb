/** A message from ProtoJSON: parsed text in, the object that codecs encode out (protobuf, "ProtoJSON Format"). */
import type { DynamicCodecs, DynamicMessage } from "../dynamic-codec.ts";
import { type FieldSchema, type MessageSchema, nearestNames, type SchemaRegistry, type ValueType } from "../schema.ts";
import { base64ToBytes } from "./base64.ts";
import { JsonError } from "./errors.ts";
import { readFloating, readInteger, wrongType } from "./numbers.ts";
import { JsonNumber, JsonObject, type JsonValue } from "./parse.ts";
import { hasSpecialJson, join } from "./to-json.ts";
import { durationFromJson, fieldMaskFromJson, timestampFromJson } from "./well-known.ts";

/** How to read. */
export interface FromJsonOptions {
  /** Pass over fields and enum names that the schema does not have. Default false: they are errors. */
  readonly ignoreUnknown?: boolean;
}

type Special = (value: JsonValue, path: string, reader: JsonReader) => object;

const SPECIAL: Readonly<Record<string, Special>> = {
  "google.protobuf.Timestamp": timestampFromJson,
  "google.protobuf.Duration": durationFromJson,
  "google.protobuf.FieldMask": fieldMaskFromJson,
  "google.protobuf.Any": (value, path, reader) => reader.any(value, path),
  "google.protobuf.Struct": (value, path, reader) => reader.struct(value, path),
  "google.protobuf.ListValue": (value, path, reader) => reader.list(value, path),
  "google.protobuf.Value": (value, path, reader) => reader.value(value, path),
};

/** Messages that a Value may nest; the wire format has the same bound. */
const MAX_DEPTH = 100;

/** Half of a surrogate pair alone: not Unicode. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** An enum name to pass over. */
const IGNORED = Symbol("ignored");

/** Reads messages of one registry. */
export class JsonReader {
  readonly #registry: SchemaRegistry;
  readonly #codecs: DynamicCodecs;
  readonly #options: FromJsonOptions;
  #depth = 0;

  /** @param codecs of the same registry, for what goes into an Any */
  constructor(registry: SchemaRegistry, codecs: DynamicCodecs, options: FromJsonOptions = {}) {
    this.#registry = registry;
    this.#codecs = codecs;
    this.#options = options;
  }

  /**
   * Read a message. The result has every field, as a decoded one has.
   * @throws {JsonError} with the path, what was wanted and the nearest known name
   */
  message(typeName: string, value: JsonValue, path = ""): DynamicMessage {
    if (++this.#depth > MAX_DEPTH) throw new JsonError("JSON_TOO_DEEP", path, `more than ${MAX_DEPTH} nested messages`);
    const message = this.#codecs.parts(typeName).create();
    const special = SPECIAL[typeName];
    if (special !== undefined) Object.assign(message, special(value, path, this));
    else if (hasSpecialJson(typeName)) this.#wrapper(typeName, value, path, message);
    else this.#fields(this.#registry.message(typeName), membersOf(value, typeName, path), path, message);
    this.#depth--;
    return message;
  }

  any(value: JsonValue, path: string): object {
    const members = membersOf(value, "google.protobuf.Any", path);
    if (members.length === 0) return {};
    const typeUrl = members.find(([name]) => name === "@type")?.[1];
    if (typeof typeUrl !== "string") {
      throw new JsonError("JSON_WRONG_TYPE", join(path, "@type"), "an Any needs a type URL in @type");
    }
    const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
    if (!typeUrl.includes("/") || this.#registry.findMessage(typeName) === undefined) {
      throw new JsonError("JSON_UNKNOWN_NAME", join(path, "@type"), `no message type at ${JSON.stringify(typeUrl)}`);
    }
    const rest = members.filter(([name]) => name !== "@type");
    const inner = hasSpecialJson(typeName)
      ? this.message(typeName, soleValue(rest, path), join(path, "value"))
      : this.message(typeName, new JsonObject(rest), path);
    return { typeUrl, value: this.#codecs.codec(typeName).encode(inner) };
  }

  struct(value: JsonValue, path: string): object {
    const fields = new Map<string, DynamicMessage>();
    for (const [name, each] of membersOf(value, "google.protobuf.Struct", path)) {
      if (fields.has(name)) throw duplicate(join(path, name));
      fields.set(name, this.message("google.protobuf.Value", each, join(path, name)));
    }
    return { fields };
  }

  list(value: JsonValue, path: string): object {
    if (!Array.isArray(value)) throw wrongType(path, "an array", value);
    const values = (value as readonly JsonValue[]).map((each, i) =>
      this.message("google.protobuf.Value", each, `${path}[${i}]`),
    );
    return { values };
  }

  value(value: JsonValue, path: string): object {
    if (value === null) return { nullValue: 0 };
    if (typeof value === "boolean") return { boolValue: value };
    if (typeof value === "string") return { stringValue: value };
    if (value instanceof JsonNumber) return { numberValue: readFloating(value, "double", path) };
    if (value instanceof JsonObject) return { structValue: this.message("google.protobuf.Struct", value, path) };
    return { listValue: this.message("google.protobuf.ListValue", value, path) };
  }

  #wrapper(typeName: string, value: JsonValue, path: string, message: DynamicMessage): void {
    const [field] = this.#registry.message(typeName).fields;
    if (field !== undefined) message[field.property] = this.#single(field.value, value, path);
  }

  #fields(
    schema: MessageSchema,
    members: readonly (readonly [string, JsonValue])[],
    path: string,
    message: DynamicMessage,
  ): void {
    const seen = new Set<FieldSchema>();
    const oneofs = new Map<string, string>();
    for (const [name, value] of members) {
      const field = schema.fields.find((each) => each.jsonName === name || each.protoName === name);
      if (field === undefined) {
        if (this.#options.ignoreUnknown === true) continue;
        throw unknownField(schema, name, path);
      }
      const fieldPath = join(path, field.jsonName);
      if (seen.has(field)) throw duplicate(fieldPath);
      seen.add(field);
      if (value === null && !takesNull(field.value, field.cardinality)) continue;
      if (field.oneof !== undefined) {
        const other = oneofs.get(field.oneof);
        if (other !== undefined) throw twoMembers(field.oneof, other, field.jsonName, fieldPath);
        oneofs.set(field.oneof, field.jsonName);
      }
      this.#field(field, value, fieldPath, message);
    }
  }

  #field(field: FieldSchema, value: JsonValue, path: string, message: DynamicMessage): void {
    if (field.cardinality === "repeated") {
      if (!Array.isArray(value)) throw wrongType(path, "an array", value);
      const elements = (value as readonly JsonValue[]).map((each, i) =>
        this.#element(field.value, each, `${path}[${i}]`),
      );
      message[field.property] = elements.filter((each) => each !== IGNORED);
    } else if (field.cardinality === "map") message[field.property] = this.#map(field, value, path);
    else {
      const single = this.#single(field.value, value, path);
      if (single !== IGNORED) message[field.property] = single;
    }
  }

  #map({ key, value: type }: FieldSchema, value: JsonValue, path: string): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>();
    for (const [name, each] of membersOf(value, "a map", path)) {
      const entryPath = join(path, name);
      const entryKey = this.#mapKey(key ?? "string", name, entryPath);
      if (map.has(entryKey)) throw duplicate(entryPath);
      const entryValue = this.#element(type, each, entryPath);
      if (entryValue !== IGNORED) map.set(entryKey, entryValue);
    }
    return map;
  }

  #mapKey(scalar: NonNullable<FieldSchema["key"]>, name: string, path: string): unknown {
    if (scalar === "string") return name;
    if (scalar !== "bool") return this.#single({ kind: "scalar", scalar }, name, path);
    if (name !== "true" && name !== "false") throw wrongType(path, 'a key "true" or "false"', name);
    return name === "true";
  }

  /** In a list or map null is no value, except where it is one of the type's own. */
  #element(type: ValueType, value: JsonValue, path: string): unknown {
    if (value === null && !takesNull(type, "repeated")) throw wrongType(path, "a value", value);
    return this.#single(type, value, path);
  }

  #single(type: ValueType, value: JsonValue, path: string): unknown {
    if (type.kind === "message") return this.message(type.typeName, value, path);
    if (type.kind === "enum") return this.#enum(type.typeName, value, path);
    switch (type.scalar) {
      case "double":
      case "float":
        return readFloating(value, type.scalar, path);
      case "bool":
        if (typeof value !== "boolean") throw wrongType(path, "bool", value);
        return value;
      case "string":
        if (typeof value !== "string" || LONE_SURROGATE.test(value)) throw wrongType(path, "a Unicode string", value);
        return value;
      case "bytes": {
        const bytes = typeof value === "string" ? base64ToBytes(value) : undefined;
        if (bytes === undefined) throw wrongType(path, "bytes in base64", value);
        return bytes;
      }
      case "int64":
      case "uint64":
      case "sint64":
      case "fixed64":
      case "sfixed64":
        return readInteger(value, type.scalar, path);
      default:
        return Number(readInteger(value, type.scalar, path));
    }
  }

  #enum(typeName: string, value: JsonValue, path: string): unknown {
    if (typeName === "google.protobuf.NullValue" && value === null) return 0;
    if (value instanceof JsonNumber) return Number(readInteger(value, "int32", path));
    if (typeof value !== "string") throw wrongType(path, `a name of ${typeName}`, value);
    const { values } = this.#registry.enum(typeName);
    const found = values.find(({ name }) => name === value);
    if (found !== undefined) return found.number;
    if (this.#options.ignoreUnknown === true) return IGNORED;
    const near = nearestNames(
      value,
      values.map(({ name }) => name),
    );
    throw new JsonError("JSON_UNKNOWN_NAME", path, `${typeName} has no ${JSON.stringify(value)}${hint(near)}`);
  }
}

/** Null means "absent", but for the types whose value it may be. */
function takesNull(type: ValueType, cardinality: FieldSchema["cardinality"]): boolean {
  if (cardinality === "map") return false;
  return (
    type.kind !== "scalar" &&
    (type.typeName === "google.protobuf.Value" || type.typeName === "google.protobuf.NullValue")
  );
}

function membersOf(value: JsonValue, wanted: string, path: string): JsonObject["members"] {
  if (value instanceof JsonObject) return value.members;
  throw wrongType(path, `an object (${wanted})`, value);
}

function soleValue(members: JsonObject["members"], path: string): JsonValue {
  const [first] = members;
  if (members.length === 1 && first?.[0] === "value") return first[1];
  throw new JsonError("JSON_WRONG_TYPE", path, 'an Any of this type holds "@type" and "value"');
}

function unknownField(schema: MessageSchema, name: string, path: string): JsonError {
  const near = nearestNames(
    name,
    schema.fields.map(({ jsonName }) => jsonName),
  );
  return new JsonError("JSON_UNKNOWN_NAME", join(path, name), `${schema.typeName} has no such field${hint(near)}`);
}

function hint(near: readonly string[]): string {
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
}

function duplicate(path: string): JsonError {
  return new JsonError("JSON_DUPLICATE", path, "stands twice");
}

function twoMembers(oneof: string, first: string, second: string, path: string): JsonError {
  return new JsonError(
    "JSON_DUPLICATE",
    path,
    `oneof ${oneof} holds one member, but ${first} and ${second} are both there`,
  );
}
