import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { RobotState, RobotStateResponse } from "../../../../src/messages/bosdyn/api/robot_state.ts";
import { LEG_JOINTS, RobotStateClient } from "../../../../src/services/index.ts";
import { RobotStateResponseDecoder } from "../../../../src/services/robot-state/response/decoder.ts";
import { damage, damages } from "../../../support/damage.ts";
import { concat, toHex } from "../../../support/hex.ts";
import { loadApi } from "../../../support/oracle-api.ts";
import { messages } from "../../../support/oracle.ts";
import { printSeed, SEED } from "../../../support/oracle-properties.ts";
import { connectLoggedIn } from "../../../support/robots.ts";
import { isRefusal, outcomeOf, wholeState, wholeStateBytes } from "../robot-states.ts";
import { WireBytes } from "../../../support/wire-bytes.ts";

const types = await loadApi((path) => path === "bosdyn/api/robot_state.proto");
printSeed();

function typeNamed(name: string): (typeof types)[number]["type"] {
  const found = types.find((each) => each.name === `bosdyn.api.${name}`);
  if (found === undefined) throw new Error(`${name} is missing`);
  return found.type;
}

/** @returns whether both codecs could read it */
function expectSame(bytes: Uint8Array): boolean {
  const actual = outcomeOf(() => RobotStateResponseDecoder.decode(bytes));
  const wanted = outcomeOf(() => RobotStateResponse.decode(bytes));
  if (!isDeepStrictEqual(actual, wanted)) expect(actual, toHex(bytes)).toEqual(wanted);
  return !isRefusal(actual);
}

/** The same, with properties in the same order: that is part of a shape, and deep equality does not see it. */
function expectSameShape(bytes: Uint8Array): boolean {
  const isRead = expectSame(bytes);
  expect(keysOf(RobotStateResponseDecoder.decode(bytes))).toBe(keysOf(RobotStateResponse.decode(bytes)));
  return isRead;
}

function keysOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "bigint" ? `${each}n` : each instanceof Map ? [...each] : each === undefined ? null : each,
  );
}

/** How many bytes of a message the generated codec gets to see. */
function bytesLeft(bytes: Uint8Array): number {
  RobotStateResponseDecoder.decode(bytes);
  const decode = vi.spyOn(RobotStateResponse, "decode");
  try {
    RobotStateResponseDecoder.decode(bytes);
    return decode.mock.calls.reduce((sum, [given]) => sum + given.length, 0);
  } finally {
    decode.mockRestore();
  }
}

function responseOf(...robotState: readonly Uint8Array[]): Uint8Array {
  const writer = new WireBytes();
  return concat(
    RobotStateResponse.encode({ header: { error: { code: 1 } } }),
    writer
      .tag(2, 2)
      .bytes(concat(...robotState))
      .finish(),
  );
}

describe("RobotStateResponseDecoder", () => {
  it("leaves the header and a few small parts to the generated codec", () => {
    const bytes = wholeStateBytes(1);
    expect(bytesLeft(bytes)).toBeLessThan(bytes.length / 8);
  });

  it("leaves a part that is not as usual to the generated codec, and reads the others", () => {
    const state = wholeState(1).robotState;
    const odd = RobotStateResponse.encode({ robotState: { ...state, batteryStates: [{ identifier: "é" }, {}] } });
    expect(bytesLeft(odd)).toBeLessThan(odd.length / 8);
    expectSameShape(odd);
    const newer = new WireBytes().tag(20, 2).string("newer").finish();
    expect(bytesLeft(responseOf(RobotState.encode(state ?? {}), newer))).toBeLessThan(odd.length / 8);
  });

  it("refers to nothing of the bytes it was given, nor to the message before", () => {
    const bytes = wholeStateBytes(1);
    const first = RobotStateResponseDecoder.decode(bytes);
    bytes.fill(0xff);
    RobotStateResponseDecoder.decode(wholeStateBytes(2));
    expect(first).toEqual(RobotStateResponse.decode(wholeStateBytes(1)));
  });

  it("reads views that do not begin at the start of their memory", () => {
    const bytes = wholeStateBytes(3);
    const padded = Buffer.concat([Buffer.alloc(13, 0x12), bytes, Buffer.alloc(40, 0x0a)]);
    expectSame(padded.subarray(13, 13 + bytes.length));
  });
});

describe("RobotStateResponseDecoder against the generated codec", () => {
  it("reads what the simulator says", async () => {
    const { robot } = await connectLoggedIn();
    const client = robot.client(RobotStateClient);
    for (let i = 0; i < 5; i++) {
      const robotState = await client.getRobotState();
      const bytes = RobotStateResponse.encode({ header: { error: { code: 1 } }, robotState });
      expect(expectSameShape(bytes)).toBe(true);
      expect(bytesLeft(bytes)).toBeLessThan(bytes.length / 8);
    }
  });

  it("reads whole states, with and without an arm", () => {
    for (let k = 0; k < 50; k++) expect(expectSameShape(wholeStateBytes(k, k % 2 ? LEG_JOINTS : undefined))).toBe(true);
  });

  it("reads numbers and times of every size", () => {
    const numbers = [0, -0, NaN, Infinity, 5e-324];
    const seconds = [0n, 127n, 128n, 2n ** 31n, 2n ** 32n, 2n ** 35n - 1n, 2n ** 35n, 2n ** 63n - 1n, -1n];
    for (const value of numbers) {
      const number = { value };
      const vector = { x: value, z: value };
      expectSame(
        RobotStateResponse.encode({
          robotState: {
            powerState: { locomotionChargePercentage: number },
            kinematicState: { jointStates: [{ position: number }], velocityOfBodyInOdom: { angular: vector } },
            footState: [{ footPositionRtBody: vector, contact: -1, terrain: {} }],
          },
        }),
      );
    }
    for (const each of seconds) {
      for (const nanos of [0, 1, 2 ** 28, 2 ** 31 - 1, -1]) {
        const time = { seconds: each, nanos };
        expectSame(RobotStateResponse.encode({ robotState: { kinematicState: { acquisitionTimestamp: time } } }));
      }
    }
  });

  it("reads texts of every length and beyond ASCII", () => {
    for (let length = 0; length < 140; length++) {
      for (const letter of ["a", "é"]) {
        const name = letter.repeat(length);
        const transformsSnapshot = { childToParentEdgeMap: new Map([[name, { parentFrameName: name }]]) };
        for (let i = 0; i < 2; i++) {
          expectSame(
            RobotStateResponse.encode({
              robotState: { estopStates: [{ name }], kinematicState: { jointStates: [{ name }], transformsSnapshot } },
            }),
          );
        }
      }
    }
  });

  for (const name of ["RobotStateResponse", "RobotState", "KinematicState", "BatteryState", "SystemFaultState"]) {
    it(`reads random messages with a ${name}`, { timeout: 30_000 }, () => {
      const around: Record<string, (message: object) => Uint8Array> = {
        RobotStateResponse: (message) => RobotStateResponse.encode(message),
        RobotState: (robotState) => RobotStateResponse.encode({ robotState }),
        KinematicState: (kinematicState) => RobotStateResponse.encode({ robotState: { kinematicState } }),
        BatteryState: (battery) => RobotStateResponse.encode({ robotState: { batteryStates: [battery, battery] } }),
        SystemFaultState: (systemFaultState) => RobotStateResponse.encode({ robotState: { systemFaultState } }),
      };
      const property = fc.property(messages(typeNamed(name)), (message) => {
        expectSame((around[name] as (message: object) => Uint8Array)(message));
      });
      fc.assert(property, { numRuns: 500, seed: SEED });
    });
  }

  it("reads or refuses damaged states, with the same words", { timeout: 30_000 }, () => {
    const outcomes = { read: 0, refused: 0 };
    const property = fc.property(fc.nat(9), damages, (k, list) => {
      if (expectSame(list.reduce(damage, wholeStateBytes(k)))) outcomes.read++;
      else outcomes.refused++;
    });
    fc.assert(property, { numRuns: 2000, seed: SEED });
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  });

  it("sees every change of a single byte", { timeout: 60_000 }, () => {
    const sound = wholeStateBytes(1, ["fl.hx", "arm0.sh0"]);
    for (let at = 0; at < sound.length; at++) {
      const byte = sound[at] as number;
      for (const changed of [0x00, 0x80, 0xff, byte ^ 0x80, byte ^ 1, byte + 8]) {
        expectSame(Uint8Array.from(sound).fill(changed, at, at + 1));
      }
    }
  });

  it("refuses every shorter prefix that is cut inside a field, and reads the others", () => {
    const bytes = wholeStateBytes(1);
    for (let length = 0; length <= bytes.length; length++) expectSame(bytes.subarray(0, length));
    // The same with lengths that are right for what is left.
    const state = RobotState.encode(wholeState(1).robotState ?? {});
    for (let length = 0; length <= state.length; length++) expectSame(responseOf(state.subarray(0, length)));
  });

  it("reads parts in any order, doubled, and with fields that it does not know", { timeout: 30_000 }, () => {
    const { robotState = {} } = wholeState(1, LEG_JOINTS.slice(0, 2));
    const { kinematicState = {} } = robotState;
    const parts = Object.entries(robotState).map(([name, value]: [string, unknown]) =>
      RobotState.encode({ [name]: value }),
    );
    const unknown = new WireBytes().tag(9, 0).uint32(7).tag(20, 2).string("newer").tag(15, 2).string("new");
    const group = unknown.tag(7, 3).tag(1, 0).uint32(1).tag(7, 4).finish();
    const inside = [
      { fieldNumber: 40, wireType: 2, bytes: new WireBytes().tag(40, 2).string("newer").finish() },
    ] as const;
    const newer = RobotState.encode({
      kinematicState: {
        ...kinematicState,
        jointStates: [
          { name: "fl.hx", $unknown: inside },
          { name: "fl.hy", position: { value: 1, $unknown: inside } },
        ],
        $unknown: inside,
      },
      footState: [{ contact: 1, $unknown: inside }],
      powerState: { $unknown: inside },
    });
    const orders = fc.property(fc.shuffledSubarray([...parts, ...parts, group, newer]), (order) => {
      expectSame(responseOf(...order));
      expectSame(concat(responseOf(...order), responseOf(...order)));
    });
    fc.assert(orders, { numRuns: 500, seed: SEED });
  });

  it("refuses groups that are nested too deep, wherever they are", () => {
    for (const depth of [95, 96, 97, 98, 99, 100, 101]) {
      const groups = concat(new Uint8Array(depth).fill(0x7b), new Uint8Array(depth).fill(0x7c));
      const inside = [{ fieldNumber: 15, wireType: 3, bytes: groups }] as const;
      expectSame(responseOf(groups));
      expectSame(RobotStateResponse.encode({ robotState: { behaviorState: { $unknown: inside } } }));
      expectSame(
        RobotStateResponse.encode({
          robotState: { kinematicState: { jointStates: [{ name: "a", $unknown: inside }] } },
        }),
      );
    }
  });

  it("reads lengths, tags and numbers in more bytes than they need", () => {
    for (const robotState of [
      [0x32, 0x82, 0x00, 0x12, 0x00],
      [0x32, 0x82, 0x80, 0x00, 0x12, 0x00],
      [0xb2, 0x00, 0x02, 0x12, 0x00],
      [0xb2, 0x80, 0x00, 0x02, 0x12, 0x00],
      [0xa2, 0x81, 0x00, 0x00],
      [0xa2, 0x01],
      [0xa2],
      [0x32, 0x03, 0x92, 0x00, 0x00],
      [0x32, 0x04, 0xf2, 0x81, 0x00, 0x00],
      [0x32, 0x06, 0xf2, 0x01, 0x03, 0x08, 0x81, 0x00],
      [0x32, 0x05, 0xf2, 0x01, 0x83, 0x00, 0x08],
      [0x42, 0x0b, 0x10, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
      [0x42, 0x02, 0x10],
      [0x32, 0x02, 0x12, 0x7f],
      [0x33],
      [0x00],
    ]) {
      expectSame(responseOf(Uint8Array.from(robotState)));
    }
  });

  it("reads a message that is longer than a robot's", () => {
    const jointStates = Array.from({ length: 3000 }, (_, i) => ({ name: `joint ${i}`, position: { value: i } }));
    expect(expectSame(RobotStateResponse.encode({ robotState: { kinematicState: { jointStates } } }))).toBe(true);
  });
});
