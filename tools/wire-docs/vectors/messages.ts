/** Messages of the robot's API with what they say in ProtoJSON. */
import { inspectMessage, printAnnotatedHex } from "../../../src/inspect/index.ts";
import {
  DynamicCodecs,
  JsonReader,
  JsonWriter,
  parseJson,
  type PlainJson,
  type SchemaRegistry,
} from "../../../src/reflect/index.ts";
import type { Material } from "../material.ts";
import { messageOf } from "../scene/conversation.ts";
import { OUR_STACK, type Vector } from "./vector.ts";

const PREFIX_BYTES = 5;

/** Names, types, what they are about, and values. */
const VALUES: readonly (readonly [name: string, type: string, description: string, value: PlainJson])[] = [
  ["empty", "RobotIdRequest", "nothing is set: no byte", {}],
  [
    "request-header",
    "RequestHeader",
    "a time before the point, a time behind it, and who asks",
    { requestTimestamp: "2027-01-15T07:59:57.500Z", clientName: "wire-guide" },
  ],
  [
    "robot-id",
    "RobotId",
    "strings, and messages in messages",
    {
      serialNumber: "spot-BD-12345678",
      species: "spot",
      version: "1.0",
      softwareRelease: {
        version: { majorVersion: 5, minorVersion: 1, patchLevel: 4 },
        changesetDate: "2026-01-31T23:59:59Z",
        apiVersion: "5.1.4",
      },
      nickname: "Spöt 🤖",
      computerSerialNumber: "c-1",
    },
  ],
  [
    "get-auth-token-request",
    "GetAuthTokenRequest",
    "a login by password",
    { username: "user", password: "correct horse" },
  ],
  [
    "get-auth-token-response",
    "GetAuthTokenResponse",
    "a status of its own, and the token",
    { status: "STATUS_OK", token: "aaaa.bbbb.cccc" },
  ],
  [
    "time-sync-update-request",
    "TimeSyncUpdateRequest",
    "four times, three clocks apart, and the identifier that belongs with them",
    {
      previousRoundTrip: {
        clientTx: "2027-01-15T08:00:00.000000001Z",
        serverRx: "2027-01-15T08:00:02.500Z",
        serverTx: "2027-01-15T08:00:02.501Z",
        clientRx: "2027-01-15T08:00:00.004Z",
      },
      clockIdentifier: "spot-time-sync-4711",
    },
  ],
  [
    "duration-negative",
    "TimeSyncEstimate",
    "a duration below zero: both of its parts are",
    { roundTripTime: "0.003s", clockSkew: "-2.500s" },
  ],
  [
    "lease",
    "Lease",
    "repeated uint32, packed, and repeated strings, which never are",
    { resource: "body", epoch: "nTsXYZ", sequence: [12, 300], clientNames: ["laptop:app-1", "wire-guide"] },
  ],
  [
    "estop-check-in-request",
    "EstopCheckInRequest",
    "uint64 beyond what a double holds: the response is the challenge's complement",
    { challenge: "1", response: "18446744073709551614", stopLevel: "ESTOP_LEVEL_NONE" },
  ],
  [
    "robot-state",
    "RobotState",
    "numbers in wrappers, a battery, a fault, a pose",
    {
      powerState: {
        timestamp: "2027-01-15T08:00:00Z",
        motorPowerState: "STATE_OFF",
        locomotionChargePercentage: 92.5,
      },
      batteryStates: [
        {
          identifier: "battery-1",
          chargePercentage: 0,
          estimatedRuntime: "5400s",
          current: -3.25,
          temperatures: [31.5, 32],
          status: "STATUS_DISCHARGING",
        },
      ],
      systemFaultState: {
        faults: [
          { name: "estop", uid: "9007199254740993", code: -7, severity: "SEVERITY_WARN", attributes: ["robot"] },
        ],
        aggregated: { robot: "SEVERITY_WARN" },
      },
      kinematicState: {
        acquisitionTimestamp: "2027-01-15T08:00:00.003Z",
        jointStates: [{ name: "fl.hx", position: 0.125, velocity: 0 }],
        transformsSnapshot: {
          childToParentEdgeMap: {
            body: { parentFrameName: "odom", parentTformChild: { position: { z: 0.5 }, rotation: { w: 1 } } },
          },
        },
      },
    },
  ],
  [
    "velocity-command",
    "RobotCommandRequest",
    "a velocity for 0.6 s, in robot time, with its lease: oneofs four deep",
    {
      lease: { resource: "body", epoch: "nTsXYZ", sequence: [12, 301] },
      clockIdentifier: "spot-time-sync-4711",
      command: {
        synchronizedCommand: {
          mobilityCommand: {
            se2VelocityRequest: {
              endTime: "2027-01-15T08:00:03.100Z",
              velocity: { linear: { x: 0.5, y: 0 }, angular: -0.25 },
              se2FrameName: "body",
            },
          },
        },
      },
    },
  ],
  [
    "joint-control-stream-request",
    "JointControlStreamRequest",
    "packed floats, gains as a first message needs them, and a limit in a wrapper",
    {
      jointCommand: {
        endTime: "2027-01-15T08:00:00.050Z",
        position: [0, 1.5, -2.75, 0, 1.5, -2.75, 0, 1.5, -2.75, 0, 1.5, -2.75],
        velocity: new Array<number>(12).fill(0),
        load: new Array<number>(12).fill(0),
        gains: { kQP: new Array<number>(12).fill(624), kQdP: new Array<number>(12).fill(5.25) },
        userCommandKey: 1,
        velocitySafetyLimit: 10,
      },
    },
  ],
  ["not-a-number", "Vec3", "doubles that JSON has no numbers for", { x: "NaN", y: "-Infinity", z: "-0" }],
  ["unknown-enum", "PowerState", "an enum's number that this release has no name for", { motorPowerState: 42 }],
  [
    "response-header",
    "ResponseHeader",
    "an error of the header, with bytes in its Any",
    {
      requestReceivedTimestamp: "2027-01-15T08:00:00Z",
      error: {
        code: "CODE_INVALID_REQUEST",
        message: "no such thing",
        data: { "@type": "type.googleapis.com/bosdyn.api.RobotId", species: "spot" },
      },
    },
  ],
];

/** Make them. */
export function messageVectors({ registry, scene }: Material): Vector[] {
  const recorded = [
    ["recorded-id-response", "RobotIdResponse", "who the embedded robot is", messageOf(scene.id, "server", 1).bytes],
    [
      "recorded-header-error",
      "TimeSyncUpdateResponse",
      "what it says of half a request",
      messageOf(scene.timeSync, "server", 1).bytes,
    ],
    [
      "recorded-state",
      "RobotStateStreamResponse",
      "the first state of its stream",
      messageOf(scene.stream, "server", 1).bytes,
    ],
  ] as const;
  return [
    ...VALUES.map(([name, type, description, value]) => {
      const typeName = `bosdyn.api.${type}`;
      const bytes = encode(registry, typeName, value);
      return vectorOf(registry, { name, typeName, description, bytes });
    }),
    ...recorded.map(([name, type, description, bytes]) =>
      vectorOf(registry, { name, typeName: `bosdyn.api.${type}`, description, bytes: bytes.subarray(PREFIX_BYTES) }),
    ),
  ];
}

interface Parts {
  readonly name: string;
  readonly typeName: string;
  readonly description: string;
  readonly bytes: Uint8Array;
}

function vectorOf(registry: SchemaRegistry, { name, typeName, description, bytes }: Parts): Vector {
  const hex = printAnnotatedHex(inspectMessage(bytes, { registry, typeName }), bytes);
  const json = { message: typeName, value: messageJson(registry, typeName, bytes) };
  return { name: `messages/${name}`, kind: "message", description, source: OUR_STACK, hex, json };
}

function encode(registry: SchemaRegistry, typeName: string, value: PlainJson): Uint8Array {
  const codecs = new DynamicCodecs(registry);
  const message = new JsonReader(registry, codecs).message(typeName, parseJson(JSON.stringify(value)));
  return codecs.codec(typeName).encode(message);
}

/** What bytes say, in ProtoJSON. */
export function messageJson(registry: SchemaRegistry, typeName: string, bytes: Uint8Array): PlainJson {
  const codecs = new DynamicCodecs(registry);
  return new JsonWriter(registry, codecs).message(typeName, codecs.codec(typeName).decode(bytes));
}
