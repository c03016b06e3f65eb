import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RobotStateStreamResponse } from "../../../../src/messages/bosdyn/api/robot_state.ts";
import { RobotStateBuffer } from "../../../../src/services/index.ts";
import { WireError } from "../../../../src/wire/index.ts";
import { damage, damages } from "../../../support/damage.ts";
import { concat, toHex } from "../../../support/hex.ts";
import { loadApi } from "../../../support/oracle-api.ts";
import { messages } from "../../../support/oracle.ts";
import { printSeed, SEED } from "../../../support/oracle-properties.ts";
import { startProgram } from "../../../support/node-program.ts";
import { buffered, expected, stateBytes, stateMessage } from "./state-messages.ts";
import { WireBytes } from "../../../support/wire-bytes.ts";

const NAME = "bosdyn.api.RobotStateStreamResponse";
const types = await loadApi((path) => path === "bosdyn/api/robot_state.proto");
const type = types.find(({ name }) => name === NAME)?.type;
if (type === undefined) throw new Error(`${NAME} is missing`);
printSeed();

function expectSame(buffer: RobotStateBuffer, bytes: Uint8Array): void {
  const [actual, wanted] = [buffered(buffer, bytes), expected(bytes)];
  if (!isDeepStrictEqual(actual, wanted)) expect(actual, toHex(bytes)).toEqual(wanted);
}

describe("RobotStateBuffer", () => {
  it("names every part as the message does", () => {
    const buffer = new RobotStateBuffer().decode(stateBytes(1));
    const { jointStates, inertialState, kinematicState, lastCommand } = stateMessage(1);
    const float32 = (values: readonly number[] = []): number[] => [...Float32Array.from(values)];
    expect([...(buffer.jointStates?.position ?? [])]).toEqual(float32(jointStates?.position));
    expect([...(buffer.jointStates?.load ?? [])]).toEqual(float32(jointStates?.load));
    expect(buffer.jointStates?.acquisitionTimestamp?.seconds).toBe(1_800_000_000);
    expect(buffer.jointStates?.acquisitionTimestamp?.nanos).toBe(300_000_001);
    expect(buffer.inertialState?.packets).toHaveLength(3);
    const rotation = inertialState?.packets?.[2]?.odomRotLink;
    expect([...(buffer.inertialState?.packets[2]?.odomRotLink ?? [])]).toEqual(Object.values(rotation ?? {}));
    expect(buffer.inertialState?.identifier).toBe("imu");
    const position = kinematicState?.visionTformBody?.position;
    expect([...(buffer.kinematicState?.visionTformBody?.position ?? [])]).toEqual(Object.values(position ?? {}));
    const angular = kinematicState?.velocityOfBodyInOdom?.angular;
    expect([...(buffer.kinematicState?.velocityOfBodyInOdom?.angular ?? [])]).toEqual(Object.values(angular ?? {}));
    expect(buffer.lastCommand?.userCommandKey).toBe(lastCommand?.userCommandKey);
    expect([...buffer.contactStates]).toEqual([1, 1, 2, 1]);
    expect(buffer.header?.requestHeader?.clientName).toBe("tester");
  });

  it("tells what is absent from what is zero", () => {
    const buffer = new RobotStateBuffer().decode(stateBytes(1));
    buffer.decode(
      RobotStateStreamResponse.encode({ jointStates: {}, kinematicState: { odomTformBody: { position: {} } } }),
    );
    expect([buffer.header, buffer.inertialState, buffer.lastCommand]).toEqual([undefined, undefined, undefined]);
    expect(buffer.jointStates?.acquisitionTimestamp).toBeUndefined();
    expect(buffer.jointStates?.position).toHaveLength(0);
    expect(buffer.kinematicState?.odomTformBody?.rotation).toBeUndefined();
    expect([...(buffer.kinematicState?.odomTformBody?.position ?? [])]).toEqual([0, 0, 0]);
    expect(buffer.kinematicState?.visionTformBody).toBeUndefined();
    expect(buffer.contactStates).toHaveLength(0);
  });

  it("keeps a copy when the next message comes", () => {
    const buffer = new RobotStateBuffer().decode(stateBytes(1));
    const copy = buffer.copy();
    buffer.decode(stateBytes(2));
    expect(copy.toMessage()).toEqual(RobotStateStreamResponse.decode(stateBytes(1)));
    expect(buffer.toMessage()).toEqual(RobotStateStreamResponse.decode(stateBytes(2)));
    // This one went through the generated codec.
    const odd = RobotStateStreamResponse.encode({ ...stateMessage(3), inertialState: { identifier: "é" } });
    expect(buffer.decode(odd).copy().toMessage()).toEqual(RobotStateStreamResponse.decode(odd));
  });

  it("refers to nothing of the bytes it was given", () => {
    const bytes = stateBytes(1);
    const buffer = new RobotStateBuffer().decode(bytes);
    bytes.fill(0xff);
    expect(buffer.toMessage()).toEqual(RobotStateStreamResponse.decode(stateBytes(1)));
  });

  it("is empty after a message that it could not read", () => {
    const buffer = new RobotStateBuffer().decode(stateBytes(1));
    expect(() => buffer.decode(stateBytes(1).subarray(0, 100))).toThrow(WireError);
    expect(buffer.toMessage()).toEqual(RobotStateStreamResponse.decode(new Uint8Array(0)));
  });

  it("gives up memory that one long message needed", () => {
    const buffer = new RobotStateBuffer();
    expectSame(buffer, stateBytes(1, 40_000, 3000));
    for (let k = 0; k < 3; k++) expectSame(buffer, stateBytes(k));
    expect(buffer.jointStates?.position.buffer.byteLength).toBeLessThan(2000);
    expect(buffer.inertialState?.packets[0]?.odomRotLink?.buffer.byteLength).toBeLessThan(32_000);
  });
});

describe("RobotStateBuffer against the generated codec", () => {
  it("reads a steady stream, with clocks that pass into more bytes and numbers that are 0", () => {
    const buffer = new RobotStateBuffer();
    for (let k = 0; k < 300; k++) {
      const message = stateMessage(k, k % 97 === 0 ? 19 : 12, k % 50 === 7 ? 4 : 3);
      const nanos = 2 ** 28 - 150 + k;
      const seconds = k % 80 === 3 ? 2n ** 40n : k % 90 === 4 ? -5n : 1_800_000_000n;
      const position = k % 60 === 5 ? { x: 0, y: 1, z: -0 } : message.kinematicState?.odomTformBody?.position;
      expectSame(
        buffer,
        RobotStateStreamResponse.encode({
          ...message,
          lastCommand: { userCommandKey: 2 ** 32 - 1 - k * 14_000_000, receivedTimestamp: { seconds, nanos: -k } },
          kinematicState: { ...message.kinematicState, odomTformBody: { position }, acquisitionTimestamp: { nanos } },
        }),
      );
    }
  });

  it("reads random messages", () => {
    const buffer = new RobotStateBuffer();
    const property = fc.property(messages(type), (message) => {
      expectSame(buffer, RobotStateStreamResponse.encode(message));
    });
    fc.assert(property, { numRuns: 2000, seed: SEED });
  });

  it("reads or refuses damaged messages of a steady stream, with the same words", () => {
    const buffer = new RobotStateBuffer();
    const outcomes = { read: 0, refused: 0 };
    const property = fc.property(fc.nat(9), fc.integer({ min: 0, max: 2 }), damages, (k, packets, list) => {
      const sound = stateBytes(k, 12, packets);
      expectSame(buffer, sound);
      const bytes = list.reduce(damage, sound);
      expectSame(buffer, bytes);
      if ("code" in (expected(bytes) as object)) outcomes.refused++;
      else outcomes.read++;
      expectSame(buffer, sound);
    });
    fc.assert(property, { numRuns: 3000, seed: SEED });
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  });

  it("sees every change of a single byte", () => {
    const sound = stateBytes(1, 3, 1);
    const buffer = new RobotStateBuffer();
    for (let at = 0; at < sound.length; at++) {
      for (const byte of [0x00, 0x01, 0x08, 0x7f, 0x80, 0xff, (sound[at] ?? 0) ^ 0x80, (sound[at] ?? 0) ^ 1]) {
        expectSame(buffer, sound);
        expectSame(buffer, Uint8Array.from(sound).fill(byte, at, at + 1));
      }
    }
  });

  it("refuses every shorter prefix that is cut inside a field, and reads the others", () => {
    const bytes = stateBytes(1);
    const buffer = new RobotStateBuffer();
    for (let length = 0; length <= bytes.length; length++) expectSame(buffer, bytes.subarray(0, length));
  });

  it("merges what comes twice", () => {
    const buffer = new RobotStateBuffer();
    const [a, b] = [stateBytes(1), stateBytes(2, 19, 1)];
    for (let i = 0; i < 3; i++) expectSame(buffer, concat(a, b));
    const noHeader = (k: number): Uint8Array =>
      RobotStateStreamResponse.encode({ ...stateMessage(k), header: undefined });
    for (let k = 0; k < 20; k++) expectSame(buffer, concat(noHeader(k), noHeader(k + 1)));
    const empty = RobotStateStreamResponse.encode({ inertialState: { packets: [{}, {}] }, lastCommand: {} });
    expectSame(buffer, concat(a, empty));
  });

  it("reads unpacked numbers, split ones, fields in any order, and steps over unknown ones", () => {
    const joints = (write: (writer: WireBytes) => void): Uint8Array => new WireBytes().message(write, 18).finish();
    const unpacked = joints((writer) => writer.tag(4, 5).float(1).tag(2, 5).float(2).tag(2, 5).float(3));
    const packed = RobotStateStreamResponse.encode({ jointStates: { position: [4, 5], velocity: [6] } });
    const contacts = new WireBytes().tag(6, 0).int32(2).tag(6, 0).int32(-7).finish();
    const unknown = [
      joints((writer) =>
        writer
          .tag(9, 0)
          .uint64(1n << 60n)
          .tag(100, 2)
          .string("newer")
          .tag(2, 0)
          .uint32(7),
      ),
      new WireBytes().tag(7, 1).double(1).tag(8, 5).float(1).tag(5, 0).uint32(5).finish(),
      new WireBytes().tag(7, 3).tag(1, 0).uint32(1).tag(7, 4).finish(),
    ];
    const buffer = new RobotStateBuffer();
    const parts = [unpacked, packed, contacts, ...unknown, packed, stateBytes(1)];
    const orders = fc.property(fc.shuffledSubarray(parts), (order) => {
      for (let i = 0; i < 2; i++) expectSame(buffer, concat(...order));
    });
    fc.assert(orders, { numRuns: 300, seed: SEED });
  });

  it("reads lengths, tags and numbers in more bytes than they need", () => {
    const buffer = new RobotStateBuffer();
    const padded = [
      [0x32, 0x82, 0x00, 0x01, 0x02],
      [0x32, 0x82, 0x80, 0x00, 0x01, 0x02],
      [0x32, 0x82, 0x80, 0x80, 0x00, 0x01, 0x02],
      [0xb0, 0x00, 0x01],
      [0x30, 0x81, 0x80, 0x80, 0x80, 0x00],
      [0x30, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
      [0x30, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
      [0x22, 0x06, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0x22, 0x06, 0x08, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [0x06, 0x01],
      [0x02, 0x00],
      [0x0c],
    ];
    for (const bytes of padded) for (let i = 0; i < 2; i++) expectSame(buffer, Uint8Array.from(bytes));
  });
});

describe("a steady stream of states", () => {
  it("takes no memory", { timeout: 60_000 }, async () => {
    const program = startProgram(new URL("allocation-program.ts", import.meta.url), [], ["--expose-gc"]);
    const { bytesPerMessage } = await program.next<{ bytesPerMessage: number }>();
    // The program's own loop and the compiler leave a little behind.
    expect(bytesPerMessage).toBeLessThan(1);
  });
});
