/**
 * Values on a mission's blackboard, as a program has them. JavaScript has one type for numbers and the blackboard two: a
 * `number` is always its float, a `bigint` always its int, whatever the number happens to be.
 */
import type {
  ConstantValueInit,
  KeyValueInit,
  ValueInit,
  VariableDeclarationInit,
} from "../../messages/bosdyn/api/mission/util.ts";
import { VariableDeclaration_Type, whichConstantValueValue } from "../../messages/bosdyn/api/mission/util.ts";
import type { PackedMessage } from "../pack-any.ts";

/**
 * A constant: `number` as float, `bigint` as int, what `packAny` makes as message, a `Map` as dict, any other
 * iterable as list.
 */
export type BlackboardValue =
  boolean | bigint | number | string | PackedMessage | ReadonlyMap<string, BlackboardValue> | Iterable<BlackboardValue>;

/** Where a value comes from, where it is no constant to be made: a variable, a parameter, or a constant as it is sent. */
export type ValueSource =
  | { readonly constant: ConstantValueInit }
  | { readonly runtimeVar: VariableDeclarationInit }
  | { readonly parameter: VariableDeclarationInit };

/** Values by key. */
export type ValuesByKey = Readonly<Record<string, BlackboardValue | ValueSource>>;

/** How deep lists and dicts may lie in each other: below what a message may nest. */
const MAX_DEPTH = 40;

/**
 * Make a constant of a value, in the field that suits its type.
 * @throws {RangeError} a bigint does not fit 64 bits, or lists and dicts lie more than 40 deep in each other
 * @throws {TypeError} the value is of another type: bytes, a plain object
 */
export function constantValue(value: BlackboardValue): ConstantValueInit {
  return toConstant(value, 0);
}

/**
 * Make a value of a node: a constant, or by a text `$name` a reference to the parameter `name` of the node around it. A
 * text that is to begin with `$` is given as `{ constant: { stringValue } }`.
 * @throws {RangeError | TypeError} as `constantValue`; `$` without a name
 */
export function nodeValue(value: BlackboardValue | ValueSource): ValueInit {
  if (typeof value === "string" && value.startsWith("$")) return parameterReference(value.slice(1));
  return isSource(value) ? value : { constant: constantValue(value) };
}

/** Refer to a parameter of the node around, by name. @param type what it holds, if that is to be said @throws {RangeError} no name */
export function parameterReference(name: string, type?: VariableDeclaration_Type): ValueInit {
  if (name === "") throw new RangeError("a reference to a parameter has no name");
  return { parameter: { name, type: type ?? VariableDeclaration_Type.TYPE_UNKNOWN } };
}

/** Make keys with values, each as `nodeValue` makes it. @throws {RangeError | TypeError} as `nodeValue`; an empty key */
export function nodeValues(values: ValuesByKey): KeyValueInit[] {
  return Object.entries(values).map(([key, value]) => {
    if (key === "") throw new RangeError("a value has an empty key");
    return { key, value: nodeValue(value) };
  });
}

/**
 * Read a constant, such as a variable in a mission's state: an int as `bigint`, a float as `number`, a message as `Any`, a
 * list as array, a dict as `Map`.
 * @returns `undefined` for one without a value
 */
export function readConstantValue(constant: ConstantValueInit): BlackboardValue | undefined {
  const which = whichConstantValueValue(constant);
  switch (which) {
    case undefined:
      return undefined;
    case "msgValue":
      return { ...constant.msgValue, typeUrl: constant.msgValue?.typeUrl ?? "" };
    case "listValue":
      return (constant.listValue?.values ?? []).map(readConstantValue).filter((each) => each !== undefined);
    case "dictValue":
      return new Map(
        [...(constant.dictValue?.values ?? [])].flatMap(([key, each]) => {
          const value = readConstantValue(each);
          return value === undefined ? [] : [[key, value]];
        }),
      );
    default:
      return constant[which];
  }
}

function toConstant(value: BlackboardValue, depth: number): ConstantValueInit {
  if (depth > MAX_DEPTH) throw new RangeError(`lists and dicts lie more than ${MAX_DEPTH} deep in each other`);
  switch (typeof value) {
    case "boolean":
      return { boolValue: value };
    case "bigint":
      if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit 64 bits`);
      return { intValue: value };
    case "number":
      return { floatValue: value };
    case "string":
      return { stringValue: value };
    case "object":
      return toCompound(value, depth);
    default:
      throw new TypeError(`a ${typeof value} is no value of a blackboard`);
  }
}

function toCompound(
  value: Exclude<BlackboardValue, boolean | bigint | number | string>,
  depth: number,
): ConstantValueInit {
  if ((value as unknown) === null || ArrayBuffer.isView(value)) {
    throw new TypeError("a blackboard has no bytes and no null: pack bytes into a message");
  }
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, BlackboardValue>)];
    return { dictValue: { values: new Map(entries.map(([key, each]) => [key, toConstant(each, depth + 1)])) } };
  }
  if (Symbol.iterator in value) {
    const values = [...(value as Iterable<BlackboardValue>)];
    return { listValue: { values: values.map((each) => toConstant(each, depth + 1)) } };
  }
  if ("typeUrl" in value && typeof value.typeUrl === "string") return { msgValue: value };
  throw new TypeError("a plain object is no value of a blackboard: give a Map for a dict, packAny(…) for a message");
}

function isSource(value: BlackboardValue | ValueSource): value is ValueSource {
  return typeof value === "object" && ["constant", "runtimeVar", "parameter"].some((name) => name in value);
}
