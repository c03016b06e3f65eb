/**
 * The imports of one generated module, gathered while it is printed. A name that the module has already, or that would
 * hide a global it needs, comes in under another name.
 */
import type { EnumModel, FileModel, MessageModel, ValueType } from "./model.ts";
import {
  entryName,
  messageNames,
  newFunction,
  NameScope,
  readFunction,
  readNestedFunction,
  serviceNames,
  writeFunction,
  writeNestedFunction,
} from "./names.ts";
import { scalarTraits } from "./scalars.ts";

/** What a robot's state is made of. */
const STATE_FILES: ReadonlySet<string> = new Set(
  ["geometry", "image", "robot_state", "service_fault", "world_object"].map((name) => `bosdyn/api/${name}.proto`),
);

/** Globals that generated code uses. */
const GLOBALS = ["Map", "ReadonlyMap", "Uint8Array", "Object"] as const;
type Global = (typeof GLOBALS)[number];

interface Import {
  readonly exported: string;
  readonly local: string;
  isType: boolean;
}

/** Names in one module: its own, its imports', and the globals'. */
export class ModuleImports {
  readonly #file: FileModel;
  readonly #scope = new NameScope();
  readonly #own = new Set<string>();
  readonly #modules = new Map<string, Map<string, Import>>();
  readonly #modulePath: (protoPath: string) => string;
  readonly #wirePath: string;

  /**
   * @param modulePath gives the import path of another file's module
   * @param wirePath import path of the wire room
   */
  constructor(file: FileModel, modulePath: (protoPath: string) => string, wirePath: string) {
    this.#file = file;
    this.#modulePath = modulePath;
    this.#wirePath = wirePath;
    for (const name of ownNames(file)) this.#own.add(this.#scope.take(name));
    for (const name of GLOBALS) if (!this.#own.has(name)) this.#scope.take(name);
  }

  /** Whether a robot sends the file's messages again and again, with the same names in them. */
  get isStateFile(): boolean {
    return STATE_FILES.has(this.#file.protoPath);
  }

  /** Refer to something of the wire room. */
  wire(name: string, { isType = false }: { isType?: boolean } = {}): string {
    return this.#import(this.#wirePath, name, isType);
  }

  /** Refer to a global, whatever the module's own types are called. */
  global(name: Global): string {
    return this.#own.has(name) ? `globalThis.${name}` : name;
  }

  /** Refer to an enum's or message's type. */
  type(target: EnumModel | MessageModel): string {
    return this.#of(target, target.name, true);
  }

  /** Refer to the type that a message's `encode` accepts. */
  initType(target: MessageModel): string {
    return this.#of(target, `${target.name}Init`, true);
  }

  /** Refer to a message's codec. */
  codec(target: MessageModel): string {
    return this.#of(target, target.name, false);
  }

  /** Refer to one of a message's functions. */
  function(target: MessageModel, which: "new" | "read" | "write" | "readNested" | "writeNested"): string {
    const name = {
      new: newFunction,
      read: readFunction,
      write: writeFunction,
      readNested: readNestedFunction,
      writeNested: writeNestedFunction,
    }[which];
    return this.#of(target, name(target.name), false);
  }

  /** The TypeScript type of a decoded value. */
  valueType(value: ValueType): string {
    if (value.kind !== "scalar") return this.type(value.target);
    const { type } = scalarTraits(value.scalar);
    return type === "Uint8Array" ? this.global(type) : type;
  }

  /** The TypeScript type of a value to encode. */
  initValueType(value: ValueType): string {
    return value.kind === "message" ? this.initType(value.target) : this.valueType(value);
  }

  /** The default of a value, as an expression. */
  zero(value: ValueType): string {
    if (value.kind === "enum") return "0";
    if (value.kind === "message") return `${this.function(value.target, "new")}()`;
    return value.scalar === "bytes" ? `new ${this.global("Uint8Array")}(0)` : scalarTraits(value.scalar).zero;
  }

  /** Print the import statements for everything referred to so far. */
  print(): string[] {
    return [...this.#modules.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, imports]) => {
        const names = [...imports.values()].sort((a, b) => (a.exported < b.exported ? -1 : 1));
        const allTypes = names.every((name) => name.isType);
        const list = names.map(({ exported, local, isType }) => {
          const renamed = exported === local ? exported : `${exported} as ${local}`;
          return isType && !allTypes ? `type ${renamed}` : renamed;
        });
        return `import ${allTypes ? "type " : ""}{ ${list.join(", ")} } from ${JSON.stringify(path)};`;
      });
  }

  #of(target: EnumModel | MessageModel, name: string, isType: boolean): string {
    if (target.protoPath === this.#file.protoPath) return name;
    return this.#import(this.#modulePath(target.protoPath), name, isType);
  }

  #import(path: string, exported: string, isType: boolean): string {
    const imports = this.#modules.get(path) ?? new Map<string, Import>();
    this.#modules.set(path, imports);
    const known = imports.get(exported) ?? { exported, local: this.#scope.take(exported), isType };
    known.isType &&= isType;
    imports.set(exported, known);
    return known.local;
  }
}

/** Every identifier that a module declares at its top level. */
function ownNames(file: FileModel): string[] {
  return [
    ...file.enums.map((type) => type.name),
    ...file.services.flatMap((service) => serviceNames(service.name)),
    ...file.messages.flatMap((message) => [
      ...messageNames(message.name),
      ...message.oneofs.map((oneof) => oneof.whichName),
      ...message.oneofs.map((oneof) => clearFunction(oneof.whichName)),
      ...message.fields
        .filter((field) => field.cardinality === "map")
        .flatMap((field) => {
          const entry = entryName(message.name, field.protoName);
          return [readFunction(entry), writeFunction(entry)];
        }),
    ]),
  ];
}

/** Name of the private function that unsets every member of a oneof. */
export function clearFunction(whichName: string): string {
  return whichName.replace(/^which/, "clear");
}
