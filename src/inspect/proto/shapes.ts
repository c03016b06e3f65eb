/** Fields of a message type by number, and the entries of maps as the messages that they are. */
import type { FieldSchema, MessageSchema } from "../../reflect/schema.ts";

const byNumber = new WeakMap<MessageSchema, ReadonlyMap<number, FieldSchema>>();
const entries = new WeakMap<FieldSchema, MessageSchema>();

/** A field of a type, if it has one of that number. */
export function fieldOf(schema: MessageSchema, number: number): FieldSchema | undefined {
  let fields = byNumber.get(schema);
  if (fields === undefined) {
    fields = new Map(schema.fields.map((field) => [field.number, field]));
    byNumber.set(schema, fields);
  }
  return fields.get(number);
}

/** The message that an entry of a map is on the wire (protobuf encoding, "Maps"): its key is field 1, its value field 2. */
export function entryOf(map: FieldSchema): MessageSchema {
  let entry = entries.get(map);
  if (entry === undefined) {
    const key = { kind: "scalar", scalar: map.key ?? "string" } as const;
    const fields = [entryField(map, 1, "key", key), entryField(map, 2, "value", map.value)];
    entry = { typeName: "", file: "", doc: "", fields };
    entries.set(map, entry);
  }
  return entry;
}

function entryField(map: FieldSchema, number: number, name: string, value: FieldSchema["value"]): FieldSchema {
  const names = { protoName: name, jsonName: name, property: name };
  return { ...map, ...names, number, value, cardinality: "explicit", key: undefined, packed: false, oneof: undefined };
}
