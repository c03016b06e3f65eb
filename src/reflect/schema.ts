/**
 * The schema as data: messages, enums and services by name, for tools that must read what they were not compiled for.
 * Clients never load this room.
 */
import { SpotError } from "../errors.ts";

/** A scalar type, by protobuf's own name. */
export type ScalarType =
  | "double"
  | "float"
  | "int32"
  | "int64"
  | "uint32"
  | "uint64"
  | "sint32"
  | "sint64"
  | "fixed32"
  | "fixed64"
  | "sfixed32"
  | "sfixed64"
  | "bool"
  | "string"
  | "bytes";

/** How often a field may hold a value: `explicit` tells zero from the default, `implicit` does not. */
export type Cardinality = "explicit" | "implicit" | "repeated" | "map";

/** The type of one value; messages and enums by full name. */
export type ValueType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  | { readonly kind: "enum"; readonly typeName: string }
  | { readonly kind: "message"; readonly typeName: string };

/** A field. */
export interface FieldSchema {
  readonly number: number;
  /** As the `.proto` spells it, `joint_states`. */
  readonly protoName: string;
  /** Its name in JSON, `jointStates`. */
  readonly jsonName: string;
  /** Its property in decoded messages: the JSON name, but for the few that JavaScript has taken. */
  readonly property: string;
  readonly cardinality: Cardinality;
  /** Of the element, or of the map's value. */
  readonly value: ValueType;
  /** Of the map's key. */
  readonly key: ScalarType | undefined;
  readonly packed: boolean;
  /** Name of the oneof that holds it. */
  readonly oneof: string | undefined;
  /** Comment of the `.proto`; empty if there is none. */
  readonly doc: string;
}

/** A message type. */
export interface MessageSchema {
  /** Full protobuf name. */
  readonly typeName: string;
  /** `.proto` that declares it. */
  readonly file: string;
  readonly doc: string;
  /** In field-number order. */
  readonly fields: readonly FieldSchema[];
}

/** An enum type. A number may have several names; the first is the one to print. */
export interface EnumSchema {
  readonly typeName: string;
  readonly file: string;
  readonly doc: string;
  readonly values: readonly { readonly name: string; readonly number: number; readonly doc: string }[];
}

/** An RPC. */
export interface MethodSchema {
  /** As the `.proto` spells it, `GetRobotId`. */
  readonly name: string;
  readonly doc: string;
  /** Full names of its messages. */
  readonly input: string;
  readonly output: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
}

/** A service. */
export interface ServiceSchema {
  readonly typeName: string;
  readonly file: string;
  readonly doc: string;
  readonly methods: readonly MethodSchema[];
}

/** What a set of `.proto` files declares. */
export interface SchemaSet {
  readonly messages: readonly MessageSchema[];
  readonly enums: readonly EnumSchema[];
  readonly services: readonly ServiceSchema[];
}

/** A name that the schema does not have. */
export class SchemaError extends SpotError {
  readonly code = "SCHEMA_UNKNOWN_NAME";
  readonly retryable = false;
  /** What was looked for. */
  readonly wanted: string;
  /** The nearest names there are, best first; at most three. */
  readonly nearest: readonly string[];

  constructor(kind: string, wanted: string, nearest: readonly string[]) {
    const hint = nearest.length === 0 ? "" : `; did you mean ${nearest.join(" or ")}?`;
    super(`no ${kind} named ${JSON.stringify(wanted)} in the schema${hint}`);
    this.wanted = wanted;
    this.nearest = nearest;
  }
}

/** Types and services by full name. Several sets may be joined; a name declared twice keeps its first meaning. */
export class SchemaRegistry {
  readonly #messages = new Map<string, MessageSchema>();
  readonly #enums = new Map<string, EnumSchema>();
  readonly #services = new Map<string, ServiceSchema>();

  constructor(...sets: readonly SchemaSet[]) {
    for (const set of sets) {
      for (const each of set.messages) if (!this.#messages.has(each.typeName)) this.#messages.set(each.typeName, each);
      for (const each of set.enums) if (!this.#enums.has(each.typeName)) this.#enums.set(each.typeName, each);
      for (const each of set.services) if (!this.#services.has(each.typeName)) this.#services.set(each.typeName, each);
    }
  }

  /** Every service, by name. */
  get services(): readonly ServiceSchema[] {
    return [...this.#services.values()].sort((a, b) => (a.typeName < b.typeName ? -1 : 1));
  }

  /** A message type, or `undefined`. */
  findMessage(typeName: string): MessageSchema | undefined {
    return this.#messages.get(typeName);
  }

  /** An enum type, or `undefined`. */
  findEnum(typeName: string): EnumSchema | undefined {
    return this.#enums.get(typeName);
  }

  /** A service, or `undefined`. */
  findService(typeName: string): ServiceSchema | undefined {
    return this.#services.get(typeName);
  }

  /** @throws {SchemaError} there is none; names the nearest */
  message(typeName: string): MessageSchema {
    return this.#messages.get(typeName) ?? this.#fail("message", typeName, this.#messages);
  }

  /** @throws {SchemaError} there is none; names the nearest */
  enum(typeName: string): EnumSchema {
    return this.#enums.get(typeName) ?? this.#fail("enum", typeName, this.#enums);
  }

  /**
   * A service by its full name, or by the last part of it where that is unambiguous.
   * @throws {SchemaError} there is none; names the nearest
   */
  service(name: string): ServiceSchema {
    const exact = this.#services.get(name);
    if (exact !== undefined) return exact;
    const short = [...this.#services.values()].filter(({ typeName }) => typeName.endsWith(`.${name}`));
    return short.length === 1 ? (short[0] as ServiceSchema) : this.#fail("service", name, this.#services);
  }

  /** An RPC of a service. @throws {SchemaError} there is none; names the nearest */
  method(service: ServiceSchema, name: string): MethodSchema {
    const found = service.methods.find((method) => method.name === name);
    if (found !== undefined) return found;
    throw new SchemaError(
      `method of ${service.typeName}`,
      name,
      nearestNames(
        name,
        service.methods.map((method) => method.name),
      ),
    );
  }

  /** Names of every message, enum and service, sorted. */
  typeNames(): string[] {
    return [...this.#messages.keys(), ...this.#enums.keys(), ...this.#services.keys()].sort();
  }

  #fail(kind: string, wanted: string, among: ReadonlyMap<string, unknown>): never {
    throw new SchemaError(kind, wanted, nearestNames(wanted, [...among.keys()]));
  }
}

/** Names farther than this share of their length are no help. */
const MAX_DISTANCE_SHARE = 0.4;

/** The three names nearest to one that does not exist: by edit distance, whole names and last parts, and by beginnings. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const target = wanted.toLowerCase();
  const tail = lastPart(target);
  return names
    .map((name) => {
      const lower = name.toLowerCase();
      const distance = Math.min(
        editDistance(target, lower) / Math.max(target.length, lower.length),
        // A right name in the wrong package is the likelier mistake.
        (editDistance(tail, lastPart(lower)) + 0.5) / Math.max(tail.length, lastPart(lower).length),
        // `fault`, or `robot-state` as the directory has it, for FaultService and RobotStateService.
        lastPart(lower).startsWith(plain(tail)) ? MAX_DISTANCE_SHARE : Infinity,
      );
      return { name, distance };
    })
    .filter(({ distance }) => distance <= MAX_DISTANCE_SHARE)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

function plain(name: string): string {
  return name.replace(/[-_]/g, "");
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}
