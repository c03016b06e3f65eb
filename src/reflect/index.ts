/** The schema as data, codecs made from it, and ProtoJSON: for tools, never loaded by clients. */
export { apiSchema } from "./api.ts";
export { DynamicCodecs, type DynamicMessage } from "./dynamic-codec.ts";
export { fromJson, toJson } from "./json/api-json.ts";
export { JsonError, type JsonErrorCode } from "./json/errors.ts";
export { type FromJsonOptions, JsonReader } from "./json/from-json.ts";
export { JsonNumber, JsonObject, type JsonValue, parseJson } from "./json/parse.ts";
export { JsonWriter, type PlainJson, type ToJsonOptions } from "./json/to-json.ts";
export { protosetSchema } from "./protoset.ts";
export {
  type Cardinality,
  type EnumSchema,
  type FieldSchema,
  type MessageSchema,
  type MethodSchema,
  nearestNames,
  type ScalarType,
  SchemaError,
  SchemaRegistry,
  type SchemaSet,
  type ServiceSchema,
  type ValueType,
} from "./schema.ts";
