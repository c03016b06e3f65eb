/** Vectors of protobuf and of gRPC's messages: our stack passes them, and so does protobufjs where it has a say. */
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { encodeAnnotatedHex } from "../../../src/inspect/index.ts";
import {
  apiSchema,
  DynamicCodecs,
  JsonReader,
  JsonWriter,
  parseJson,
  SchemaRegistry,
} from "../../../src/reflect/index.ts";
import { WireReader } from "../../../src/wire/index.ts";
import { hex, toHex } from "../../support/hex.ts";
import { fromOracle, toOracle } from "../../support/oracle.ts";
import { loadApi } from "../../support/oracle-api.ts";
import { casesOf, vectorsOf } from "./manifest.ts";
import { READ, WireBytes } from "../../support/wire-bytes.ts";

const registry = new SchemaRegistry(apiSchema());
const codecs = new DynamicCodecs(registry);
const types = new Map((await loadApi()).map((each) => [each.name, each]));

interface Scalar {
  readonly type: string;
  readonly value: unknown;
  readonly hex: string;
}

/** The value that JSON stands for. */
function scalarOf({ type, value }: Scalar): unknown {
  if (/64$/.test(type)) return BigInt(value as string);
  if (type === "float" || type === "double") return Number(value);
  if (typeof value === "object" && value !== null && "hex" in value) return hex(value.hex as string);
  return value;
}

/** protobufjs's reader by the names of types, which are those of its methods. */
type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

function readScalar(type: string, bytes: Uint8Array): unknown {
  const reader = new WireReader(bytes);
  const value = READ[type as keyof typeof READ](reader);
  expect(reader.offset).toBe(bytes.length);
  return value;
}

/** What protobufjs reads, in our terms. */
function oracleScalar(type: string, bytes: Uint8Array): unknown {
  const reader = protobuf.Reader.create(bytes);
  const value = (reader as unknown as Methods)[type]?.();
  expect(reader.pos).toBe(bytes.length);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return /64$/.test(type) ? BigInt(String(value)) : value;
}

describe("vectors of scalars", () => {
  it.each(casesOf<Scalar>("scalars"))("$type $value is $hex", (scalar) => {
    const { type, hex: text } = scalar;
    const value = scalarOf(scalar);
    const written = new WireBytes()[type as keyof typeof READ](value as never);
    expect(toHex(written.finish())).toBe(text);
    expect(readScalar(type, hex(text))).toEqual(value);
    expect(oracleScalar(type, hex(text))).toEqual(value);
  });

  it.each(casesOf<Scalar>("scalars-read"))("$hex is read as $type $value", (scalar) => {
    expect(readScalar(scalar.type, hex(scalar.hex))).toEqual(scalarOf(scalar));
    expect(oracleScalar(scalar.type, hex(scalar.hex))).toEqual(scalarOf(scalar));
  });
});

interface BadMessage {
  readonly message: string;
  readonly hex: string;
  readonly error: string;
  readonly description: string;
}

describe("vectors of bad messages", () => {
  it.each(casesOf<BadMessage>("bad-messages"))("$message: $description", ({ message, hex: text, error }) => {
    const bytes = hex(text);
    expect(() => codecs.codec(message).decode(bytes)).toThrow(expect.objectContaining({ code: error }) as Error);
    expect(() => types.get(message)?.codec.decode(bytes)).toThrow(expect.objectContaining({ code: error }) as Error);
  });
});

describe("vectors of messages", () => {
  it.each(vectorsOf<{ message: string; value: unknown }>("message"))("$name", ({ json, bytes, text }) => {
    const { message, value } = json;
    const decoded = new JsonReader(registry, codecs).message(message, parseJson(JSON.stringify(value)));
    expect(toHex(codecs.codec(message).encode(decoded))).toBe(toHex(bytes));
    expect(new JsonWriter(registry, codecs).message(message, codecs.codec(message).decode(bytes))).toEqual(value);
    expect(toHex(encodeAnnotatedHex(text))).toBe(toHex(bytes));

    const known = types.get(message);
    if (known === undefined) throw new Error(`the API has no ${message}`);
    const own = known.codec.decode(bytes);
    expect(toHex(known.codec.encode(own))).toBe(toHex(bytes));
    expect(fromOracle(known.type, known.type.decode(bytes))).toEqual(own);
    expect(toHex(known.type.encode(toOracle(known.type, own)).finish())).toBe(toHex(bytes));
  });
});
