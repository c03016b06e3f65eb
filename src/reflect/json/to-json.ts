/** A message as ProtoJSON: values that `JSON.stringify` turns into the mapping's text (protobuf, "ProtoJSON Format"). */
import { type DynamicCodecs, type DynamicMessage } from "../dynamic-codec.ts";
import type { FieldSchema, MessageSchema, SchemaRegistry, ValueType } from "../schema.ts";
import { bytesToBase64 } from "./base64.ts";
import { JsonError } from "./errors.ts";
import { writeFloating } from "./numbers.ts";
import { durationToJson, fieldMaskToJson, timestampToJson } from "./well-known.ts";

/** What `JSON.stringify` takes. */
export type PlainJson = null | boolean | number | string | PlainJson[] | { [name: string]: PlainJson };

/** How to write. */
export interface ToJsonOptions {
  /** Also write fields at their default, except absent messages and optional fields. Default false. */
  readonly emitDefaults?: boolean;
  /** Names as the `.proto` spells them instead of lowerCamelCase. Default false. */
  readonly useProtoNames?: boolean;
}

type Special = (message: DynamicMessage, path: string, writer: JsonWriter) => PlainJson;

/** Messages that JSON says in a way of their own. */
const SPECIAL: Readonly<Record<string, Special>> = {
  "google.protobuf.Timestamp": timestampToJson,
  "google.protobuf.Duration": durationToJson,
  "google.protobuf.FieldMask": fieldMaskToJson,
  "google.protobuf.Any": (message, path, writer) => writer.any(message, path),
  "google.protobuf.Struct": (message, path, writer) => writer.struct(message, path),
  "google.protobuf.ListValue": (message, path, writer) => writer.list(message, path),
  "google.protobuf.Value": (message, path, writer) => writer.value(message, path),
};

const WRAPPER = /^google\.protobuf\.(?:Double|Float|Int64|UInt64|Int32|UInt32|Bool|String|Bytes)Value$/;

/** Whether JSON says a message of this type as something else than its fields. */
export function hasSpecialJson(typeName: string): boolean {
  return typeName in SPECIAL || WRAPPER.test(typeName);
}

/** Writes messages of one registry. */
export class JsonWriter {
  readonly #registry: SchemaRegistry;
  readonly #codecs: DynamicCodecs;
  readonly #options: ToJsonOptions;

  /** @param codecs of the same registry, for what lies inside an Any */
  constructor(registry: SchemaRegistry, codecs: DynamicCodecs, options: ToJsonOptions = {}) {
    this.#registry = registry;
    this.#codecs = codecs;
    this.#options = options;
  }

  /**
   * Write a decoded message. Fields that the schema does not know are left out, as the mapping has it.
   * @throws {JsonError} `JSON_UNSAYABLE`
   */
  message(typeName: string, message: DynamicMessage, path = ""): PlainJson {
    const special = SPECIAL[typeName];
    if (special !== undefined) return special(message, path, this);
    const schema = this.#registry.message(typeName);
    const [wrapped] = schema.fields;
    if (WRAPPER.test(typeName) && wrapped !== undefined)
      return this.#single(wrapped.value, message[wrapped.property], path);
    return this.#fields(schema, message, path);
  }

  any(message: DynamicMessage, path: string): PlainJson {
    const { typeUrl, value } = message as { typeUrl: string; value: Uint8Array };
    if (typeUrl === "" && value.length === 0) return {};
    const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
    if (this.#registry.findMessage(typeName) === undefined) {
      throw new JsonError(
        "JSON_UNSAYABLE",
        path,
        `an Any of ${JSON.stringify(typeUrl)}, a type that is not in the schema`,
      );
    }
    const inner = this.message(typeName, this.#codecs.codec(typeName).decode(value), path);
    if (hasSpecialJson(typeName)) return { "@type": typeUrl, value: inner };
    return { "@type": typeUrl, ...(inner as { [name: string]: PlainJson }) };
  }

  struct({ fields }: DynamicMessage, path: string): PlainJson {
    const entries = [...(fields as Map<string, DynamicMessage>)];
    return objectOf(entries.map(([name, value]) => [name, this.value(value, join(path, name))]));
  }

  list({ values }: DynamicMessage, path: string): PlainJson {
    return (values as DynamicMessage[]).map((value, i) => this.value(value, `${path}[${i}]`));
  }

  value(message: DynamicMessage, path: string): PlainJson {
    const { numberValue, stringValue, boolValue, structValue, listValue, nullValue } = message;
    if (typeof numberValue === "number") {
      if (Number.isFinite(numberValue)) return numberValue;
      throw new JsonError("JSON_UNSAYABLE", path, `a Value of ${numberValue} is no JSON number`);
    }
    if (typeof stringValue === "string") return stringValue;
    if (typeof boolValue === "boolean") return boolValue;
    if (structValue !== undefined) return this.struct(structValue as DynamicMessage, path);
    if (listValue !== undefined) return this.list(listValue as DynamicMessage, path);
    if (nullValue !== undefined) return null;
    throw new JsonError("JSON_UNSAYABLE", path, "a Value without a kind");
  }

  #fields(schema: MessageSchema, message: DynamicMessage, path: string): PlainJson {
    const members: [string, PlainJson][] = [];
    for (const field of schema.fields) {
      const value = message[field.property];
      if (value === undefined || (this.#options.emitDefaults !== true && isDefault(field, value))) continue;
      const name = this.#options.useProtoNames === true ? field.protoName : field.jsonName;
      members.push([name, this.#field(field, value, join(path, name))]);
    }
    return objectOf(members);
  }

  #field(field: FieldSchema, value: unknown, path: string): PlainJson {
    if (field.cardinality === "repeated") {
      return (value as readonly unknown[]).map((each, i) => this.#single(field.value, each, `${path}[${i}]`));
    }
    if (field.cardinality === "map") {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)];
      return objectOf(
        entries.map(([key, each]) => [String(key), this.#single(field.value, each, join(path, String(key)))]),
      );
    }
    return this.#single(field.value, value, path);
  }

  #single(type: ValueType, value: unknown, path: string): PlainJson {
    if (type.kind === "message") return this.message(type.typeName, value as DynamicMessage, path);
    if (type.kind === "enum") return this.#enum(type.typeName, value as number);
    if (typeof value === "bigint") return value.toString();
    if (value instanceof Uint8Array) return bytesToBase64(value);
    if (type.scalar === "float" || type.scalar === "double") return writeFloating(value as number, type.scalar);
    return value as PlainJson;
  }

  /** A number that the schema does not name stays a number. */
  #enum(typeName: string, value: number): PlainJson {
    if (typeName === "google.protobuf.NullValue") return null;
    return this.#registry.enum(typeName).values.find(({ number }) => number === value)?.name ?? value;
  }
}

/** Members as an object; `__proto__` is a name like any other. */
function objectOf(members: readonly (readonly [string, PlainJson])[]): { [name: string]: PlainJson } {
  return Object.fromEntries(members);
}

/** A field with presence is said whenever it is there; the others only when they differ from their default. */
function isDefault({ cardinality }: FieldSchema, value: unknown): boolean {
  switch (cardinality) {
    case "explicit":
      return false;
    case "repeated":
      return (value as readonly unknown[]).length === 0;
    case "map":
      return (value as ReadonlyMap<unknown, unknown>).size === 0;
    case "implicit":
      if (value instanceof Uint8Array) return value.length === 0;
      return value === "" || value === false || value === 0n || Object.is(value, 0);
  }
}

/** `robotCommand.fullBodyCommand` */
export function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
