/**
 * Writes a `.proto` from facts, with the comments that an earlier version of the file had.
 */
import { commentKey, type CommentedKind, type Comments } from "./comments.ts";
import type {
  EnumFact,
  EnumValueFact,
  FieldFact,
  FileFact,
  MessageFact,
  MethodFact,
  Options,
  OptionValue,
  Reserved,
  ServiceFact,
} from "./facts.ts";

/** The largest field number; `.proto` calls it `max`. */
const MAX_FIELD_NUMBER = 536_870_911;
/** The largest enum number. */
const MAX_ENUM_NUMBER = 2_147_483_647;

/** A written file. */
export interface PrintedProto {
  readonly text: string;
  /** Keys of comments whose subject the facts no longer have. */
  readonly orphans: readonly string[];
}

/** Print a file; comments go to what bears the same name as before. */
export function printProto(file: FileFact, comments: Comments): PrintedProto {
  const printer = new ProtoPrinter(comments);
  const text = printer.file(file);
  return { text, orphans: [...comments.keys()].filter((key) => !printer.used.has(key)) };
}

class ProtoPrinter {
  readonly used = new Set<string>();
  readonly #comments: Comments;

  constructor(comments: Comments) {
    this.#comments = comments;
  }

  file(file: FileFact): string {
    const imports = (file.imports ?? []).map((entry) =>
      typeof entry === "string" ? `import ${quote(entry)};` : `import ${entry[0]} ${quote(entry[1])};`,
    );
    const parts: (readonly string[])[] = [
      this.#leading("file", []),
      ['syntax = "proto3";'],
      [`package ${file.package};`],
      imports,
      printOptions(file.options),
      ...(file.messages ?? []).map((message) => this.#message(message, [])),
      ...(file.enums ?? []).map((type) => this.#enum(type, [])),
      ...(file.services ?? []).map((service) => this.#service(service)),
    ];
    const filled = parts.filter((part) => part.length > 0);
    return `${filled.map((part) => part.join("\n")).join("\n\n")}\n`;
  }

  #message(message: MessageFact, scope: readonly string[]): string[] {
    const path = [...scope, message.name];
    const parts = [
      [...printOptions(message.options), ...printReserved(message.reserved, MAX_FIELD_NUMBER)],
      ...(message.enums ?? []).map((type) => this.#enum(type, path)),
      ...(message.messages ?? []).map((nested) => this.#message(nested, path)),
      this.#fields(message, path),
    ];
    return this.#block("message", path, `message ${message.name}`, separated(parts));
  }

  #fields(message: MessageFact, path: readonly string[]): string[] {
    const oneofs = Object.entries(message.oneofs ?? {});
    return message.fields.flatMap((field) => {
      const oneof = oneofs.find(([, members]) => members.includes(field[3]));
      if (oneof === undefined) return this.#field(field, path);
      const [name, members] = oneof;
      // The whole oneof stands where its first member does.
      const inside = message.fields.filter((other) => members.includes(other[3]));
      if (inside[0] !== field) return [];
      const lines = inside.flatMap((member) => this.#field(member, path));
      return this.#block("oneof", [...path, name], `oneof ${name}`, lines);
    });
  }

  #field([number, label, type, name, options]: FieldFact, path: readonly string[]): string[] {
    const declared = [label, type, name, "=", number].filter((word) => word !== "").join(" ");
    return this.#statement("field", [...path, name], `${declared}${inlineOptions(options)};`);
  }

  #enum(type: EnumFact, scope: readonly string[]): string[] {
    const path = [...scope, type.name];
    const values = type.values.flatMap((value) => this.#enumValue(value, type, path));
    const head = [...printOptions(type.options), ...printReserved(type.reserved, MAX_ENUM_NUMBER)];
    return this.#block("enum", path, `enum ${type.name}`, separated([head, values]));
  }

  #enumValue([number, name, options]: EnumValueFact, type: EnumFact, path: readonly string[]): string[] {
    const deprecated = type.deprecated?.includes(name) === true ? { deprecated: true } : {};
    const all = inlineOptions({ ...deprecated, ...options });
    return this.#statement("value", [...path, name], `${name} = ${number}${all};`);
  }

  #service(service: ServiceFact): string[] {
    const methods = service.methods.flatMap((method) => this.#method(method, [service.name]));
    const parts = [printOptions(service.options), methods];
    return this.#block("service", [service.name], `service ${service.name}`, separated(parts));
  }

  #method([name, inStream, input, outStream, output, options]: MethodFact, path: readonly string[]): string[] {
    const side = (stream: string, type: string): string => `(${stream === "" ? "" : `${stream} `}${type})`;
    const head = `rpc ${name}${side(inStream, input)} returns ${side(outStream, output)}`;
    const body = printOptions(options);
    if (body.length === 0) return this.#statement("rpc", [...path, name], `${head};`);
    return this.#block("rpc", [...path, name], head, body);
  }

  #statement(kind: CommentedKind, path: readonly string[], statement: string): string[] {
    const trailing = this.#comments.get(commentKey(kind, path))?.trailing;
    return [...this.#leading(kind, path), trailing === undefined ? statement : `${statement} ${trailing}`];
  }

  #block(kind: CommentedKind, path: readonly string[], head: string, body: readonly string[]): string[] {
    const opening = this.#statement(kind, path, `${head} {`);
    const lines = [...body, ...this.#leading("end", path)];
    if (lines.length === 0 && !opening.at(-1)?.includes("//")) return [...opening.slice(0, -1), `${head} {}`];
    return [...opening, ...lines.map((line) => (line === "" ? "" : `  ${line}`)), "}"];
  }

  #leading(kind: CommentedKind, path: readonly string[]): readonly string[] {
    const key = commentKey(kind, path);
    this.used.add(key);
    return this.#comments.get(key)?.leading ?? [];
  }
}

function separated(parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : ["", ...part]));
}

function printOptions(options: Options | undefined): string[] {
  return Object.entries(options ?? {}).map(([name, value]) => `option ${name} = ${optionValue(name, value)};`);
}

function inlineOptions(options: Options | undefined): string {
  const list = Object.entries(options ?? {}).map(([name, value]) => `${name} = ${optionValue(name, value)}`);
  return list.length === 0 ? "" : ` [${list.join(", ")}]`;
}

/** Strings that are values of an enum stand without quotes. */
const ENUM_OPTIONS = ["jstype", "ctype", "optimize_for", "retention", "idempotency_level"];

function optionValue(name: string, value: OptionValue): string {
  return typeof value === "string" && !ENUM_OPTIONS.includes(name) ? quote(value) : String(value);
}

function printReserved(reserved: readonly Reserved[] | undefined, max: number): string[] {
  const ranges = (reserved ?? []).filter((entry) => typeof entry !== "string");
  const names = (reserved ?? []).filter((entry) => typeof entry === "string");
  const numbers = ranges.map(([first, last]) => {
    if (last >= max) return `${first} to max`;
    return first === last ? `${first}` : `${first} to ${last}`;
  });
  return [
    ...(numbers.length > 0 ? [`reserved ${numbers.join(", ")};`] : []),
    ...(names.length > 0 ? [`reserved ${names.map(quote).join(", ")};`] : []),
  ];
}

function quote(text: string): string {
  return JSON.stringify(text);
}
