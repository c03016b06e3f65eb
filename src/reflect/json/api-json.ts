/**
 * Messages of Spot's API as JSON and back, by protobuf's JSON mapping: for logs, files and people. Brings the schema of the
 * whole API, 90 kB gzipped.
 */
import type { MessageCodec } from "../../wire/index.ts";
import { apiSchema } from "../api.ts";
import { type DynamicMessage, DynamicCodecs } from "../dynamic-codec.ts";
import { SchemaRegistry } from "../schema.ts";
import { type FromJsonOptions, JsonReader } from "./from-json.ts";
import { parseJson } from "./parse.ts";
import { JsonWriter, type PlainJson, type ToJsonOptions } from "./to-json.ts";

let made: { readonly registry: SchemaRegistry; readonly codecs: DynamicCodecs } | undefined;

/** Made when first asked for: importing does nothing. */
function api(): { readonly registry: SchemaRegistry; readonly codecs: DynamicCodecs } {
  if (made === undefined) {
    const registry = new SchemaRegistry(apiSchema());
    made = { registry, codecs: new DynamicCodecs(registry) };
  }
  return made;
}

/**
 * Make plain JSON of a message: fields by their JSON names, enums by name, 64-bit numbers as text, bytes as base64, times
 * as RFC 3339. Fields of a newer release are left out. A password or a token in it is in the JSON too: `maskJson` of
 * `spotwire/inspect` hides them.
 * @param codec of the message's type, one of Spot's API
 * @param message as decoded, or as `encode` takes it
 * @throws {JsonError} `JSON_UNSAYABLE`: an Any of an unknown type, a time out of range
 * @throws {SchemaError} the type is not of the API
 * @throws {TypeError | RangeError} as `encode`
 * @example
 * ```ts
 * import { RobotId } from "spotwire/messages/bosdyn/api/robot_id";
 * import { toJson } from "spotwire/reflect";
 *
 * process.stdout.write(`${JSON.stringify(toJson(RobotId, { serialNumber: "spot-1" }))}\n`);
 * ```
 */
export function toJson<T, Init>(codec: MessageCodec<T, Init>, message: T | Init, options?: ToJsonOptions): PlainJson {
  const { registry, codecs } = api();
  // There and back: what a caller would encode lacks fields, and is checked on the way.
  const whole = codec.decode(codec.encode(message as Init)) as DynamicMessage;
  return new JsonWriter(registry, codecs, options).message(codec.typeName, whole);
}

/**
 * Make a message of JSON text.
 * @param codec of the message's type, one of Spot's API
 * @throws {JsonError} with the path of what is wrong, what was wanted and the nearest known name
 * @throws {SchemaError} the type is not of the API
 */
export function fromJson<T, Init>(codec: MessageCodec<T, Init>, text: string, options?: FromJsonOptions): T {
  const { registry, codecs } = api();
  const message = new JsonReader(registry, codecs, options).message(codec.typeName, parseJson(text));
  return codec.decode(codecs.codec(codec.typeName).encode(message));
}
