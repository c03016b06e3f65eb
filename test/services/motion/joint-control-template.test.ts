import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  JointControlStreamRequest,
  type JointControlStreamRequestInit,
} from "../../../src/messages/bosdyn/api/robot_command.ts";
import type { RequestHeaderInit } from "../../../src/messages/bosdyn/api/header.ts";
import { JointControlTemplate, positionGains, RobotCommandStreamingClient } from "../../../src/services/index.ts";
import { loadApi } from "../../support/oracle-api.ts";
import { fromOracle } from "../../support/oracle.ts";
import { printSeed, SEED } from "../../support/oracle-properties.ts";
import { scripted } from "../scripted-answers.ts";

const types = await loadApi((path) => path === "bosdyn/api/robot_command.proto");
const oracle = types.find(({ name }) => name === "bosdyn.api.JointControlStreamRequest")?.type;
if (oracle === undefined) throw new Error("JointControlStreamRequest is missing");
printSeed();

const ZEROS = new Array<number>(12).fill(0);
const REQUEST: JointControlStreamRequestInit = {
  jointCommand: {
    endTime: { seconds: 1_800_000_000n, nanos: 5 },
    position: ZEROS,
    velocity: ZEROS,
    load: ZEROS,
    gains: positionGains(),
    extrapolationDuration: { nanos: 5_000_000 },
    velocitySafetyLimit: { value: 10 },
  },
};

function decoded(template: JointControlTemplate, header?: RequestHeaderInit): JointControlStreamRequest {
  return JointControlStreamRequest.decode(template.toBytes(header));
}

describe("JointControlTemplate", () => {
  it("says what its request says", () => {
    const template = new JointControlTemplate(REQUEST);
    expect(decoded(template)).toEqual(JointControlStreamRequest.decode(JointControlStreamRequest.encode(REQUEST)));
  });

  it("says whatever its numbers are changed to, to protobufjs too", () => {
    const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 12, maxLength: 12 });
    const seconds = fc.oneof(fc.constantFrom(0, 1, 127, 128, 2 ** 28, 2 ** 31, 2 ** 35 - 1), fc.nat(2 ** 31 - 1));
    const nanos = fc.oneof(fc.constantFrom(0, 1, 127, 128, 2 ** 28, 999_999_999), fc.nat(999_999_999));
    const keys = fc.oneof(fc.constantFrom(0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1), fc.nat(2 ** 32 - 1));
    const advice = fc.array(fc.constantFrom(0, 1, 2, 3, 127), { minLength: 4, maxLength: 4 });
    const template = new JointControlTemplate({
      jointCommand: { ...REQUEST.jointCommand, referenceTime: { seconds: 1n } },
      contactAdvice: { contactAdvice: [1, 1, 1, 1] },
    });
    const property = fc.property(floats, floats, seconds, nanos, seconds, nanos, keys, advice, (...drawn) => {
      const [position, load, endSeconds, endNanos, referenceSeconds, referenceNanos, userCommandKey, feet] = drawn;
      template.position.set(position);
      template.load.set(load);
      template.userCommandKey = userCommandKey;
      template.contactAdvice.set(feet);
      template.setEndTime(endSeconds, endNanos);
      template.setReferenceTime(referenceSeconds, referenceNanos);
      const wanted = JointControlStreamRequest.decode(
        JointControlStreamRequest.encode({
          header: { clientName: "tester", requestTimestamp: { seconds: 7n } },
          jointCommand: {
            ...REQUEST.jointCommand,
            position,
            load,
            userCommandKey,
            endTime: { seconds: BigInt(endSeconds), nanos: endNanos },
            referenceTime: { seconds: BigInt(referenceSeconds), nanos: referenceNanos },
          },
          contactAdvice: { contactAdvice: feet },
        }),
      );
      const bytes = template.toBytes({ clientName: "tester", requestTimestamp: { seconds: 7n } });
      expect(JointControlStreamRequest.decode(bytes)).toEqual(wanted);
      expect(fromOracle(oracle, oracle.decode(bytes))).toEqual(wanted);
    });
    fc.assert(property, { numRuns: 500, seed: SEED });
  });

  it("leaves what was taken before as it was", () => {
    const template = new JointControlTemplate(REQUEST);
    const before = template.toBytes();
    const kept = before.slice();
    template.position.fill(1);
    template.userCommandKey = 5;
    template.toBytes();
    expect(before).toEqual(kept);
  });

  it("leaves room at the front", () => {
    const template = new JointControlTemplate(REQUEST);
    const bytes = template.toBytes({ clientName: "tester" }, 5);
    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect(bytes.slice(5)).toEqual(template.toBytes({ clientName: "tester" }));
  });

  it("carries nanoseconds over into seconds", () => {
    const template = new JointControlTemplate(REQUEST);
    template.setEndTime(1_800_000_000, 1_040_000_000);
    expect(decoded(template).jointCommand?.endTime).toMatchObject({ seconds: 1_800_000_001n, nanos: 40_000_000 });
  });

  it("keeps a request that has next to nothing", () => {
    const template = new JointControlTemplate({ contactAdvice: {} });
    template.setEndTime(0, 0);
    expect([template.position.length, template.contactAdvice.length]).toEqual([0, 0]);
    expect(decoded(template)).toMatchObject({ jointCommand: { position: [], userCommandKey: 0 }, contactAdvice: {} });
  });

  it("refuses what a robot must not get", () => {
    const template = new JointControlTemplate(REQUEST);
    for (const value of [NaN, Infinity]) {
      template.velocity[3] = value;
      expect(() => template.toBytes()).toThrow(/velocity\[3\] is/);
    }
    template.velocity[3] = 0;
    for (const key of [-1, 2 ** 32, 1.5, NaN]) {
      template.userCommandKey = key;
      expect(() => template.toBytes()).toThrow(/userCommandKey/);
    }
    for (const [seconds, nanos] of [
      [-1, 0],
      [2 ** 35, 0],
      [1.5, 0],
      [0, -1],
      [0, NaN],
      [2 ** 35 - 1, 1e9],
    ] as const) {
      expect(() => template.setEndTime(seconds, nanos)).toThrow(RangeError);
    }
    expect(() => template.setReferenceTime(1, 1)).toThrow(/no referenceTime/);
    expect(() => new JointControlTemplate({ jointCommand: {} }).toBytes()).toThrow(/endTime is missing/);
    const advised = { ...REQUEST, contactAdvice: { contactAdvice: [-1 as never] } };
    expect(() => new JointControlTemplate(advised)).toThrow(/contactAdvice\[0\]/);
  });

  it("goes through the streaming client, changed from one command to the next", async () => {
    const { client, channel } = scripted(RobotCommandStreamingClient, { JointControlStream: [{ status: 1 }] });
    const template = new JointControlTemplate(REQUEST);
    function* commands(): Generator<JointControlTemplate> {
      for (template.userCommandKey = 1; template.userCommandKey <= 3; template.userCommandKey++) yield template;
    }
    expect(await client.jointControlStreamOf(commands())).toMatchObject({ status: 1 });
    expect(channel.lastRequests).toMatchObject(
      [1, 2, 3].map((userCommandKey) => ({ header: { clientName: "tester" }, jointCommand: { userCommandKey } })),
    );
  });
});
