/**
 * Schema facts: the structure of a `.proto` as JSON, without a word of its text. This file gives their types, and reads
 * them strictly, so that a key it does not know is an error and not a loss.
 */

/** Value of an option. */
export type OptionValue = string | number | boolean;
/** Options by name, `{ "deprecated": true }`. */
export type Options = Readonly<Record<string, OptionValue>>;
/** An inclusive range of numbers, or a name. */
export type Reserved = readonly [first: number, last: number] | string;

/** A field: number, `""`, `"optional"` or `"repeated"`, type, name. */
export type FieldFact = readonly [number: number, label: string, type: string, name: string, options?: Options];
/** An enum value: number and name. */
export type EnumValueFact = readonly [number: number, name: string, options?: Options];
/** An RPC: name, `"stream"` or `""` before each of its two message types. */
export type MethodFact = readonly [
  name: string,
  inputStream: string,
  input: string,
  outputStream: string,
  output: string,
  options?: Options,
];

/** An enum type. */
export interface EnumFact {
  readonly name: string;
  readonly values: readonly EnumValueFact[];
  /** Names of the deprecated values. */
  readonly deprecated?: readonly string[];
  readonly reserved?: readonly Reserved[];
  readonly options?: Options;
}

/** A message type. */
export interface MessageFact {
  readonly name: string;
  readonly fields: readonly FieldFact[];
  /** Names of the members by the oneof's name. */
  readonly oneofs?: Readonly<Record<string, readonly string[]>>;
  readonly reserved?: readonly Reserved[];
  readonly enums?: readonly EnumFact[];
  readonly messages?: readonly MessageFact[];
  readonly options?: Options;
}

/** A service. */
export interface ServiceFact {
  readonly name: string;
  readonly methods: readonly MethodFact[];
  readonly options?: Options;
}

/** One `.proto`. */
export interface FileFact {
  /** Import path, `bosdyn/api/geometry.proto`. */
  readonly file: string;
  readonly package: string;
  readonly imports?: readonly (string | readonly [modifier: string, path: string])[];
  readonly options?: Options;
  readonly messages?: readonly MessageFact[];
  readonly enums?: readonly EnumFact[];
  readonly services?: readonly ServiceFact[];
}

const FILE_KEYS = ["file", "package", "imports", "options", "messages", "enums", "services"];
const MESSAGE_KEYS = ["name", "fields", "oneofs", "reserved", "enums", "messages", "options"];
const ENUM_KEYS = ["name", "values", "deprecated", "reserved", "options"];
const SERVICE_KEYS = ["name", "methods", "options"];

/**
 * Parse a file of facts.
 * @param source where the text is from, for the error
 * @throws {Error} not JSON, or with a key, label or member that has no meaning here
 */
export function parseFacts(text: string, source: string): FileFact {
  const file = JSON.parse(text) as FileFact;
  const refuse = (what: string): never => {
    throw new Error(`${source}: ${what}`);
  };
  const checkKeys = (object: object, known: readonly string[], where: string): void => {
    for (const key of Object.keys(object)) if (!known.includes(key)) refuse(`${where} has the unknown key "${key}"`);
  };
  const checkEnum = (fact: EnumFact): void => {
    checkKeys(fact, ENUM_KEYS, fact.name);
    for (const name of fact.deprecated ?? []) {
      if (!fact.values.some((value) => value[1] === name)) refuse(`${fact.name} has no value ${name} to deprecate`);
    }
  };
  const checkMessage = (fact: MessageFact): void => {
    checkKeys(fact, MESSAGE_KEYS, fact.name);
    for (const [, label, , name] of fact.fields) {
      if (!["", "optional", "repeated"].includes(label)) refuse(`${fact.name}.${name} has the label "${label}"`);
    }
    for (const member of Object.values(fact.oneofs ?? {}).flat()) {
      if (!fact.fields.some((field) => field[3] === member)) refuse(`${fact.name} has no field ${member}`);
    }
    fact.enums?.forEach(checkEnum);
    fact.messages?.forEach(checkMessage);
  };
  if (typeof file.file !== "string" || typeof file.package !== "string") refuse("file and package are wanted");
  checkKeys(file, FILE_KEYS, "the file");
  file.enums?.forEach(checkEnum);
  file.messages?.forEach(checkMessage);
  for (const service of file.services ?? []) checkKeys(service, SERVICE_KEYS, service.name);
  return file;
}
