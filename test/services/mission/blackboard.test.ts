import { describe, expect, it } from "vitest";
import { Vec3 } from "../../../src/messages/bosdyn/api/geometry.ts";
import { ConstantValue } from "../../../src/messages/bosdyn/api/mission/util.ts";
import { Node } from "../../../src/messages/bosdyn/api/mission/nodes.ts";
import {
  type BlackboardValue,
  constantValue,
  nodeValue,
  nodeValues,
  parameterReference,
  readConstantValue,
} from "../../../src/services/mission/blackboard.ts";
import { missionNode } from "../../../src/services/mission/node.ts";
import { packAny } from "../../../src/services/pack-any.ts";

const POINT = packAny(Vec3, { x: 1, z: -2 });

describe("constantValue", () => {
  const rows: readonly [string, BlackboardValue, object][] = [
    ["a boolean as bool", true, { boolValue: true }],
    ["false as bool too", false, { boolValue: false }],
    ["a bigint as int", 7n, { intValue: 7n }],
    ["a whole number as float all the same", 7, { floatValue: 7 }],
    ["a text as string, `$` and all", "$x", { stringValue: "$x" }],
    ["a packed message as message", POINT, { msgValue: POINT }],
    ["an array as list", [1n, "a"], { listValue: { values: [{ intValue: 1n }, { stringValue: "a" }] } }],
    ["any iterable as list", new Set([2]), { listValue: { values: [{ floatValue: 2 }] } }],
    [
      "a Map as dict",
      new Map([["k", [true]]]),
      { dictValue: { values: new Map([["k", { listValue: { values: [{ boolValue: true }] } }]]) } },
    ],
  ];
  for (const [name, value, expected] of rows) {
    it(`sends ${name}, and it is read as it was`, () => {
      const constant = constantValue(value);
      expect(constant).toEqual(expected);
      const read = readConstantValue(ConstantValue.decode(ConstantValue.encode(constant)));
      expect(read).toEqual(
        value === POINT ? { ...POINT, $unknown: undefined } : value instanceof Set ? [...value] : value,
      );
    });
  }

  const bad: readonly [string, unknown, typeof TypeError | typeof RangeError][] = [
    ["bytes", new Uint8Array(2), TypeError],
    ["a plain object", { a: 1 }, TypeError],
    ["null", null, TypeError],
    ["a function", () => 1, TypeError],
    ["an integer of more than 64 bits", 2n ** 63n, RangeError],
    ["one deep within", [new Map([["k", undefined]])], TypeError],
  ];
  for (const [name, value, errorClass] of bad) {
    it(`refuses ${name}`, () => {
      expect(() => constantValue(value as BlackboardValue)).toThrow(errorClass);
    });
  }

  it("refuses a list that lies in itself", () => {
    const list: BlackboardValue[] = [];
    list.push(list);
    expect(() => constantValue(list)).toThrow(/40 deep/);
  });

  it("reads a constant without a value as none, alone and in a list", () => {
    expect(readConstantValue({})).toBeUndefined();
    expect(readConstantValue({ listValue: { values: [{}, { intValue: 1n }] } })).toEqual([1n]);
  });
});

describe("nodeValue", () => {
  it("takes a text with $ for a parameter, and lets a source through", () => {
    expect(nodeValue("$speed")).toEqual({ parameter: { name: "speed", type: 0 } });
    expect(parameterReference("speed", 1)).toEqual({ parameter: { name: "speed", type: 1 } });
    expect(nodeValue("speed")).toEqual({ constant: { stringValue: "speed" } });
    const literal = { constant: { stringValue: "$5" } };
    expect(nodeValue(literal)).toBe(literal);
    expect(nodeValue({ runtimeVar: { name: "v" } })).toEqual({ runtimeVar: { name: "v" } });
  });

  it("refuses a reference and a key without a name", () => {
    expect(() => nodeValue("$")).toThrow(RangeError);
    expect(() => nodeValues({ "": 1 })).toThrow(RangeError);
  });
});

describe("missionNode", () => {
  it("makes a named node that encodes, its values passed on", () => {
    const node = missionNode(
      "patrol",
      { sequence: { children: [missionNode("again", { nodeReference: "r1" })] } },
      {
        referenceId: "r0",
        parameters: [{ name: "n", type: 3 }],
        parameterValues: { n: 3n, m: "$m" },
        overrides: { always_restart: true },
      },
    );
    expect(Node.decode(Node.encode(node))).toMatchObject({
      name: "patrol",
      referenceId: "r0",
      sequence: { children: [{ name: "again", nodeReference: "r1" }] },
      parameters: [{ name: "n", type: 3 }],
      parameterValues: [
        { key: "n", value: { constant: { intValue: 3n } } },
        { key: "m", value: { parameter: { name: "m" } } },
      ],
      overrides: [{ key: "always_restart", value: { constant: { boolValue: true } } }],
    });
  });

  it("refuses a node that does nothing, or two things, or has no name", () => {
    expect(() => missionNode("n", {})).toThrow(TypeError);
    expect(() => missionNode("n", { sequence: undefined })).toThrow(/nothing/);
    expect(() => missionNode("n", { sequence: {}, nodeReference: "x" })).toThrow(/sequence and nodeReference/);
    expect(() => missionNode("", { sequence: {} })).toThrow(RangeError);
  });
});
