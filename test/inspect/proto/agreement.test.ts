/** The tree says what decoding says: the same values, and where decoding fails, the same fault first. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  encodeAnnotatedHex,
  faultsOf,
  inspectMessage,
  leavesOf,
  parseAnnotatedHex,
  printAnnotatedHex,
  type Span,
  spanToJson,
  treeFaults,
} from "../../../src/inspect/index.ts";
import {
  apiSchema,
  DynamicCodecs,
  type DynamicMessage,
  type FieldSchema,
  SchemaRegistry,
} from "../../../src/reflect/index.ts";
import { WireError } from "../../../src/wire/index.ts";
import { damage, damages } from "../../support/damage.ts";
import { concat } from "../../support/hex.ts";
import { type ApiType, loadApi } from "../../support/oracle-api.ts";
import { printSeed, randomEncodings, SEED } from "../../support/oracle-properties.ts";

const registry = new SchemaRegistry(apiSchema());
const codecs = new DynamicCodecs(registry);
let types: readonly ApiType[];

beforeAll(async () => {
  printSeed();
  types = await loadApi();
}, 60_000);

/** Check what holds for every tree of whatever bytes. */
function expectWhole(span: Span, bytes: Uint8Array): void {
  expect(treeFaults(span)).toEqual([]);
  expect([span.start, span.end]).toEqual([0, bytes.length]);
  const leaves = [...leavesOf(span)].map(({ start, end }) => bytes.subarray(start, end));
  expect(Buffer.compare(concat(...leaves), bytes)).toBe(0);
  const text = printAnnotatedHex(span, bytes);
  expect(Buffer.compare(parseAnnotatedHex(text), bytes), text).toBe(0);
  expect(Buffer.compare(encodeAnnotatedHex(text), bytes), text).toBe(0);
  const json = spanToJson(span, bytes);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
}

/** `path=value` of everything in a decoded message, in the order in which it is written. */
function valuesOf(typeName: string, message: DynamicMessage, path: string): string[] {
  return registry.message(typeName).fields.flatMap((field) => {
    const value = message[field.property];
    const at = `${path}.${field.protoName}`;
    if (value === undefined) return [];
    if (field.cardinality === "map") {
      return [...(value as Map<unknown, unknown>)].flatMap(([key, each]) => [
        `${at}.key=${plain(key)}`,
        ...single(field, each, `${at}.value`),
      ]);
    }
    if (field.cardinality === "repeated") return (value as unknown[]).flatMap((each) => single(field, each, at));
    const isDefault = value === "" || value === false || value === 0n || Object.is(value, 0);
    const isUnsaid = isDefault || (value instanceof Uint8Array && value.length === 0);
    return field.cardinality === "implicit" && isUnsaid ? [] : single(field, value, at);
  });
}

function single(field: FieldSchema, value: unknown, path: string): string[] {
  if (field.value.kind !== "message") return [`${path}=${plain(value)}`];
  return valuesOf(field.value.typeName, value as DynamicMessage, path);
}

/** The same of a tree, its texts read back as values. */
function saidBy(span: Span, bytes: Uint8Array, path: string): string[] {
  return span.children.flatMap((field) => {
    const at = `${path}.${field.label}`;
    return field.children.flatMap((part) => {
      // What an Any holds, decoding leaves as bytes.
      if (part.kind === "message" && field.label === "value" && span.typeName === "google.protobuf.Any") {
        return [`${at}=${plain(bytes.slice(part.start, part.end))}`];
      }
      if (part.kind === "message") return saidBy(part, bytes, at);
      if (part.kind !== "value") return [];
      if (span.typeName === "google.protobuf.Any" && field.label === "value") {
        const length = field.children.find(({ kind }) => kind === "length");
        return part.start === length?.end ? [`${at}=${plain(bytes.slice(part.start, field.end))}`] : [];
      }
      return [`${at}=${plain(readBack(part, field.typeName ?? "", bytes))}`];
    });
  });
}

function readBack({ text, start, end }: Span, typeName: string, bytes: Uint8Array): unknown {
  switch (typeName) {
    case "string":
      return JSON.parse(text);
    case "bytes":
      return bytes.slice(start, end);
    case "bool":
      return text === "true";
    case "float":
      return Math.fround(Number(text));
    case "double":
      return Number(text);
    default:
      return BigInt(/\((-?\d+)\)$/.exec(text)?.[1] ?? text);
  }
}

function plain(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

describe("inspectMessage and DynamicCodecs", () => {
  it("agree on every value of random messages of every type", { timeout: 120_000 }, () => {
    let values = 0;
    for (const { name, type, codec } of types) {
      const [bytes = new Uint8Array(0)] = randomEncodings(type, codec, 6);
      const span = inspectMessage(bytes, { registry, typeName: name, maxTextLength: Infinity, maxSpans: Infinity });
      expect(treeFaults(span), name).toEqual([]);
      const expected = valuesOf(name, codecs.codec(name).decode(bytes), name);
      expect(saidBy(span, bytes, name), name).toEqual(expected);
      values += expected.length;
    }
    expect(values).toBeGreaterThan(5_000);
  });

  /** The code of the fault that decoding ends with, and of the first in the tree that decoding could see. */
  function faults(typeName: string, bytes: Uint8Array): { decoded: string | undefined; inspected: string | undefined } {
    const span = inspectMessage(bytes, { registry, typeName });
    expectWhole(span, bytes);
    const first = [...faultsOf(span)].find(({ fault }) => fault?.startsWith("WIRE_"));
    let decoded: string | undefined;
    try {
      codecs.codec(typeName).decode(bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      decoded = `${error.code}: ${error.detail}`;
    }
    return { decoded, inspected: first?.fault };
  }

  it("agree on the fault of every prefix of a real message", { timeout: 60_000 }, () => {
    const name = "bosdyn.api.RobotStateResponse";
    const { type, codec } = types.find((each) => each.name === name) as ApiType;
    const encodings = randomEncodings(type, codec, 20);
    // The longest that is not too long to be cut at every byte.
    const bytes = encodings.find(({ length }) => length < 1500) ?? new Uint8Array(0);
    expect(bytes.length).toBeGreaterThan(100);
    for (let length = 0; length <= bytes.length; length++) {
      const { decoded, inspected } = faults(name, bytes.subarray(0, length));
      expect(inspected, `${length} bytes`).toBe(decoded);
    }
  });

  it("agree on the fault of damaged messages", { timeout: 120_000 }, () => {
    let faulty = 0;
    for (const name of ["bosdyn.api.RobotStateResponse", "bosdyn.api.GetImageResponse", "bosdyn.api.Lease"]) {
      const { type, codec } = types.find((each) => each.name === name) as ApiType;
      const encodings = randomEncodings(type, codec, 30).filter(({ length }) => length < 3000);
      const samples = fc.tuple(fc.constantFrom(...encodings), damages);
      const agree = fc.property(samples, ([encoding, changes]) => {
        const bytes = changes.reduce((damaged, change) => damage(damaged, change), encoding);
        const { decoded, inspected } = faults(name, bytes);
        expect(inspected).toBe(decoded);
        if (decoded !== undefined) faulty++;
      });
      fc.assert(agree, { numRuns: 150, seed: SEED });
    }
    expect(faulty).toBeGreaterThan(100);
  });

  it("make whole trees of any bytes, as any message or as none", { timeout: 60_000 }, () => {
    const typeNames = fc.constantFrom(undefined, "bosdyn.api.RobotState", "google.protobuf.Any", "no.such.Type");
    const holds = fc.property(fc.uint8Array({ maxLength: 200 }), typeNames, (bytes, typeName) => {
      expectWhole(inspectMessage(bytes, { registry, typeName }), bytes);
    });
    fc.assert(holds, { numRuns: 1500, seed: SEED });
  });

  it("make whole trees of real messages that no schema names", { timeout: 60_000 }, () => {
    for (const { type, codec } of types.filter((_, i) => i % 10 === 0)) {
      for (const bytes of randomEncodings(type, codec, 2)) {
        const span = inspectMessage(bytes);
        expectWhole(span, bytes);
        expect([...faultsOf(span)]).toEqual([]);
      }
    }
  });
});
