/**
 * Holds protos/ equal to the schema facts it was written from. The files are read by protobufjs, not by our own tools,
 * and the facts by this test alone, so that an error in tools/protos cannot hide itself.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import type { EnumFact, FileFact, MessageFact, Reserved, ServiceFact } from "../../tools/protos/facts.ts";

const FACTS = join(import.meta.dirname, "../vectors/schema");
const PROTOS = join(import.meta.dirname, "../../protos");

/** How much was compared, so that nothing is skipped unseen. */
const counts = { files: 0, messages: 0, fields: 0, oneofs: 0, enums: 0, values: 0, services: 0, methods: 0 };

function list(directory: string, extension: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length).replaceAll("\\", "/"))
    .sort();
}

const files = list(FACTS, ".json").map(
  (file) => JSON.parse(readFileSync(join(FACTS, `${file}.json`), "utf8")) as FileFact,
);

/** Full names of every type of the facts, to resolve types by protobuf's scoping rules. */
const known = new Set<string>();
function addNames(scope: string, { messages = [], enums = [] }: Partial<Pick<FileFact, "messages" | "enums">>): void {
  for (const type of enums) known.add(`${scope}.${type.name}`);
  for (const message of messages) {
    known.add(`${scope}.${message.name}`);
    addNames(`${scope}.${message.name}`, message);
  }
}
for (const file of files) addNames(file.package, file);

/** Innermost scope first; what is found nowhere is a scalar or a well-known type. */
function resolve(type: string, scope: string): string {
  for (let around = scope; around !== ""; around = around.slice(0, Math.max(0, around.lastIndexOf(".")))) {
    if (known.has(`${around}.${type}`)) return `${around}.${type}`;
  }
  return type;
}

function parse(file: string): protobuf.Namespace {
  const root = new protobuf.Root();
  const source = readFileSync(join(PROTOS, file), "utf8");
  const parsed = protobuf.parse(source, root, { keepCase: true });
  expect(parsed.package).toBe(fileOf(file).package);
  expect(parsed.imports ?? []).toEqual(fileOf(file).imports);
  return root.lookup(parsed.package ?? "") as protobuf.Namespace;
}

function fileOf(file: string): FileFact {
  const found = files.find((fact) => fact.file === file);
  if (found === undefined) throw new Error(`no facts for ${file}`);
  return found;
}

/** The number of times an entry of `reserved` counts does not matter, nor their order. */
function reservedSet(reserved: readonly (Reserved | number[])[] | undefined): string[] {
  return (reserved ?? []).map((entry) => JSON.stringify(entry)).sort();
}

/** The order in which a oneof lists its members means nothing. */
function membersByName(oneofs: readonly (readonly [string, readonly string[]])[]): Record<string, string[]> {
  return Object.fromEntries(oneofs.map(([name, members]) => [name, members.toSorted()]));
}

function compareMessage(type: protobuf.Type, fact: MessageFact): void {
  counts.messages++;
  const scope = type.fullName.slice(1);
  const asFacts = type.fieldsArray.map((field) => {
    const isMap = field instanceof protobuf.MapField;
    const label = field.partOf?.isProto3Optional === true ? "optional" : field.repeated ? "repeated" : "";
    const element = resolve(field.type, scope);
    return {
      number: field.id,
      label,
      type: isMap ? `map<${field.keyType}, ${element}>` : element,
      name: field.name,
      deprecated: field.options?.["deprecated"] === true,
    };
  });
  const facts = fact.fields.map(([number, label, written, name, options]) => {
    const map = /^map<(\w+), (.+)>$/.exec(written);
    const type = map === null ? resolve(written, scope) : `map<${map[1] ?? ""}, ${resolve(map[2] ?? "", scope)}>`;
    return { number, label, type, name, deprecated: options?.["deprecated"] === true };
  });
  counts.fields += facts.length;
  expect(asFacts.toSorted((a, b) => a.number - b.number)).toEqual(facts.toSorted((a, b) => a.number - b.number));
  const oneofs = type.oneofsArray.filter((oneof) => !oneof.isProto3Optional);
  counts.oneofs += oneofs.length;
  expect(membersByName(oneofs.map((oneof) => [oneof.name, oneof.oneof]))).toEqual(
    membersByName(Object.entries(fact.oneofs ?? {})),
  );
  expect(reservedSet(type.reserved)).toEqual(reservedSet(fact.reserved));
  expect(type.options ?? {}).toEqual(fact.options ?? {});
  compareMembers(type, fact);
}

function compareEnum(type: protobuf.Enum, fact: EnumFact): void {
  counts.enums++;
  counts.values += fact.values.length;
  expect(Object.entries(type.values).map(([name, number]) => [number, name])).toEqual(fact.values);
  const deprecated = Object.keys(type.values).filter((name) => type.valuesOptions?.[name]?.["deprecated"] === true);
  expect(deprecated).toEqual(fact.deprecated ?? []);
  expect(reservedSet(type.reserved)).toEqual(reservedSet(fact.reserved));
  expect(type.options ?? {}).toEqual(fact.options ?? {});
}

function compareService(service: protobuf.Service, fact: ServiceFact): void {
  counts.services++;
  counts.methods += fact.methods.length;
  const scope = service.fullName.slice(1);
  const stream = (streams: boolean | undefined): string => (streams === true ? "stream" : "");
  expect(
    service.methodsArray.map((method) => [
      method.name,
      stream(method.requestStream),
      resolve(method.requestType, scope),
      stream(method.responseStream),
      resolve(method.responseType, scope),
    ]),
  ).toEqual(
    fact.methods.map(([name, inStream, input, outStream, output]) => [
      name,
      inStream,
      resolve(input, scope),
      outStream,
      resolve(output, scope),
    ]),
  );
}

function compareMembers(
  namespace: protobuf.NamespaceBase,
  { messages = [], enums = [], services = [] }: Partial<Pick<FileFact, "messages" | "enums" | "services">>,
): void {
  const names = [...messages, ...enums, ...services].map((fact) => fact.name);
  expect(namespace.nestedArray.map((member) => member.name).sort()).toEqual(names.sort());
  for (const fact of messages) compareMessage(namespace.lookupType(fact.name), fact);
  for (const fact of enums) compareEnum(namespace.lookupEnum(fact.name), fact);
  for (const fact of services) compareService(namespace.lookupService(fact.name), fact);
}

describe("protos/", () => {
  it("holds a .proto for each file of facts, and no other", () => {
    expect(list(PROTOS, ".proto")).toEqual(list(FACTS, ".json"));
  });

  for (const fact of files) {
    it(`${fact.file} says what the facts say`, () => {
      counts.files++;
      compareMembers(parse(fact.file), fact);
    });
  }

  it("was compared whole", () => {
    const written = files.flatMap((file) => JSON.stringify(file).match(/"name":/g) ?? []).length;
    // Every message, enum and service has one "name" in the facts.
    expect(counts.messages + counts.enums + counts.services).toBe(written);
    expect(counts).toEqual({
      files: 152,
      messages: 1295,
      fields: 4434,
      oneofs: 94,
      enums: 338,
      values: 1711,
      services: 64,
      methods: 264,
    });
    process.stderr.write(`compared with the schema facts: ${JSON.stringify(counts)}\n`);
  });
});
