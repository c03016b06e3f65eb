import { describe, expect, it } from "vitest";
import {
  locateEntryError,
  locateWireError,
  noteOneofMember,
  WireError,
  WireWriter,
} from "../../src/wire/codec-parts.ts";
import { fieldName, fieldNameAt, propertyName } from "../../src/wire/field-names.ts";

describe("field names", () => {
  for (const [field, property] of [
    ["joint_states", "jointStates"],
    ["name", "name"],
    ["a_tform_b", "aTformB"],
  ] as const) {
    it(`turn ${field} into ${property} and back`, () => {
      expect(propertyName(field)).toBe(property);
      expect(fieldName(property)).toBe(field);
    });
  }

  it("are found in a message by number, and $unknown is no field", () => {
    const message = { first: 1, secondOne: [], $unknown: undefined };
    expect([0, 1, 2, 3, 4].map((number) => fieldNameAt(message, number))).toEqual([
      undefined,
      "first",
      "second_one",
      undefined,
      undefined,
    ]);
  });
});

describe("locateWireError", () => {
  const message = { first: 1, secondOne: [7, 7], GUID: ["x"], $unknown: undefined };
  const located = (tag: number, names?: Record<number, string>): string => {
    const error = new WireError("WIRE_TRUNCATED", 3, "cut");
    expect(locateWireError(error, tag, message, names)).toBe(error);
    return error.path;
  };

  it("names a field, with its index where it repeats", () => {
    expect(located(1 << 3)).toBe("first");
    expect(located(2 << 3)).toBe("second_one[2]");
  });

  it("goes by a table where there is one", () => {
    expect(located(9 << 3, { 9: "GUID" })).toBe("GUID[1]");
    expect(located(1 << 3, { 9: "GUID" })).toBe("");
  });

  it("names nothing for a field that is unknown, or not even a tag", () => {
    expect(located(0)).toBe("");
    expect(located(77 << 3)).toBe("");
  });

  it("leaves any other error alone", () => {
    const error = new TypeError("other");
    expect(locateWireError(error, 8, message)).toBe(error);
    expect(locateEntryError(error, 8, "key")).toBe(error);
  });
});

describe("locateEntryError", () => {
  const located = (tag: number, key: string | bigint | boolean): string => {
    const error = new WireError("WIRE_TRUNCATED", 3, "cut").enclose("x");
    locateEntryError(error, tag, key);
    return error.path;
  };

  it("names the key, or the value by its key", () => {
    expect(located(0o12, "a")).toBe("key.x");
    expect(located(0o22, 'a"b')).toBe('["a\\"b"].x');
    expect(located(0o22, 5n)).toBe("[5].x");
    expect(located(0o22, true)).toBe("[true].x");
    expect(located(0o32, "a")).toBe("x");
  });

  it("cuts off a key of any length, which hostile bytes may hold", () => {
    expect(located(0o22, "k".repeat(1_000_000))).toBe(`["${"k".repeat(64)}…"].x`);
  });
});

describe("noteOneofMember", () => {
  it("takes the first member and refuses the second", () => {
    const writer = new WireWriter();
    expect(noteOneofMember(writer, "pick", undefined, "a")).toBe("a");
    expect(() => noteOneofMember(writer, "pick", "a", "b")).toThrow(
      new RangeError("oneof pick holds one member, but a and b are both set"),
    );
  });
});
