/**
 * Every rule by which a protobuf name becomes a TypeScript name.
 *
 * - A field takes its protobuf JSON name: underscores go, the letter after one is raised, nothing else changes
 *   (`joint_states` is `jointStates`, `enable_BIT` is `enableBIT`, `GUID` stays). A name that every object has already
 *   (`constructor`, `toString`) gets a `$` behind it.
 * - A nested type joins its parents' names with `_`: `SystemFault.Severity` is `SystemFault_Severity`.
 * - A message `Foo` exports the type and the codec `Foo`, the type `FooInit`, and the functions `newFoo`, `readFoo`,
 *   `writeFoo`; for a oneof `bar`, `whichFooBar`.
 * - A service `Foo` exports its methods as the object `Foo`, and the half of them that callers need as `FooCalls`.
 * - A method's first letter is lowered: `GetRobotId` is `getRobotId`.
 * - A name that is taken in its module already gets a `$` behind it. No protobuf name holds a `$`, so that is always
 *   free; for the same reason the kept unknown fields are called `$unknown`.
 * - A type may be named like a global (`Map`, `Error`): its own module then says `globalThis.Map` for the other one, and
 *   an importing module gives it another name.
 */

import type { MessageModel } from "./model.ts";

/** Property that holds the fields which the schema does not know. */
export const UNKNOWN_PROPERTY = "$unknown";

/** Turn a field's name into its property name. */
export function fieldName(protoName: string): string {
  const name = protoName.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return name in Object.prototype ? `${name}$` : name;
}

/** Join a nested type's names, outermost first. */
export function nestedName(path: readonly string[]): string {
  return path.join("_");
}

/** Raise the first letter and drop underscores: `service_type` becomes `ServiceType`. */
export function pascalCase(protoName: string): string {
  const name = fieldName(protoName);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Turn an RPC's name into its property name; `typeName` is the service's own. */
export function methodName(protoName: string): string {
  const name = protoName.charAt(0).toLowerCase() + protoName.slice(1);
  return name === "typeName" || name in Object.prototype ? `${name}$` : name;
}

/** The identifiers that come with a message type, all to be free in its module. */
export function messageNames(name: string): string[] {
  return [
    name,
    `${name}Init`,
    newFunction(name),
    readFunction(name),
    writeFunction(name),
    readNestedFunction(name),
    writeNestedFunction(name),
    namesTable(name),
  ];
}

/** Makes a message with every field at its default. */
export function newFunction(name: string): string {
  return `new${name}`;
}

/** Reads a message's fields. */
export function readFunction(name: string): string {
  return `read${name}`;
}

/** Writes a message's fields. */
export function writeFunction(name: string): string {
  return `write${name}`;
}

/** Reads a message that is nothing but a double, with its length. */
export function readNestedFunction(name: string): string {
  return `readNested${name}`;
}

/** Writes such a message with its tag and length. */
export function writeNestedFunction(name: string): string {
  return `writeNested${name}`;
}

/**
 * Whether a message is nothing but a double numbered 1, as `google.protobuf.DoubleValue` is. A robot's state holds so
 * many of these that they are read and written in one step.
 */
export function isBareDouble({ fields: [field, second] }: MessageModel): boolean {
  return (
    second === undefined &&
    field?.number === 1 &&
    field.cardinality === "implicit" &&
    field.value.kind === "scalar" &&
    field.value.scalar === "double"
  );
}

/** The identifiers that come with a service. */
export function serviceNames(name: string): string[] {
  return [name, callsName(name)];
}

/** The object of a service's methods as callers need them. */
export function callsName(name: string): string {
  return `${name}Calls`;
}

/** The table of field names for error messages; private to its module. */
export function namesTable(name: string): string {
  return `namesOf${name}`;
}

/**
 * Whether a message needs that table: not if its fields' numbers count up from 1 and each name follows from its
 * property, because then a decoded message says both (src/wire/field-names.ts).
 */
export function needsNamesTable({ fields }: MessageModel): boolean {
  return fields.some(
    ({ number, name, protoName }, i) =>
      number !== i + 1 || name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) !== protoName,
  );
}

/** A map's entry, as protobuf itself names the type; the functions that read and write it bear this name. */
export function entryName(message: string, field: string): string {
  return `${message}_${pascalCase(field)}Entry`;
}

/** Hands out the identifiers of one module, each once. */
export class NameScope {
  readonly #taken = new Set<string>();

  /**
   * Take a name, with as many `$` behind it as it needs to be free.
   * @param dependents gives the other identifiers that come with a name; all of them must be free
   */
  take(wanted: string, dependents: (name: string) => readonly string[] = (name) => [name]): string {
    let name = wanted;
    while (dependents(name).some((each) => this.#taken.has(each))) name += "$";
    for (const each of dependents(name)) this.#taken.add(each);
    return name;
  }

  /** Whether a name is in use. */
  has(name: string): boolean {
    return this.#taken.has(name);
  }
}

/** Write a property in an object literal or interface: quoted where it is no identifier. */
export function propertyKey(name: string): string {
  // In an object literal a plain `__proto__` would set the prototype.
  if (name === "__proto__") return `["__proto__"]`;
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** Write the access to a property. */
export function propertyAccess(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}
