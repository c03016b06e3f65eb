/**
 * Bytes made to do harm: whatever comes, decoding ends with a message or with a WireError that says where, and neither
 * costs more memory than a fixed multiple of the input.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import protobuf from "protobufjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type WireError, type WireErrorCode, type WireType } from "../../src/wire/index.ts";
import type { AnyMessage } from "../support/generated.ts";
import { damage, damages } from "../support/damage.ts";
import { concat, hex, toHex } from "../support/hex.ts";
import { messages } from "../support/oracle.ts";
import { loadApi, type ApiType } from "../support/oracle-api.ts";
import { expectWireError, printSeed, SEED } from "../support/oracle-properties.ts";
import { WireBytes } from "../support/wire-bytes.ts";

const api = new Map<string, ApiType>();

beforeAll(async () => {
  printSeed();
  for (const each of await loadApi()) api.set(each.name, each);
});

function find(name: string): ApiType {
  const found = api.get(name);
  if (found === undefined) throw new Error(`${name} is no message of the API`);
  return found;
}

/** What decoding throws, checked to be a WireError with its place; `undefined` if the bytes are a message. */
function refusal({ codec }: ApiType, bytes: Uint8Array): WireError | undefined {
  try {
    expectLinear(codec.decode(bytes), bytes.length);
    return undefined;
  } catch (error) {
    expectWireError(error, codec.typeName, bytes.length);
    return error as WireError;
  }
}

/** What a decoded message is made of. */
interface Weight {
  messages: number;
  /** Elements of lists and maps, unknown fields among them. */
  elements: number;
  /** Bytes, and code units of strings. */
  units: number;
}

function weigh(value: unknown, sum: Weight = { messages: 0, elements: 0, units: 0 }): Weight {
  if (typeof value === "string" || value instanceof Uint8Array) sum.units += value.length;
  else if (Array.isArray(value) || value instanceof Map) {
    for (const element of value instanceof Map ? [...value].flat() : value) {
      sum.elements++;
      weigh(element, sum);
    }
  } else if (typeof value === "object" && value !== null) {
    sum.messages++;
    for (const member of Object.values(value)) weigh(member, sum);
  }
  return sum;
}

/** A nested message takes two bytes at least, a list's element and a unit of text or bytes one. */
function expectLinear(message: AnyMessage, length: number): void {
  const weight = weigh(message);
  // The record of an unknown field is an object and an element, as a nested message in a list is.
  const isWithin = weight.messages <= 1 + length / 2 && weight.elements <= 2 * length && weight.units <= length;
  if (!isWithin) expect.fail(`${JSON.stringify(weight)} from ${length} bytes`);
}

const STATE = "bosdyn.api.RobotState";
const GRAPH = "bosdyn.api.graph_nav.Graph";
const START_RECORDING = "bosdyn.api.graph_nav.StartRecordingRequest";
const NODE = "bosdyn.api.mission.Node";

/** A LEN record that declares one length and holds other bytes. */
function declared(fieldNumber: number, length: bigint, content: Uint8Array): Uint8Array {
  return new WireBytes().tag(fieldNumber, 2).uint64(length).raw(content).finish();
}

function nest(levels: readonly number[], content: Uint8Array): Uint8Array {
  return levels.reduceRight((inner, number) => declared(number, BigInt(inner.length), inner), content);
}

/** The field numbers along a path. */
function numbersOf({ type }: ApiType, path: string): number[] {
  let scope: protobuf.Type | null = type;
  return path.split(".").map((segment) => {
    const field: protobuf.Field | undefined = scope?.fields[segment.replace("[0]", "")];
    if (field === undefined) throw new Error(`${type.name} has no ${path}`);
    scope = field.resolvedType instanceof protobuf.Type ? field.resolvedType : null;
    return field.id;
  });
}

describe("a length past the end", () => {
  const places = [
    "kinematic_state",
    "kinematic_state.joint_states[0]",
    "kinematic_state.joint_states[0].name",
    "kinematic_state.acquisition_timestamp",
    "battery_states[0].temperatures[0]",
  ];
  for (const length of [2n, 127n, 2n ** 31n, 2n ** 32n + 1n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]) {
    it(`of ${length} bytes is refused at every level before anything is taken for it`, () => {
      for (const path of places) {
        const numbers = numbersOf(find(STATE), path);
        const outer = numbers.slice(0, -1);
        const bytes = nest(outer, declared(numbers.at(-1) ?? 0, length, new Uint8Array(1)));
        // The whole buffer goes on behind it, which must not help.
        const error = refusal(find(STATE), concat(bytes, new Uint8Array(outer.length > 0 ? 300 : 0)));
        expect(error).toMatchObject({ code: "WIRE_TRUNCATED" });
        expect(error?.path).toBe(path);
      }
    });
  }
});

describe("a varint", () => {
  const cases: [string, string, WireErrorCode | undefined][] = [
    ["of ten bytes", "ff ff ff ff ff ff ff ff ff 01", undefined],
    ["of ten bytes with bits past 64", "ff ff ff ff ff ff ff ff ff 7f", undefined],
    ["of ten bytes for nothing", "80 80 80 80 80 80 80 80 80 00", undefined],
    ["of eleven bytes", "ff ff ff ff ff ff ff ff ff ff 01", "WIRE_VARINT_OVERLONG"],
    ["without an end", "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff", "WIRE_VARINT_OVERLONG"],
    ["cut short", "ff ff ff ff", "WIRE_TRUNCATED"],
  ];
  for (const [what, digits, code] of cases) {
    it(`${what} is ${code ?? "read"} wherever a number can stand`, () => {
      let tried = 0;
      for (const each of api.values()) {
        for (const field of each.type.fieldsArray) {
          if (wireTypeOf(field) !== 0 || field instanceof protobuf.MapField) continue;
          const bytes = concat(new WireBytes().tag(field.id, 0).finish(), hex(digits));
          const error = refusal(each, bytes);
          if (error?.code !== code) expect.fail(`${each.name}.${field.name}: ${error?.code ?? "read"}`);
          if (error !== undefined && error.path.replace(/\[0\]$/, "") !== field.name)
            expect(error.path).toBe(field.name);
          tried++;
        }
      }
      expect(tried).toBeGreaterThan(800);
    });
  }
});

describe("nesting", () => {
  /** A mission's node holds nodes: `sequence`, then `children`. */
  const levels = (depth: number): number[] => {
    const pair = numbersOf(find(NODE), "sequence.children");
    return Array.from({ length: depth }, (_, i) => pair[i % 2] ?? 0);
  };

  it("of 100 messages is read, of 101 refused", () => {
    expect(refusal(find(NODE), nest(levels(100), new Uint8Array(0)))).toBeUndefined();
    const error = refusal(find(NODE), nest(levels(101), new Uint8Array(0)));
    expect(error).toMatchObject({ code: "WIRE_TOO_DEEP" });
    expect(error?.path).toMatch(/^(sequence\.children\[0\]\.){50}sequence$/);
  });

  it("of 5 000 messages, groups, or groups nobody knows, overflows no stack", () => {
    const deep = nest(levels(5000), new Uint8Array(0));
    expect(refusal(find(NODE), deep)).toMatchObject({ code: "WIRE_TOO_DEEP" });
    for (const number of [1, 10, 1000]) {
      const groups = new WireBytes();
      for (let i = 0; i < 20_000; i++) groups.tag(number, 3);
      expect(refusal(find(NODE), groups.finish())).toMatchObject({ code: "WIRE_TOO_DEEP" });
    }
  });

  it("counts messages and groups together", () => {
    const group = hex("a3 3f a4 3f"); // field 1012
    expect(refusal(find(NODE), nest(levels(99), group))).toBeUndefined();
    expect(refusal(find(NODE), nest(levels(100), group))).toMatchObject({ code: "WIRE_TOO_DEEP" });
  });
});

describe("a packed field", () => {
  const temperatures = (length: bigint, content: Uint8Array): Uint8Array => {
    const [batteryStates = 0, own = 0] = numbersOf(find(STATE), "battery_states.temperatures");
    return nest([batteryStates], declared(own, length, content));
  };

  it("that declares far more than there is costs nothing", () => {
    for (const length of [9n, 2n ** 31n, 2n ** 40n]) {
      expect(refusal(find(STATE), temperatures(length, new Uint8Array(8)))).toMatchObject({ code: "WIRE_TRUNCATED" });
    }
  });

  it("that ends within an element is refused at that element", () => {
    expect(refusal(find(STATE), temperatures(20n, new Uint8Array(20)))).toMatchObject({
      code: "WIRE_TRUNCATED",
      path: "battery_states[0].temperatures[2]",
    });
  });

  it("of a million elements is read", () => {
    const { codec } = find(START_RECORDING);
    const [number = 0] = numbersOf(find(START_RECORDING), "require_fiducials");
    const bytes = declared(number, 1_000_000n, new Uint8Array(1_000_000).fill(1));
    expect((codec.decode(bytes)["requireFiducials"] as number[]).length).toBe(1_000_000);
  });
});

describe("text that is not UTF-8", () => {
  it("is refused in every string of the API, with its place", () => {
    let tried = 0;
    for (const each of api.values()) {
      for (const field of each.type.fieldsArray) {
        if (field.type !== "string" || field instanceof protobuf.MapField) continue;
        // Longer than what is read byte by byte, with half of a character at the very end.
        for (const text of [hex("c3 28"), concat(new Uint8Array(40).fill(0x61), hex("e2 82"))]) {
          const error = refusal(each, declared(field.id, BigInt(text.length), text));
          if (error?.code !== "WIRE_INVALID_UTF8") expect.fail(`${each.name}.${field.name} let it pass`);
          else expect(error.path.replace(/\[0\]$/, "")).toBe(field.name);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(1000);
  });
});

describe("a field of another wire type", () => {
  const RECORDS: Readonly<Partial<Record<WireType, Uint8Array>>> = {
    0: hex("05"),
    1: hex("01 02 03 04 05 06 07 08"),
    2: hex("02 61 62"),
    5: hex("01 02 03 04"),
  };

  it("is kept as unknown in every message of the API, and disturbs nothing", () => {
    let tried = 0;
    for (const { name, type, codec } of api.values()) {
      const empty = codec.decode(new Uint8Array(0));
      for (const field of type.fieldsArray) {
        for (const [key, content] of Object.entries(RECORDS)) {
          const wireType = Number(key) as WireType;
          // Lists of numbers are read packed and not, whichever the schema writes.
          if (wireType === wireTypeOf(field) || (wireType === 2 && field.repeated)) continue;
          const bytes = concat(new WireBytes().tag(field.id, wireType).finish(), content);
          const message = codec.decode(bytes);
          const expected = { ...empty, $unknown: [{ fieldNumber: field.id, wireType, bytes }] };
          // Compared by node:util, which is much faster; vitest then shows where they differ.
          if (!isDeepStrictEqual(message, expected)) expect(message).toEqual(expected);
          if (toHex(codec.encode(message)) !== toHex(bytes)) expect.fail(`${name}.${field.name} was not kept`);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(13_000);
  });
});

/** The wire type of one value of a field. */
function wireTypeOf(field: protobuf.Field): number {
  if (field.resolvedType instanceof protobuf.Type || field instanceof protobuf.MapField) return 2;
  if (field.resolvedType instanceof protobuf.Enum) return 0;
  return (protobuf.types.basic as Readonly<Record<string, number>>)[field.type] ?? 2;
}

describe("damage", () => {
  const TYPES = [
    STATE,
    GRAPH,
    NODE,
    "bosdyn.api.RobotCommandRequest",
    "bosdyn.api.autowalk.Walk",
    "bosdyn.api.GetImageResponse",
    "bosdyn.api.ListWorldObjectResponse",
    "google.protobuf.Struct",
  ];
  for (const name of TYPES) {
    it(`to ${name} is refused with its place, or makes another message of the same bytes`, () => {
      const each = find(name);
      const outcomes = { refused: 0, read: 0 };
      const property = fc.property(messages(each.type), damages, (message, list) => {
        const bytes = list.reduce(damage, each.codec.encode(message));
        if (refusal(each, bytes) !== undefined) {
          outcomes.refused++;
          return;
        }
        outcomes.read++;
        // What can be read can be written, and reads the same.
        const read = each.codec.decode(bytes);
        const again = each.codec.encode(read);
        expect(toHex(each.codec.encode(each.codec.decode(again)))).toBe(toHex(again));
      });
      fc.assert(property, { numRuns: 400, seed: SEED });
      expect(outcomes.refused).toBeGreaterThan(0);
      expect(outcomes.read).toBeGreaterThan(0);
    });
  }

  it("of every kind at once, bytes from nowhere, is refused with its place or read", () => {
    const outcomes = { refused: 0, read: 0 };
    const all = [...api.values()];
    const property = fc.property(fc.constantFrom(...all), fc.uint8Array({ maxLength: 80 }), (each, bytes) => {
      if (refusal(each, bytes) === undefined) outcomes.read++;
      else outcomes.refused++;
    });
    fc.assert(property, { numRuns: 5000, seed: SEED });
    expect(outcomes.refused).toBeGreaterThan(1000);
    expect(outcomes.read).toBeGreaterThan(100);
  });
});
