import { describe, expect, it } from "vitest";
import {
  ARM_JOINTS,
  type JointControlOptions,
  jointControlRequests,
  type JointUpdate,
  LEG_JOINTS,
  localTime,
  positionGains,
  RobotCommandStreamingClient,
} from "../../../src/services/index.ts";
import { collect } from "../../support/collect.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

const WALL = localTime(1_800_000_000n * 1_000_000_000n);
const OPTIONS: JointControlOptions = {
  robotClock: { clockIdentifier: "c", toRobotTime: (local) => (local + 5_000_000_000n) as never },
  now: () => WALL,
};
const ZEROS = new Array<number>(12).fill(0);
const FIRST: JointUpdate = { positionRadians: ZEROS, gains: positionGains(), velocitySafetyLimit: 10 };
const NEXT: JointUpdate = { positionRadians: ZEROS, velocitySafetyLimit: 10 };

describe("jointControlRequests", () => {
  it("extrapolates forwards alone", async () => {
    const requests = jointControlRequests([], { ...OPTIONS, extrapolationMs: -1 });
    expect(await rejection(requests.next())).toBeInstanceOf(RangeError);
    expect(await jointControlRequests([], { ...OPTIONS, extrapolationMs: 0 }).next()).toMatchObject({
      done: true,
    });
  });

  it("ends each update 50 ms from now in robot time, with 5 ms of extrapolation", async () => {
    const [request] = await collect(jointControlRequests([FIRST], OPTIONS));
    expect(request).toMatchObject({
      jointCommand: {
        endTime: { seconds: 1_800_000_005n, nanos: 50_000_000 },
        extrapolationDuration: { nanos: 5_000_000 },
        velocitySafetyLimit: { value: 10 },
      },
    });
    expect(request?.jointCommand).not.toHaveProperty("referenceTime");
  });

  it("goes through the streaming client", async () => {
    const { client, channel } = scripted(RobotCommandStreamingClient, { JointControlStream: [{ status: 1 }] });
    const updates = [FIRST, { ...NEXT, userCommandKey: 7, contactAdvice: [1, 2, 3, 1], referenceTime: WALL } as const];
    await client.jointControlStream(jointControlRequests(updates, OPTIONS));
    expect(channel.lastRequests).toHaveLength(2);
    expect(channel.lastRequests[1]).toMatchObject({
      header: { clientName: "tester" },
      jointCommand: { userCommandKey: 7, referenceTime: { seconds: 1_800_000_005n }, gains: undefined },
      contactAdvice: { contactAdvice: [1, 2, 3, 1] },
    });
  });

  const bad: readonly [string, readonly JointUpdate[], RegExp][] = [
    ["a first update without gains", [NEXT], /gains are missing/],
    ["gains for too few joints", [{ ...FIRST, gains: { kQP: [1], kQdP: ZEROS } }], /gains.kQP has 1 numbers, not 12/],
    ["no safety limit", [{ ...FIRST, velocitySafetyLimit: 0 }], /velocitySafetyLimit/],
    ["a safety limit that is none", [{ ...FIRST, velocitySafetyLimit: NaN }], /velocitySafetyLimit/],
    ["a safety limit left out later", [FIRST, { ...NEXT, velocitySafetyLimit: 0 }], /velocitySafetyLimit/],
    ["too many positions", [{ ...FIRST, positionRadians: [...ZEROS, 0] }], /positionRadians has 13/],
    ["a position that is none", [{ ...FIRST, positionRadians: ZEROS.with(3, NaN) }], /positionRadians\[3\]/],
    ["a load that is none", [{ ...FIRST, loadNewtonMeters: ZEROS.with(0, Infinity) }], /loadNewtonMeters\[0\]/],
    ["key 0", [{ ...FIRST, userCommandKey: 0 }], /userCommandKey/],
    ["advice for three feet", [{ ...FIRST, contactAdvice: [1, 1, 1] }], /four feet/],
  ];
  for (const [name, updates, message] of bad) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(collect(jointControlRequests(updates, OPTIONS)));
      expect(error).toBeInstanceOf(RangeError);
      expect((error as Error).message).toMatch(message);
    });
  }

  it("takes 19 joints with an arm", async () => {
    const many = new Array<number>(19).fill(0.1);
    const updates = [{ positionRadians: many, gains: positionGains(19), velocitySafetyLimit: 5 }];
    expect(await collect(jointControlRequests(updates, { ...OPTIONS, jointCount: 19 }))).toHaveLength(1);
    expect([LEG_JOINTS.length, ARM_JOINTS.length]).toEqual([12, 7]);
    expect(positionGains(19).kQP[18]).toBe(16);
    expect(positionGains().kQdP).toEqual([5.2, 5.2, 2.04, 5.2, 5.2, 2.04, 5.2, 5.2, 2.04, 5.2, 5.2, 2.04]);
  });

  it("refuses a life that is none", async () => {
    for (const lifetimeMs of [0, -1, NaN, Infinity]) {
      expect(await rejection(collect(jointControlRequests([FIRST], { ...OPTIONS, lifetimeMs })))).toBeInstanceOf(
        RangeError,
      );
    }
  });
});
