/** The ProtoJSON mapping, rule by rule, on a message with every kind of field. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  apiSchema,
  DynamicCodecs,
  type DynamicMessage,
  type FromJsonOptions,
  JsonReader,
  JsonWriter,
  parseJson,
  protosetSchema,
  SchemaRegistry,
  type ToJsonOptions,
} from "../../../src/reflect/index.ts";
import { hex } from "../../support/hex.ts";

const VECTORS = join(import.meta.dirname, "../../vectors/reflect");
const EVERY = "spotwire.test.EveryKind";
const registry = new SchemaRegistry(
  apiSchema(),
  protosetSchema(hex(readFileSync(join(VECTORS, "every-kind-protoset.hex"), "utf8"))),
);
const codecs = new DynamicCodecs(registry);

function read(typeName: string, json: unknown, options?: FromJsonOptions): DynamicMessage {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return new JsonReader(registry, codecs, options).message(typeName, parseJson(text));
}

function write(typeName: string, message: DynamicMessage, options?: ToJsonOptions): unknown {
  return JSON.parse(JSON.stringify(new JsonWriter(registry, codecs, options).message(typeName, message)));
}

/** JSON → message → bytes → message → JSON. */
function roundTrip(typeName: string, json: unknown): unknown {
  const codec = codecs.codec(typeName);
  return write(typeName, codec.decode(codec.encode(read(typeName, json))));
}

/** Fields of the robot's API that show a rule: type, what goes in, what comes out (default: the same). */
const RULES: readonly (readonly [rule: string, typeName: string, input: unknown, output?: unknown])[] = [
  ["a field by its JSON name", "bosdyn.api.RobotId", { serialNumber: "x" }],
  ["a field by its proto name", "bosdyn.api.RobotId", { serial_number: "x" }, { serialNumber: "x" }],
  ["null as absent", "bosdyn.api.RobotId", { serialNumber: null, softwareRelease: null }, {}],
  ["defaults left out", "bosdyn.api.RobotId", { serialNumber: "" }, {}],
  ["an empty message kept", "bosdyn.api.RobotId", { softwareRelease: {} }],
  ["int64 as a string", "bosdyn.api.Parameter", { intValue: "-9223372036854775808" }],
  [
    "int64 from a number",
    "bosdyn.api.Parameter",
    '{"intValue":9223372036854775807}',
    { intValue: "9223372036854775807" },
  ],
  ["uint64 to the last bit", "bosdyn.api.Parameter", { uintValue: "18446744073709551615" }],
  ["an integer written as 1e3", "bosdyn.api.SoftwareVersion", '{"majorVersion":1e3}', { majorVersion: 1000 }],
  ["an integer written as 2.0", "bosdyn.api.SoftwareVersion", '{"majorVersion":2.0}', { majorVersion: 2 }],
  ["an integer in a string", "bosdyn.api.SoftwareVersion", { majorVersion: "-7" }, { majorVersion: -7 }],
  ["NaN and the infinities", "bosdyn.api.Vec3", { x: "NaN", y: "Infinity", z: "-Infinity" }],
  ["negative zero", "bosdyn.api.Vec3", '{"x":-0.0}', { x: "-0" }],
  [
    "floats in their shortest form",
    "bosdyn.api.CombinedJointStates",
    { position: [0.1, 16777216, 1e-45, 3.4028235e38] },
  ],
  ["an enum by name", "bosdyn.api.CommonError", { code: "CODE_INVALID_REQUEST" }],
  ["an enum by number", "bosdyn.api.CommonError", { code: 3 }, { code: "CODE_INVALID_REQUEST" }],
  ["an enum number nobody named", "bosdyn.api.CommonError", { code: 777 }],
  [
    "an enum's alias",
    "bosdyn.api.PowerState",
    { motorPowerState: "MOTOR_POWER_STATE_ON" },
    { motorPowerState: "STATE_ON" },
  ],
  ["bytes as base64", "bosdyn.api.DataChunk", { data: "AAEC/w==" }],
  ["bytes from base64url without padding", "bosdyn.api.DataChunk", { data: "-_8" }, { data: "+/8=" }],
  [
    "a map with string keys",
    "bosdyn.api.SystemFaultState",
    { aggregated: { a: "SEVERITY_WARN", __proto__: null, b: 9 } },
  ],
  ["a timestamp", "bosdyn.api.RequestHeader", { requestTimestamp: "2026-11-23T03:00:00Z" }],
  ["a timestamp with milliseconds", "bosdyn.api.RequestHeader", { requestTimestamp: "1969-12-31T23:59:59.500Z" }],
  ["a timestamp with nanoseconds", "bosdyn.api.RequestHeader", { requestTimestamp: "0001-01-01T00:00:00.000000001Z" }],
  [
    "a timestamp with an offset",
    "bosdyn.api.RequestHeader",
    { requestTimestamp: "2026-11-23T04:30:00.250+01:30" },
    { requestTimestamp: "2026-11-23T03:00:00.250Z" },
  ],
  ["a duration", "bosdyn.api.TimeSyncEstimate", { clockSkew: "-1.500s", roundTripTime: "0.000000001s" }],
  ["a duration of whole seconds", "bosdyn.api.TimeSyncEstimate", { clockSkew: "315576000000s" }],
  ["a wrapped number", "bosdyn.api.BatteryState", { chargePercentage: 92.5 }],
  ["a wrapped default", "bosdyn.api.BatteryState", { chargePercentage: 0 }],
  [
    "an Any by its type",
    "bosdyn.api.CommonError",
    { data: { "@type": "type.googleapis.com/bosdyn.api.RobotId", serialNumber: "x" } },
  ],
  [
    "an Any of a type with a JSON of its own",
    "bosdyn.api.CommonError",
    { data: { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1s" } },
  ],
  ["an empty Any", "bosdyn.api.CommonError", { data: {} }],
  ["a Struct", "google.protobuf.Struct", { a: 1.5, b: "two", c: true, d: null, e: [1, "x", null, []], f: { g: {} } }],
  ["a list of values", "google.protobuf.ListValue", [1, [2], { three: 3 }]],
  ["a null value", "google.protobuf.Value", null],
];

describe("ProtoJSON", () => {
  for (const [rule, typeName, input, output = input] of RULES) {
    it(`takes ${rule}`, () => {
      expect(roundTrip(typeName, input)).toEqual(output);
    });
  }

  it("writes defaults when asked, but no absent message", () => {
    expect(write("bosdyn.api.ServiceEntry", read("bosdyn.api.ServiceEntry", {}), { emitDefaults: true })).toEqual({
      name: "",
      authority: "",
      userTokenRequired: false,
      permissionRequired: "",
      livenessTimeoutSecs: 0,
      hostPayloadGuid: "",
    });
  });

  it("writes proto names when asked", () => {
    const message = read("bosdyn.api.RobotId", { softwareRelease: { apiVersion: "5" } });
    expect(write("bosdyn.api.RobotId", message, { useProtoNames: true })).toEqual({
      software_release: { api_version: "5" },
    });
  });

  it("takes every kind of field there and back", () => {
    const json = JSON.parse(readFileSync(join(VECTORS, "every-kind.json"), "utf8")) as unknown;
    expect(roundTrip(EVERY, json)).toEqual(json);
  });

  it("passes over what it does not know when told to", () => {
    const options = { ignoreUnknown: true };
    expect(
      write("bosdyn.api.RobotId", read("bosdyn.api.RobotId", { newer: { x: [1] }, species: "spot" }, options)),
    ).toEqual({
      species: "spot",
    });
    expect(write("bosdyn.api.CommonError", read("bosdyn.api.CommonError", { code: "CODE_NEWER" }, options))).toEqual(
      {},
    );
  });
});

/** What is refused: type, text, code, path, and what the message says. */
const REFUSALS: readonly (readonly [typeName: string, text: string, code: string, path: string, says: RegExp])[] = [
  ["bosdyn.api.RobotId", "[]", "JSON_WRONG_TYPE", "", /an object/],
  ["bosdyn.api.RobotId", '{"serialNumbr":"x"}', "JSON_UNKNOWN_NAME", "serialNumbr", /did you mean serialNumber/],
  [
    "bosdyn.api.RobotId",
    '{"serialNumber":5}',
    "JSON_WRONG_TYPE",
    "serialNumber",
    /a Unicode string is wanted, not the number 5/,
  ],
  ["bosdyn.api.RobotId", '{"serialNumber":"\\ud800"}', "JSON_WRONG_TYPE", "serialNumber", /Unicode/],
  ["bosdyn.api.RobotId", '{"species":"a","species":"b"}', "JSON_DUPLICATE", "species", /twice/],
  ["bosdyn.api.RobotId", '{"serialNumber":"a","serial_number":"b"}', "JSON_DUPLICATE", "serialNumber", /twice/],
  [
    "bosdyn.api.RobotIdResponse",
    '{"robotId":{"softwareRelease":{"version":{"majorVersion":2147483648}}}}',
    "JSON_OUT_OF_RANGE",
    "robotId.softwareRelease.version.majorVersion",
    /2147483648 does not fit int32/,
  ],
  [
    "bosdyn.api.SoftwareVersion",
    '{"majorVersion":1.5}',
    "JSON_WRONG_TYPE",
    "majorVersion",
    /int32 is wanted, not the number 1.5/,
  ],
  ["bosdyn.api.SoftwareVersion", '{"majorVersion":" 1"}', "JSON_WRONG_TYPE", "majorVersion", /the string " 1"/],
  ["bosdyn.api.SoftwareVersion", '{"majorVersion":1e999999999}', "JSON_OUT_OF_RANGE", "majorVersion", /int32/],
  ["bosdyn.api.Parameter", '{"uintValue":-1}', "JSON_OUT_OF_RANGE", "uintValue", /uint64/],
  ["bosdyn.api.Parameter", '{"intValue":"1","boolValue":true}', "JSON_DUPLICATE", "boolValue", /oneof values/],
  ["bosdyn.api.Parameter", '{"boolValue":"true"}', "JSON_WRONG_TYPE", "boolValue", /bool/],
  ["bosdyn.api.Vec3", '{"x":1e999}', "JSON_OUT_OF_RANGE", "x", /double/],
  ["bosdyn.api.Vec3", '{"x":"nan"}', "JSON_WRONG_TYPE", "x", /double/],
  ["bosdyn.api.CombinedJointStates", '{"position":[1,3.5e38]}', "JSON_OUT_OF_RANGE", "position[1]", /float/],
  ["bosdyn.api.CombinedJointStates", '{"position":[null]}', "JSON_WRONG_TYPE", "position[0]", /null/],
  ["bosdyn.api.CombinedJointStates", '{"position":1}', "JSON_WRONG_TYPE", "position", /an array/],
  ["bosdyn.api.CommonError", '{"code":"CODE_OKAY"}', "JSON_UNKNOWN_NAME", "code", /did you mean CODE_OK/],
  ["bosdyn.api.DataChunk", '{"data":"A"}', "JSON_WRONG_TYPE", "data", /base64/],
  [
    "bosdyn.api.RequestHeader",
    '{"requestTimestamp":"2026-02-30T00:00:00Z"}',
    "JSON_WRONG_TYPE",
    "requestTimestamp",
    /timestamp/,
  ],
  [
    "bosdyn.api.RequestHeader",
    '{"requestTimestamp":"2026-11-23 03:00:00Z"}',
    "JSON_WRONG_TYPE",
    "requestTimestamp",
    /timestamp/,
  ],
  [
    "bosdyn.api.RequestHeader",
    '{"requestTimestamp":"0001-01-01T00:00:00+01:00"}',
    "JSON_OUT_OF_RANGE",
    "requestTimestamp",
    /9999/,
  ],
  ["bosdyn.api.TimeSyncEstimate", '{"clockSkew":"1"}', "JSON_WRONG_TYPE", "clockSkew", /duration/],
  ["bosdyn.api.TimeSyncEstimate", '{"clockSkew":"315576000001s"}', "JSON_OUT_OF_RANGE", "clockSkew", /at most/],
  ["bosdyn.api.CommonError", '{"data":{"x":1}}', "JSON_WRONG_TYPE", "data.@type", /type URL/],
  [
    "bosdyn.api.CommonError",
    '{"data":{"@type":"type.googleapis.com/no.Such"}}',
    "JSON_UNKNOWN_NAME",
    "data.@type",
    /no.Such/,
  ],
  ["bosdyn.api.SystemFaultState", '{"aggregated":{"a":null}}', "JSON_WRONG_TYPE", "aggregated.a", /null/],
];

describe("JsonReader", () => {
  for (const [typeName, text, code, path, says] of REFUSALS) {
    it(`refuses ${text} as ${typeName}`, () => {
      expect(() => read(typeName, text)).toThrow(
        expect.objectContaining({ code, path, message: expect.stringMatching(says) as string }),
      );
    });
  }

  it("bounds nesting", () => {
    const deep = "[".repeat(120) + "]".repeat(120);
    expect(() => read("google.protobuf.Value", deep)).toThrow(expect.objectContaining({ code: "JSON_TOO_DEEP" }));
  });
});

describe("JsonWriter", () => {
  for (const [typeName, message] of [
    ["google.protobuf.Timestamp", { seconds: 253_402_300_800n, nanos: 0 }],
    ["google.protobuf.Timestamp", { seconds: 0n, nanos: -1 }],
    ["google.protobuf.Duration", { seconds: 1n, nanos: -1 }],
    ["google.protobuf.Duration", { seconds: 315_576_000_001n, nanos: 0 }],
    ["google.protobuf.Value", { numberValue: Number.NaN }],
    ["google.protobuf.Value", {}],
    ["google.protobuf.Any", { typeUrl: "type.googleapis.com/no.Such", value: new Uint8Array(0) }],
  ] as const) {
    it(`refuses ${typeName} ${JSON.stringify(message, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`, () => {
      expect(() => write(typeName, message)).toThrow(expect.objectContaining({ code: "JSON_UNSAYABLE" }));
    });
  }
});
