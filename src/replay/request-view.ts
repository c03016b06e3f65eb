/**
 * A request as replay compares it: its fields without what differs from one run of a program to the next. That is its
 * header, with its time and its client's name, tokens, and the names of clients in leases.
 */
import { isSecretField, MASK } from "../inspect/index.ts";
import { DynamicCodecs, type DynamicMessage, type FieldSchema, type SchemaRegistry } from "../reflect/index.ts";

/** Fields by path, as text; a message within is a view of its own. */
export type RequestView = string | readonly RequestView[] | { readonly [name: string]: RequestView };

const REQUEST_HEADER = "bosdyn.api.RequestHeader";
const NEVER_COUNT: ReadonlySet<string> = new Set(["token", "client_name", "client_names"]);
/** Values longer than this are cut in what is said of them. */
const MAX_SHOWN = 60;

/** Makes views of requests, and says how they differ. */
export class RequestViews {
  readonly #registry: SchemaRegistry;
  readonly #codecs: DynamicCodecs;
  readonly #ignored: ReadonlySet<string>;

  /** @param ignored more fields that do not count, `package.Message.field`, as the `.proto` spells them */
  constructor(registry: SchemaRegistry, ignored: readonly string[] = []) {
    this.#registry = registry;
    this.#codecs = new DynamicCodecs(registry);
    this.#ignored = new Set(ignored);
  }

  /** View a request. One of a method that the schema does not know, or that cannot be read, is its bytes. */
  view(path: string, bytes: Uint8Array): RequestView {
    const typeName = this.#method(path)?.input;
    if (typeName === undefined) return { bytes: hex(bytes) };
    try {
      return this.#message(typeName, this.#codecs.codec(typeName).decode(bytes));
    } catch {
      return { bytes: hex(bytes) };
    }
  }

  /** Whether clients of a method send one message. `undefined` where the schema does not know it. */
  takesOneRequest(path: string): boolean | undefined {
    const method = this.#method(path);
    return method === undefined ? undefined : !method.clientStreaming;
  }

  #method(path: string): ReturnType<SchemaRegistry["method"]> | undefined {
    const [, service = "", name = ""] = /^\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    return this.#registry.findService(service)?.methods.find((method) => method.name === name);
  }

  #message(typeName: string, message: DynamicMessage): RequestView {
    const view: Record<string, RequestView> = {};
    for (const field of this.#registry.message(typeName).fields) {
      if (this.#isIgnored(typeName, field)) continue;
      const value = this.#field(field, message[field.property]);
      if (value !== undefined) view[field.protoName] = value;
    }
    const unknown = message["$unknown"] as readonly { readonly bytes: Uint8Array }[] | undefined;
    if (unknown !== undefined) view["(unknown fields)"] = unknown.map(({ bytes }) => hex(bytes));
    return view;
  }

  #isIgnored(typeName: string, { protoName, value }: FieldSchema): boolean {
    if (NEVER_COUNT.has(protoName) || this.#ignored.has(`${typeName}.${protoName}`)) return true;
    return value.kind === "message" && value.typeName === REQUEST_HEADER;
  }

  /** `undefined` for a field that is not there: absent and default are one on the wire, but where a field tells them apart. */
  #field(field: FieldSchema, value: unknown): RequestView | undefined {
    if (value === undefined) return undefined;
    if (field.cardinality === "map") {
      const entries = [...(value as Map<unknown, unknown>)].map(([key, each]) => [
        scalar(key),
        this.#value(field, each),
      ]);
      return entries.length === 0 ? undefined : (Object.fromEntries(entries.sort()) as RequestView);
    }
    if (field.cardinality === "repeated") {
      const values = value as readonly unknown[];
      return values.length === 0 ? undefined : values.map((each) => this.#value(field, each));
    }
    const text = this.#value(field, value);
    return field.cardinality === "implicit" && DEFAULTS.has(text) ? undefined : text;
  }

  #value({ value: type }: FieldSchema, value: unknown): RequestView {
    return type.kind === "message" ? this.#message(type.typeName, value as DynamicMessage) : scalar(value);
  }
}

/** What scalars are by default, as `scalar` says them. */
const DEFAULTS: ReadonlySet<RequestView> = new Set(["0", "false", '""', "0x"]);

function scalar(value: unknown): string {
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

function hex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * How a request differs from a recorded one, field by field; secrets are masked.
 * @returns nothing where they are the same
 */
export function differences(recorded: RequestView | undefined, asked: RequestView | undefined, path = ""): string[] {
  const isSecret = isSecretField(path.slice(path.lastIndexOf(".") + 1));
  if (isTree(recorded) && isTree(asked)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
    const at = (tree: object, name: string): RequestView | undefined => (tree as Record<string, RequestView>)[name];
    return [...names].flatMap((name) =>
      differences(at(recorded, name), at(asked, name), path === "" ? name : `${path}.${name}`),
    );
  }
  const [before, now] = [JSON.stringify(recorded), JSON.stringify(asked)];
  if (before === now) return [];
  return [`${path || "the request"} was ${shown(recorded, isSecret)}, and is ${shown(asked, isSecret)}`];
}

function isTree(view: RequestView | undefined): view is Exclude<RequestView, string> {
  return typeof view === "object";
}

function shown(view: RequestView | undefined, isSecret: boolean): string {
  if (view === undefined) return "absent";
  if (isSecret) return MASK;
  if (typeof view !== "string") return "there";
  return view.length > MAX_SHOWN ? `${view.slice(0, MAX_SHOWN)}…` : view;
}
