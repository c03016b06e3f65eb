/**
 * protobufjs reflection as a second opinion: random messages of any type, and the way between its objects and ours.
 * It shares nothing with the generator but the parsed `.proto`.
 */
import fc from "fast-check";
import protobuf from "protobufjs";
import type { AnyMessage } from "./generated.ts";

/** Below this many levels, random messages hold no further messages. */
const MAX_RANDOM_DEPTH = 3;

/** What protobufjs has for 64-bit numbers: two signed halves. */
interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

const INT64 = ["int64", "sint64", "sfixed64"];
const UINT64 = ["uint64", "fixed64"];

/** The property that a field has in our messages (protobuf JSON name). */
export function ourName(field: protobuf.Field): string {
  const name = field.name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return name in {} ? `${name}$` : name;
}

/** List every message type of a namespace, nested ones too. */
export function allTypes(namespace: protobuf.NamespaceBase): protobuf.Type[] {
  return namespace.nestedArray.flatMap((member) => [
    ...(member instanceof protobuf.Type ? [member] : []),
    ...(member instanceof protobuf.Namespace ? allTypes(member) : []),
  ]);
}

/** What `messages` made before, by type and depth: the robot's types hold each other many times over. */
const madeBefore = new Map<protobuf.Type, fc.Arbitrary<AnyMessage>[]>();

/** Random messages in our decoded shape; every oneof has one member or none. */
export function messages(type: protobuf.Type, depth = 0): fc.Arbitrary<AnyMessage> {
  const byDepth = madeBefore.get(type) ?? [];
  madeBefore.set(type, byDepth);
  return (byDepth[depth] ??= makeMessages(type, depth));
}

function makeMessages(type: protobuf.Type, depth: number): fc.Arbitrary<AnyMessage> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of type.fieldsArray) {
    if (field.partOf === null || field.partOf.isProto3Optional) fields[ourName(field)] = fieldValues(field, depth);
  }
  const oneofs = type.oneofsArray.filter((oneof) => !oneof.isProto3Optional).map((oneof) => oneofValues(oneof, depth));
  return fc.tuple(fc.record(fields), ...oneofs).map((parts) => {
    const message: AnyMessage = {};
    for (const part of parts) Object.assign(message, part);
    return { ...message, $unknown: undefined };
  });
}

function oneofValues(oneof: protobuf.OneOf, depth: number): fc.Arbitrary<AnyMessage> {
  const none = Object.fromEntries(oneof.fieldsArray.map((field) => [ourName(field), undefined]));
  const members = oneof.fieldsArray.filter((field) => !tooDeep(field, depth));
  return fc.oneof(
    fc.constant(none),
    ...members.map((field) => elements(field, depth).map((value) => ({ ...none, [ourName(field)]: value }))),
  );
}

function tooDeep(field: protobuf.Field, depth: number): boolean {
  return field.resolvedType instanceof protobuf.Type && depth >= MAX_RANDOM_DEPTH;
}

function fieldValues(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const empty = tooDeep(field, depth);
  const size = { maxLength: empty ? 0 : 2 };
  if (field instanceof protobuf.MapField) {
    const entries = fc.tuple(scalars(field.keyType), empty ? fc.constant(undefined) : elements(field, depth));
    return fc.uniqueArray(entries, { ...size, selector: ([key]) => key }).map((list) => new Map(inObjectOrder(list)));
  }
  if (field.repeated) return fc.array(empty ? fc.constant(undefined) : elements(field, depth), size);
  if (empty) return fc.constant(undefined);
  const absent = field.partOf !== null || field.resolvedType instanceof protobuf.Type ? undefined : zero(field);
  return fc.oneof(fc.constant(absent), elements(field, depth));
}

/** protobufjs holds maps as objects, which move keys that look like array indices to the front, ascending. */
function inObjectOrder(entries: [unknown, unknown][]): [unknown, unknown][] {
  return Object.values(Object.fromEntries(entries.map((entry) => [String(entry[0]), entry])));
}

function elements(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  if (field.resolvedType instanceof protobuf.Type) return messages(field.resolvedType, depth + 1);
  if (field.resolvedType instanceof protobuf.Enum) {
    // Half of them known, the others from a newer release.
    return fc.oneof(fc.constantFrom(...Object.values(field.resolvedType.values)), scalars("int32"));
  }
  return scalars(field.type);
}

/** Random values of a scalar type, the ends of its range among them. */
export function scalars(type: string): fc.Arbitrary<unknown> {
  const bigints = (min: bigint, max: bigint): fc.Arbitrary<bigint> =>
    fc.oneof(fc.constantFrom(min, max, 0n, 1n, 1n << 32n, (1n << 53n) + 1n), fc.bigInt({ min, max }));
  if (INT64.includes(type)) return bigints(-(2n ** 63n), 2n ** 63n - 1n);
  if (UINT64.includes(type)) return bigints(0n, 2n ** 64n - 1n);
  switch (type) {
    case "double":
      return fc.oneof(fc.constantFrom(NaN, -0, Infinity, -Infinity, Number.MIN_VALUE), fc.double());
    case "float":
      return fc.oneof(fc.constantFrom(NaN, -0, Infinity), fc.float());
    case "int32":
    case "sint32":
    case "sfixed32":
      return fc.oneof(fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1), fc.integer());
    case "uint32":
    case "fixed32":
      return fc.oneof(fc.constantFrom(2 ** 32 - 1, 2 ** 31, 127, 128), fc.nat(2 ** 32 - 1));
    case "bool":
      return fc.boolean();
    case "string":
      return fc
        .oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom("", "\uFEFF", "é", "🤖", "\0"))
        .filter((text) => text !== "__proto__");
    case "bytes":
      return fc.uint8Array({ maxLength: 40 });
    default:
      throw new Error(`scalar type ${type} is unknown`);
  }
}

/** The default of a field without presence. */
function zero(field: protobuf.Field): unknown {
  if (INT64.includes(field.type) || UINT64.includes(field.type)) return 0n;
  const zeros: Record<string, unknown> = { bool: false, string: "", bytes: new Uint8Array(0) };
  return field.resolvedType === null && field.type in zeros ? zeros[field.type] : 0;
}

/** Turn one of our messages into what protobufjs encodes; defaults that proto3 leaves out are left out. */
export function toOracle(type: protobuf.Type, message: AnyMessage): protobuf.Message {
  const plain: AnyMessage = {};
  for (const field of type.fieldsArray) {
    const value = message[ourName(field)];
    if (value === undefined) continue;
    if (field instanceof protobuf.MapField) {
      const keyed = [...(value as Map<unknown, unknown>)].map(([key, element]) => [
        typeof key === "bigint" ? longHash(key, field.keyType) : String(key as string | number | boolean),
        toOracleElement(field, element),
      ]);
      plain[field.name] = Object.fromEntries(keyed);
    } else if (field.repeated) {
      plain[field.name] = (value as unknown[]).map((element) => toOracleElement(field, element));
    } else if (hasPresence(field) || !isZero(value)) plain[field.name] = toOracleElement(field, value);
  }
  return type.create(plain);
}

function hasPresence(field: protobuf.Field): boolean {
  return field.partOf !== null || field.resolvedType instanceof protobuf.Type;
}

function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === 0n || value === false || value === "";
}

function toOracleElement(field: protobuf.Field, value: unknown): unknown {
  if (field.resolvedType instanceof protobuf.Type) return toOracle(field.resolvedType, value as AnyMessage);
  return typeof value === "bigint" ? toLong(value, field.type) : value;
}

function toLong(value: bigint, type: string): Long {
  const [low, high] = [value, value >> 32n].map((half) => Number(BigInt.asIntN(32, half)));
  return new protobuf.util.Long(low, high, UINT64.includes(type));
}

function fromLong({ low, high, unsigned }: Long): bigint {
  const value = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return unsigned ? BigInt.asUintN(64, value) : value;
}

/** protobufjs keys 64-bit maps by the eight bytes as characters. */
function longHash(value: bigint, type: string): string {
  return protobuf.util.longToHash(toLong(value, type));
}

/** Turn what protobufjs decoded into our decoded shape. */
export function fromOracle(type: protobuf.Type, decoded: protobuf.Message): AnyMessage {
  const source = decoded as unknown as AnyMessage;
  const message: AnyMessage = {};
  for (const field of type.fieldsArray) {
    const present = Object.hasOwn(source, field.name);
    const value = source[field.name];
    if (field instanceof protobuf.MapField) {
      const entries = present ? Object.entries(value as AnyMessage) : [];
      message[ourName(field)] = new Map(
        entries.map(([key, element]) => [fromOracleKey(field.keyType, key), fromOracleElement(field, element)]),
      );
    } else if (field.repeated) {
      const list = present ? (value as unknown[]) : [];
      message[ourName(field)] = list.map((element) => fromOracleElement(field, element));
    } else if (present) message[ourName(field)] = fromOracleElement(field, value);
    else message[ourName(field)] = hasPresence(field) ? undefined : zero(field);
  }
  return { ...message, $unknown: undefined };
}

function fromOracleKey(type: string, key: string): unknown {
  if (INT64.includes(type) || UINT64.includes(type)) {
    return fromLong(protobuf.util.longFromHash(key, UINT64.includes(type)) as Long);
  }
  if (type === "bool") return key === "true";
  return type === "string" ? key : Number(key);
}

function fromOracleElement(field: protobuf.Field, value: unknown): unknown {
  if (field.resolvedType instanceof protobuf.Type) return fromOracle(field.resolvedType, value as protobuf.Message);
  if (INT64.includes(field.type) || UINT64.includes(field.type)) return fromLong(value as Long);
  // A Buffer is not deeply equal to an array of the same bytes.
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
