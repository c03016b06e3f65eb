/** Bytes and what is said about them: schema and words, faults in their places. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultsOf, inspectMessage, printAnnotatedHex, type Span, treeFaults } from "../../../src/inspect/index.ts";
import { apiSchema, protosetSchema, SchemaRegistry } from "../../../src/reflect/index.ts";
import { hex } from "../../support/hex.ts";

const VECTORS = join(import.meta.dirname, "../../vectors");
const protoset = hex(readFileSync(join(VECTORS, "reflect/every-kind-protoset.hex"), "utf8"));
const registry = new SchemaRegistry(apiSchema(), protosetSchema(protoset));

/** The comments of the printed tree, their nesting kept. */
function comments(text: string, typeName?: string): string[] {
  const bytes = hex(text);
  const span = inspectMessage(bytes, { registry, typeName });
  expect(treeFaults(span)).toEqual([]);
  const lines = printAnnotatedHex(span, bytes).trimEnd().split("\n");
  return lines.filter((line) => line.includes("#")).map((line) => line.slice(line.indexOf("#") + 2));
}

function vector(name: string): string {
  return readFileSync(join(VECTORS, `wire/${name}.hex`), "utf8");
}

describe("inspectMessage with a schema", () => {
  it("names every scalar and says its value", () => {
    expect(comments(vector("every-kind-scalars"), "spotwire.test.EveryKind")).toEqual([
      "1: double_field 1.5",
      "2: float_field -2.5",
      "3: int32_field -2",
      "4: int64_field -9223372036854775808",
      "5: uint32_field 4294967295",
      "6: uint64_field 18446744073709551615",
      "7: sint32_field -2",
      "8: sint64_field -9223372036854775808",
      "9: fixed32_field 2164392708",
      "10: fixed64_field 9223372036854775809",
      "11: sfixed32_field -2",
      "12: sfixed64_field -3",
      "13: bool_field true",
      '14: string_field "Spöt"',
      "15: bytes_field 3 bytes: 00 ff 80",
      "16: choice_field 150",
    ]);
  });

  it("shows packed lists, and maps as entries", () => {
    expect(comments(vector("every-kind-repeated"), "spotwire.test.EveryKind")).toEqual([
      "33: int32s [3, 270, 86942]",
      "40: fixed64s [9223372036854775809]",
      "43: bools [true, false, true]",
      '44: strings "a"',
      '44: strings ""',
      "47: messages, 2 bytes",
      "  3: int32_field 5",
      "48: unpacked 1",
      "48: unpacked 2",
      '51: by_string "a", 7 bytes',
      '  1: key "a"',
      "  2: value, 2 bytes",
      "    3: int32_field 7",
      "52: by_int32 0: CHOICE_NONE (0), 4 bytes",
      "  1: key 0",
      "  2: value CHOICE_NONE (0)",
    ]);
  });

  it("gives each element of a packed list a leaf of its own", () => {
    const [field] = inspectMessage(hex("8a 02 06 03 8e 02 9e a7 05"), {
      registry,
      typeName: "spotwire.test.EveryKind",
    }).children;
    expect(field?.children.map(({ kind, label, text, start, end }) => [kind, label, text, start, end])).toEqual([
      ["tag", "tag", "field 33, LEN", 0, 2],
      ["length", "length", "6 bytes", 2, 3],
      ["value", "[0]", "3", 3, 4],
      ["value", "[1]", "270", 4, 6],
      ["value", "[2]", "86942", 6, 9],
    ]);
  });

  const words: readonly [what: string, typeName: string, bytes: string, comments: readonly string[]][] = [
    [
      "times in words",
      "bosdyn.api.RequestHeader",
      "0a 09 08 80 e2 cf aa 06 10 88 27",
      ["1: request_timestamp 2023-11-14T22:13:20.000005Z, 9 bytes", "  1: seconds 1700000000", "  2: nanos 5000"],
    ],
    [
      "durations in words",
      "bosdyn.api.BatteryState",
      "22 0d 08 ff ff ff ff ff ff ff ff ff 01 10 00",
      ["4: estimated_runtime -1s, 13 bytes", "  1: seconds -1", "  2: nanos 0"],
    ],
    [
      "a time that no calendar has as its numbers",
      "google.protobuf.Timestamp",
      "10 ff ff ff ff ff ff ff ff ff 01",
      ["google.protobuf.Timestamp: 0 s and -1 ns, out of range", "2: nanos -1"],
    ],
    ["enums by name", "bosdyn.api.BatteryState", "40 02", ["8: status STATUS_CHARGING (2)"]],
    ["enums of a newer release by number", "bosdyn.api.BatteryState", "40 63", ["8: status 99"]],
    [
      "wrapped values",
      "bosdyn.api.JointState",
      "12 09 09 00 00 00 00 00 00 e0 3f",
      ["2: position 0.5, 9 bytes", "  1: value 0.5"],
    ],
    ["a wrapped default", "bosdyn.api.JointState", "12 00", ["2: position 0, 0 bytes"]],
    ["fields that it does not know as guesses", "bosdyn.api.BatteryState", "98 06 07", ["99: 7 (or sint64 -4)"]],
    [
      "what an Any holds by the type that its URL names",
      "google.protobuf.Any",
      // type.googleapis.com/google.protobuf.Duration
      `0a 2c 74 79 70 65 2e 67 6f 6f 67 6c 65 61 70 69 73 2e 63 6f 6d 2f
       67 6f 6f 67 6c 65 2e 70 72 6f 74 6f 62 75 66 2e 44 75 72 61 74 69 6f 6e 12 02 08 05`,
      [
        'google.protobuf.Any: "type.googleapis.com/google.protobuf.Duration"',
        '1: type_url "type.googleapis.com/google.protobuf.Duration"',
        "2: value 5s, 2 bytes",
        "  1: seconds 5",
      ],
    ],
    [
      "what an Any holds although its URL comes behind",
      "google.protobuf.Any",
      "12 02 08 05 0a 1a 78 2f 67 6f 6f 67 6c 65 2e 70 72 6f 74 6f 62 75 66 2e 44 75 72 61 74 69 6f 6e",
      [
        'google.protobuf.Any: "x/google.protobuf.Duration"',
        "2: value 5s, 2 bytes",
        "  1: seconds 5",
        '1: type_url "x/google.protobuf.Duration"',
      ],
    ],
    [
      "an Any of an unknown type as a guess",
      "google.protobuf.Any",
      "0a 03 78 2f 79 12 02 08 05",
      ['google.protobuf.Any: "x/y"', '1: type_url "x/y"', "2: value, 2 bytes", "  1: 5 (or sint64 -3)"],
    ],
    [
      "a type that the schema does not have as guesses",
      "no.such.Type",
      "08 05",
      ["message: guessed: no schema has no.such.Type", "1: 5 (or sint64 -3)"],
    ],
  ];
  for (const [what, typeName, bytes, expected] of words) {
    it(`says ${what}`, () => {
      expect(comments(bytes, typeName)).toEqual(expected);
    });
  }

  it("cuts a long text and says how long it is", () => {
    const options = { registry, typeName: "bosdyn.api.BatteryState", maxTextLength: 4 };
    const [field] = inspectMessage(hex("12 06 61 62 63 64 65 66"), options).children;
    expect(field?.text).toBe('"abcd"… (6 characters)');
    // Never through the middle of a character: U+1F916 takes two UTF-16 units.
    const [robot] = inspectMessage(hex("12 07 61 62 63 f0 9f a4 96"), options).children;
    expect(robot?.text).toBe('"abc"… (5 characters)');
  });

  it("escapes what a terminal would obey, and what turns text round", () => {
    // ESC [ 2 J, CSI as one character, right-to-left override
    expect(comments("12 09 1b 5b 32 4a c2 9b e2 80 ae", "bosdyn.api.BatteryState")).toEqual([
      '2: identifier "\\u001b[2J\\u009b\\u202e"',
    ]);
  });
});

describe("inspectMessage of damaged bytes", () => {
  const ROBOT_ID = "bosdyn.api.RobotIdResponse";
  const cases: readonly [what: string, bytes: string, comments: readonly string[]][] = [
    [
      "a value cut short",
      "12 04 0a 04 73 70",
      [
        "2: robot_id, 4 bytes",
        "  ! 1: serial_number 2 bytes: 73 70 ! WIRE_TRUNCATED: 4 bytes wanted, 2 left in the message",
      ],
    ],
    [
      "a message cut short, and reads what there is of it",
      "12 09 0a 02 73 70",
      ["! 2: robot_id, 4 bytes ! WIRE_TRUNCATED: 9 bytes wanted, 4 left in the message", '  1: serial_number "sp"'],
    ],
    [
      "a field number of 0, and goes on behind its message",
      "12 02 05 00 0a 00",
      [
        "2: robot_id, 2 bytes",
        "  unread 2 bytes ! WIRE_INVALID_TAG: no field can have number 0 and wire type 5",
        "1: header, 0 bytes",
      ],
    ],
    [
      "text that is not UTF-8, and goes on behind it",
      "12 06 0a 01 ff 12 01 61",
      [
        "2: robot_id, 6 bytes",
        "  1: serial_number 1 byte: ff ! WIRE_INVALID_UTF8: string is not valid UTF-8",
        '  2: species "a"',
      ],
    ],
    ["a varint that does not end", "18 80 80", ["3: ! WIRE_TRUNCATED: varint ends early"]],
    ["a length that does not end", "12 80", ["! 2: robot_id ! WIRE_TRUNCATED: varint ends early"]],
    ["a tag without anything behind it", "12", ["! 2: robot_id ! WIRE_TRUNCATED: varint ends early"]],
    [
      "a wire type that is not the field's, and reads it as an unknown one",
      "10 01 0a 00",
      [
        "2: robot_id 1 (or bool true, sint64 -1) ! VARINT is not how bosdyn.api.RobotId is written: read as an unknown field",
        "1: header, 0 bytes",
      ],
    ],
    [
      "a group that ends without having begun",
      "24 01",
      ["unread 2 bytes ! WIRE_BAD_GROUP: group 4 ends but never began"],
    ],
    ["a group, whole", "23 08 01 24", ["4:", "  1: 1 (or bool true, sint64 -1)", "tag field 4, EGROUP"]],
    [
      "a group without an end",
      "23 08 01",
      ["4: ! WIRE_TRUNCATED: group 4 has no end", "  1: 1 (or bool true, sint64 -1)"],
    ],
    [
      "a group ended by the end of another",
      "23 08 01 2c",
      [
        "4:",
        "  1: 1 (or bool true, sint64 -1)",
        "  unread 1 byte ! WIRE_BAD_GROUP: group 4 is ended by the end of group 5",
      ],
    ],
  ];
  for (const [what, bytes, expected] of cases) {
    it(`shows ${what}`, () => {
      expect(comments(bytes, ROBOT_ID)).toEqual(expected);
    });
  }

  it("puts the fault on the part that is wrong", () => {
    const span = inspectMessage(hex("12 04 0a 04 73 70"), { registry, typeName: ROBOT_ID });
    const places = [...faultsOf(span)].map(({ kind, start, end }: Span) => [kind, start, end]);
    expect(places).toEqual([["length", 3, 4]]);
  });
});
