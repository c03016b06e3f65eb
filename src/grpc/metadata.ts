/**
 * Custom metadata of a call: ASCII values, and bytes under keys that end in `-bin`
 * (gRPC over HTTP/2, "Custom-Metadata"). Reserved names (`:…`, `grpc-…`, HTTP/2's own) are refused, so that a caller
 * cannot break the protocol by accident.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { HeaderFields } from "./header-fields.ts";

/** A metadata value: text for plain keys, bytes for keys that end in `-bin`. */
export type MetadataValue = string | Uint8Array;

/** What a caller may pass for metadata. */
export type MetadataInit = Metadata | Readonly<Record<string, MetadataValue | readonly MetadataValue[]>>;

const KEY = /^[0-9a-z_.-]+$/;
/** Printable ASCII; leading and trailing space would not survive a proxy. */
const ASCII_VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;
/**
 * Names that belong to the protocol, not to the application, `grpc-…` among them but for the one that it gives away; HTTP/2
 * forbids those from `connection` on (RFC 9113 §8.2.2).
 */
const RESERVED =
  /^(?:grpc-(?!status-details-bin$).*|content-(?:type|length)|te|user-agent|host|trailer|http2-settings|(?:proxy-)?connection|keep-alive|transfer-encoding|upgrade)$/;

/** An ordered multimap of lower-case keys. Insertion order is wire order. */
export class Metadata {
  readonly #values = new Map<string, MetadataValue[]>();

  constructor(init?: MetadataInit) {
    if (init === undefined) return;
    if (init instanceof Metadata) {
      for (const [key, value] of init) this.append(key, value);
      return;
    }
    for (const [key, value] of Object.entries(init)) {
      if (typeof value === "string" || value instanceof Uint8Array) this.append(key, value);
      else for (const each of value) this.append(key, each);
    }
  }

  /**
   * Add one value, after those already there.
   * @throws {TypeError} the key is not a metadata key or is reserved, or the value does not fit its key
   */
  append(key: string, value: MetadataValue): this {
    const name = key.toLowerCase();
    // The value itself may be a token: never repeat it.
    const refuse = (why: string): never => {
      throw new TypeError(`metadata ${JSON.stringify(key)}: ${why}`);
    };
    if (!KEY.test(name)) refuse("only a-z 0-9 _ . - are allowed in keys");
    if (RESERVED.test(name)) refuse("the key is reserved for the protocol itself");
    if (name.endsWith("-bin") !== value instanceof Uint8Array) refuse("keys ending in -bin take bytes, others text");
    if (typeof value === "string" && !ASCII_VALUE.test(value)) {
      refuse("the value is not printable ASCII; use a -bin key for bytes");
    }
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
    return this;
  }

  /** Replace all values of a key with one. @throws {TypeError} as `append` */
  set(key: string, value: MetadataValue): this {
    this.#values.delete(key.toLowerCase());
    return this.append(key, value);
  }

  /** The first value of a plain key, or `undefined`. */
  get(key: string): string | undefined {
    const value = this.#values.get(key.toLowerCase())?.[0];
    return typeof value === "string" ? value : undefined;
  }

  /** The first value of a `-bin` key, or `undefined`. */
  getBytes(key: string): Uint8Array | undefined {
    const value = this.#values.get(key.toLowerCase())?.[0];
    return value instanceof Uint8Array ? value : undefined;
  }

  /** Every value of a key, in order. */
  getAll(key: string): readonly MetadataValue[] {
    return this.#values.get(key.toLowerCase()) ?? [];
  }

  /** How many keys there are. */
  get size(): number {
    return this.#values.size;
  }

  /** Every pair of key and value, in order. */
  *[Symbol.iterator](): IterableIterator<[string, MetadataValue]> {
    for (const [key, values] of this.#values) for (const value of values) yield [key, value];
  }

  /** As HTTP/2 header fields: bytes become base64. */
  toHeaderFields(): Record<string, string | string[]> {
    const fields: Record<string, string | string[]> = {};
    for (const [key, values] of this.#values) {
      const texts = values.map((value) => (typeof value === "string" ? value : encodeBase64(value)));
      fields[key] = texts.length === 1 ? (texts[0] as string) : texts;
    }
    return fields;
  }

  /** Read what a peer sent. Fields of the protocol and values that do not decode are left out: they are not ours to pass on. */
  static fromHeaderFields(fields: HeaderFields): Metadata {
    const metadata = new Metadata();
    for (const [key, value] of Object.entries(fields)) {
      if (value === undefined || !KEY.test(key) || RESERVED.test(key)) continue;
      const values = typeof value === "string" ? [value] : value;
      const parsed = key.endsWith("-bin")
        ? values.flatMap(splitBinary)
        : values.filter((each) => ASCII_VALUE.test(each));
      if (parsed.length > 0) metadata.#values.set(key, parsed);
    }
    return metadata;
  }
}

/** A `-bin` field may hold several values joined by commas, padded or not. */
function splitBinary(value: string): Uint8Array[] {
  return value
    .split(",")
    .map((part) => decodeBase64(part.trim()))
    .filter((bytes) => bytes !== undefined);
}
