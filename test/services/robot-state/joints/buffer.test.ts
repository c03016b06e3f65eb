import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { KinematicState, RobotState, RobotStateResponse } from "../../../../src/messages/bosdyn/api/robot_state.ts";
import { ARM_JOINTS, JointStateBuffer, LEG_JOINTS, RobotStateClient } from "../../../../src/services/index.ts";
import { WireError } from "../../../../src/wire/index.ts";
import { damage, damages } from "../../../support/damage.ts";
import { concat, toHex } from "../../../support/hex.ts";
import { startProgram } from "../../../support/node-program.ts";
import { loadApi } from "../../../support/oracle-api.ts";
import { messages } from "../../../support/oracle.ts";
import { printSeed, SEED } from "../../../support/oracle-properties.ts";
import { connectLoggedIn } from "../../../support/robots.ts";
import { isRefusal, outcomeOf, type Refusal, wholeState, wholeStateBytes } from "../robot-states.ts";
import { WireBytes } from "../../../support/wire-bytes.ts";

const types = await loadApi((path) => path === "bosdyn/api/robot_state.proto");
const kinematicStates = types.find(({ name }) => name === "bosdyn.api.KinematicState")?.type;
if (kinematicStates === undefined) throw new Error("KinematicState is missing");
printSeed();

const QUANTITIES = ["position", "velocity", "acceleration", "load"] as const;

/** Joints that random names may hit. */
const SHORT_NAMES = ["a", " ", "fl.hx", "fl.hy", "arm0.sh0", "é"];

function shown(buffer: JointStateBuffer): object {
  const { header, hasRobotState, acquisitionTimestamp: time } = buffer;
  const readings = QUANTITIES.map((quantity) => [...buffer[quantity].subarray(0, buffer.joints.length)]);
  return { header, hasRobotState, time: time && [time.seconds, time.nanos], readings };
}

/** What the generated codec makes of the same bytes. */
function wanted(bytes: Uint8Array, joints: readonly string[]): object {
  const { header, robotState } = RobotStateResponse.decode(bytes);
  const { jointStates = [], acquisitionTimestamp: time } = robotState?.kinematicState ?? {};
  const readings = QUANTITIES.map((quantity) =>
    joints.map((joint) => jointStates.findLast(({ name }) => name === joint)?.[quantity]?.value ?? NaN),
  );
  const seconds = time && [Number(time.seconds), time.nanos];
  return { header, hasRobotState: robotState !== undefined, time: seconds, readings };
}

/** What a buffer looks at; errors elsewhere may pass. */
function isLookedAt({ path }: Refusal): boolean {
  if (path === "robot_state" || path === "robot_state.kinematic_state") return true;
  if (!path.startsWith("robot_state.")) return true;
  return /^robot_state\.kinematic_state\.(joint_states|acquisition_timestamp)/.test(path);
}

/** @returns whether the buffer could read it */
function expectSame(buffer: JointStateBuffer, bytes: Uint8Array): boolean {
  const actual = outcomeOf(() => shown(buffer.decode(bytes)));
  const expected = outcomeOf(() => wanted(bytes, buffer.joints));
  if (isRefusal(expected) && !isRefusal(actual)) expect(isLookedAt(expected), expected.message).toBe(false);
  else if (!isDeepStrictEqual(actual, expected)) expect(actual, toHex(bytes)).toEqual(expected);
  return !isRefusal(actual);
}

function expectNothing(buffer: JointStateBuffer): void {
  expect(shown(buffer)).toEqual(shown(new JointStateBuffer({ joints: buffer.joints })));
}

function kinematicBytes(...kinematicState: readonly Uint8Array[]): Uint8Array {
  const inner = new WireBytes()
    .tag(6, 2)
    .bytes(concat(...kinematicState))
    .finish();
  return new WireBytes().tag(2, 2).bytes(inner).finish();
}

describe("JointStateBuffer", () => {
  it("has the readings of the joints it is asked for, in that order", () => {
    const joints = ["arm0.sh0", "fl.kn", "hr.hx"];
    const buffer = new JointStateBuffer({ joints }).decode(wholeStateBytes(1));
    const states = wholeState(1).robotState?.kinematicState?.jointStates ?? [];
    for (const quantity of QUANTITIES) {
      expect([...buffer[quantity]]).toEqual(
        joints.map((joint) => states.find(({ name }) => name === joint)?.[quantity]?.value),
      );
    }
    expect(buffer.acquisitionTimestamp?.seconds).toBe(1_800_000_000);
    expect(buffer.acquisitionTimestamp?.nanos).toBe(300_000_001);
    expect(buffer.header?.requestHeader?.clientName).toBe("tester");
  });

  it("has the joints of the legs by default", () => {
    const buffer = new JointStateBuffer().decode(wholeStateBytes(1, [...ARM_JOINTS, ...LEG_JOINTS]));
    expect(buffer.joints).toEqual(LEG_JOINTS);
    expect(buffer.position[0]).toBe(Math.sin(ARM_JOINTS.length + 2));
  });

  it("fills the caller's own arrays, and no more of them than there are joints", () => {
    const position = new Float64Array(14).fill(7);
    const buffer = new JointStateBuffer({ position });
    buffer.decode(wholeStateBytes(1));
    expect(buffer.position).toBe(position);
    expect(position[0]).toBe(Math.sin(2));
    expect([...position.subarray(12)]).toEqual([7, 7]);
  });

  it("shows as NaN what a message does not have, and as 0 what it has as 0", () => {
    const buffer = new JointStateBuffer({ joints: ["fl.hx", "fl.hy", "fl.kn"] }).decode(wholeStateBytes(1));
    const jointStates = [{ name: "fl.hx", position: {}, load: { value: 2 } }, { name: "fl.kn" }];
    buffer.decode(RobotStateResponse.encode({ robotState: { kinematicState: { jointStates } } }));
    expect([...buffer.position]).toEqual([0, NaN, NaN]);
    expect([...buffer.velocity]).toEqual([NaN, NaN, NaN]);
    expect([...buffer.load]).toEqual([2, NaN, NaN]);
    expect(buffer.acquisitionTimestamp).toBeUndefined();
    expect(buffer.header).toBeUndefined();
    expect(buffer.hasRobotState).toBe(true);
    expect(buffer.decode(new Uint8Array(0)).hasRobotState).toBe(false);
    expectNothing(buffer);
  });

  it("tells joints apart whose names begin and end alike", () => {
    const joint = "arm0.left.sh0";
    const other = "arm0.west.sh0";
    const buffer = new JointStateBuffer({ joints: [joint] });
    for (const joints of [
      [joint, other],
      [other, joint],
      [other, other],
    ]) {
      expect([...buffer.decode(wholeStateBytes(1, joints)).position]).toEqual([
        joints.includes(joint) ? Math.sin(joints.indexOf(joint) + 2) : NaN,
      ]);
    }
  });

  it("is empty before the first message, and after one that it could not read", () => {
    const buffer = new JointStateBuffer();
    expectNothing(buffer);
    buffer.decode(wholeStateBytes(1));
    expect(() => buffer.decode(wholeStateBytes(1).subarray(0, 700))).toThrow(WireError);
    expectNothing(buffer);
  });

  it("refers to nothing of the bytes it was given", () => {
    const bytes = wholeStateBytes(1);
    const buffer = new JointStateBuffer().decode(bytes);
    bytes.fill(0xff);
    expect(shown(buffer)).toEqual(wanted(wholeStateBytes(1), LEG_JOINTS));
  });

  it("does not look at what is neither header nor joints", () => {
    const { header, robotState } = wholeState(1);
    const broken = { fieldNumber: 2, wireType: 2, bytes: Uint8Array.of(0x12, 0x01, 0xff) } as const;
    const bytes = RobotStateResponse.encode({ header, robotState: { ...robotState, $unknown: [broken] } });
    expect(() => RobotStateResponse.decode(bytes)).toThrow(WireError);
    expect(shown(new JointStateBuffer().decode(bytes))).toEqual(wanted(wholeStateBytes(1), LEG_JOINTS));
  });

  it("decodes nothing of a message that is as usual, newer fields or not", () => {
    const decode = vi.spyOn(RobotStateResponse, "decode");
    try {
      const newer = new WireBytes().tag(40, 2).string("newer").finish();
      const inside = [{ fieldNumber: 40, wireType: 2, bytes: newer }] as const;
      const kinematicState = {
        jointStates: [{ name: "fl.hx", position: { value: 1 }, $unknown: inside }],
        $unknown: inside,
      };
      const bytes = RobotStateResponse.encode({ robotState: { kinematicState, $unknown: inside } });
      expect(new JointStateBuffer().decode(bytes).position[0]).toBe(1);
      new JointStateBuffer().decode(wholeStateBytes(1));
      expect(decode).not.toHaveBeenCalled();
    } finally {
      decode.mockRestore();
    }
  });

  it("refuses joints without a name, twice the same, and arrays that are too short", () => {
    expect(() => new JointStateBuffer({ joints: ["fl.hx", ""] })).toThrow(TypeError);
    expect(() => new JointStateBuffer({ joints: ["fl.hx", "fl.hy", "fl.hx"] })).toThrow(TypeError);
    expect(() => new JointStateBuffer({ load: new Float64Array(11) })).toThrow(RangeError);
  });
});

describe("JointStateBuffer against the generated codec", () => {
  it("reads what the simulator says", async () => {
    const { robot } = await connectLoggedIn();
    const buffer = new JointStateBuffer();
    for (let i = 0; i < 5; i++) {
      const robotState = await robot.client(RobotStateClient).getRobotState();
      const bytes = RobotStateResponse.encode({ header: { error: { code: 1 } }, robotState });
      expect(expectSame(buffer, bytes)).toBe(true);
      expect(buffer.position.every((each) => Number.isFinite(each))).toBe(true);
    }
  });

  it("reads joints that come in another order from message to message", () => {
    const buffer = new JointStateBuffer({ joints: [...ARM_JOINTS, ...LEG_JOINTS] });
    const names = [...LEG_JOINTS, ...ARM_JOINTS, "fl.h", "fl.hxx", "arm0.sh9", "arm1.sh0", "x"];
    const property = fc.property(fc.nat(9), fc.shuffledSubarray([...names, "", ...names]), (k, joints) => {
      for (let i = 0; i < 2; i++) expectSame(buffer, wholeStateBytes(k, joints));
    });
    fc.assert(property, { numRuns: 500, seed: SEED });
  });

  it("reads random kinematic states", () => {
    const buffer = new JointStateBuffer({ joints: SHORT_NAMES });
    const states = fc.tuple(messages(kinematicStates), fc.array(fc.constantFrom(...SHORT_NAMES, "")));
    const property = fc.property(states, ([kinematicState, names]) => {
      const { jointStates } = kinematicState as { jointStates: { name: string }[] };
      names.forEach((name, i) => Object.assign(jointStates[i] ?? {}, { name }));
      expectSame(buffer, RobotStateResponse.encode({ robotState: { kinematicState } }));
    });
    fc.assert(property, { numRuns: 2000, seed: SEED });
  });

  it("reads or refuses damaged states, with the same words", { timeout: 30_000 }, () => {
    const buffer = new JointStateBuffer({ joints: ["fl.hx", "arm0.sh0"] });
    const outcomes = { read: 0, refused: 0 };
    const property = fc.property(fc.nat(9), damages, (k, list) => {
      const { header, robotState } = wholeState(k, ["fl.hx", "fl.hy", "arm0.sh0"]);
      const kinematicState = { ...robotState?.kinematicState, transformsSnapshot: undefined };
      const bytes = list.reduce(damage, RobotStateResponse.encode({ header, robotState: { kinematicState } }));
      if (expectSame(buffer, bytes)) outcomes.read++;
      else outcomes.refused++;
    });
    fc.assert(property, { numRuns: 3000, seed: SEED });
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  });

  it("sees every change of a single byte that it looks at", { timeout: 60_000 }, () => {
    const sound = wholeStateBytes(1, ["fl.hx", "arm0.sh0"]);
    const buffer = new JointStateBuffer({ joints: ["arm0.sh0", "fl.hx"] });
    for (let at = 0; at < sound.length; at++) {
      const byte = sound[at] as number;
      for (const changed of [0x00, 0x01, 0x7f, 0x80, 0xff, byte ^ 0x80, byte ^ 1, byte + 8]) {
        expectSame(buffer, Uint8Array.from(sound).fill(changed, at, at + 1));
      }
    }
  });

  it("refuses every shorter prefix that is cut inside what it looks at", () => {
    const bytes = wholeStateBytes(1);
    const buffer = new JointStateBuffer();
    for (let length = 0; length <= bytes.length; length++) expectSame(buffer, bytes.subarray(0, length));
    const kinematic = KinematicState.encode(wholeState(1).robotState?.kinematicState ?? {});
    for (let length = 0; length <= kinematic.length; length++) {
      expectSame(buffer, kinematicBytes(kinematic.subarray(0, length)));
    }
  });

  it("refuses a name that is not UTF-8, whatever it is asked for", () => {
    const buffer = new JointStateBuffer({ joints: ["é", "éàüöä"] });
    for (const name of [Uint8Array.of(0xe9), Uint8Array.from("éàüöä", (letter) => letter.charCodeAt(0))]) {
      const joint = new WireBytes().tag(1, 2).bytes(name).finish();
      expect(expectSame(buffer, kinematicBytes(new WireBytes().tag(2, 2).bytes(joint).finish()))).toBe(false);
    }
    const jointStates = [{ name: "é", position: { value: 1 } }];
    expect(expectSame(buffer, RobotStateResponse.encode({ robotState: { kinematicState: { jointStates } } }))).toBe(
      true,
    );
    expect([...buffer.position]).toEqual([1, NaN]);
  });

  it("merges what comes twice, and reads parts in any order", () => {
    const buffer = new JointStateBuffer({ joints: ["a", "b"] });
    const joint = (write: (writer: WireBytes) => WireBytes): Uint8Array =>
      new WireBytes().tag(2, 2).bytes(write(new WireBytes()).finish()).finish();
    const double = new WireBytes().tag(1, 1).double(3).finish();
    const [none, longer] = [new Uint8Array(0), concat(double, new WireBytes().tag(2, 0).uint32(1).finish())];
    const parts = [
      joint((writer) => writer.tag(1, 2).string("a").tag(2, 2).bytes(double).tag(2, 2).bytes(none)),
      joint((writer) => writer.tag(2, 2).bytes(none).tag(1, 2).string("a")),
      joint((writer) => writer.tag(1, 2).string("b").tag(5, 2).bytes(double).tag(2, 2).bytes(double)),
      joint((writer) => writer.tag(1, 2).string("x").tag(3, 2).bytes(longer).tag(1, 2).string("b")),
      joint((writer) => writer.tag(1, 2).string("b").tag(2, 0).uint32(5).tag(9, 3).tag(9, 4)),
      joint((writer) => writer.tag(1, 2).string("b").tag(9, 1).double(1).tag(2, 2).bytes(double)),
      KinematicState.encode({ acquisitionTimestamp: { seconds: 5n } }),
      KinematicState.encode({ acquisitionTimestamp: { nanos: 6 } }),
      KinematicState.encode({ velocityOfBodyInOdom: { linear: { x: 1 } }, transformsSnapshot: {} }),
      Uint8Array.of(0xf2, 0x81, 0x00, 0x02, 0x08, 0x07),
      Uint8Array.of(0x92, 0x00, 0x00),
    ];
    const orders = fc.property(fc.shuffledSubarray([...parts, ...parts]), (order) => {
      const bytes = kinematicBytes(...order);
      expectSame(buffer, bytes);
      expectSame(buffer, concat(bytes, RobotStateResponse.encode({ header: { error: {} } }), kinematicBytes(...parts)));
      expectSame(buffer, concat(bytes, RobotState.encode({}), bytes));
    });
    fc.assert(orders, { numRuns: 1000, seed: SEED });
    const twoHeaders = RobotStateResponse.encode({ header: { error: { code: 1 } } });
    expectSame(buffer, concat(twoHeaders, twoHeaders));
  });
});

describe("reading joints again and again", () => {
  it("takes no memory", { timeout: 60_000 }, async () => {
    const program = startProgram(new URL("allocation-program.ts", import.meta.url), [], ["--expose-gc"]);
    const { bytesPerMessage } = await program.next<{ bytesPerMessage: number }>();
    // The program's own loop and the compiler leave a little behind.
    expect(bytesPerMessage).toBeLessThan(1);
  });
});
