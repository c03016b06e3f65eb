/** Messages of the API as ProtoJSON, for `--json`. */
import {
  apiSchema,
  DynamicCodecs,
  type DynamicMessage,
  JsonWriter,
  type PlainJson,
  SchemaRegistry,
} from "../reflect/index.ts";

let writer: JsonWriter | undefined;

/**
 * A decoded message as ProtoJSON. Fields at their default are there too, so that a script finds them.
 * @throws {JsonError} it cannot be said in JSON
 */
export function messageJson(typeName: string, message: object): PlainJson {
  if (writer === undefined) {
    const registry = new SchemaRegistry(apiSchema());
    writer = new JsonWriter(registry, new DynamicCodecs(registry), { emitDefaults: true });
  }
  return writer.message(typeName, message as DynamicMessage);
}
