/** Walking to a place in whichever frame. */
import { describe, expect, it } from "vitest";
import { type LocalRobotCommand, trajectoryCommand } from "../../../../src/services/index.ts";
import type { FrameTreeSnapshotInit, SE3PoseInit } from "../../../../src/messages/bosdyn/api/geometry.ts";

const turned = (x: number, y: number, z: number, yaw: number): SE3PoseInit => ({
  position: { x, y, z },
  rotation: { w: Math.cos(yaw / 2), z: Math.sin(yaw / 2) },
});

/** The frame tree of the reference's published values: the body is its root. */
const SNAPSHOT: FrameTreeSnapshotInit = {
  childToParentEdgeMap: new Map([
    ["body", { parentFrameName: "" }],
    ["odom", { parentFrameName: "body", parentTformChild: turned(-3, 1, -0.5, 0.4) }],
    ["vision", { parentFrameName: "body", parentTformChild: turned(-2, 0.5, -0.4, -0.2) }],
  ]),
};

function goalOf(command: LocalRobotCommand): { frame: string | undefined; x: number; y: number; angle: number } {
  const { se2FrameName: frame, trajectory } = command.synchronizedCommand?.mobilityCommand?.se2TrajectoryRequest ?? {};
  const { position: { x = 0, y = 0 } = {}, angle = 0 } = trajectory?.points?.[0]?.pose ?? {};
  return { frame, x, y, angle };
}

const HERE = { xMeters: 0, yMeters: 0, frameName: "body", transformsSnapshot: SNAPSHOT };

describe("a trajectory", () => {
  it("to where the body was goes to the body's place in odom", () => {
    const { frame, x, y, angle } = goalOf(trajectoryCommand(HERE));
    expect(frame).toBe("odom");
    expect(x).toBeCloseTo(2.3737646397000045, 14);
    expect(y).toBeCloseTo(-2.0893160209288366, 14);
    expect(angle).toBeCloseTo(-0.4, 14);
  });

  it("ahead of the body goes where the body points", () => {
    const { x, y, angle } = goalOf(trajectoryCommand({ ...HERE, xMeters: 2, yMeters: 1, headingRadians: 0.5 }));
    expect(x).toBeCloseTo(2.3737646397000045 + 2 * Math.cos(-0.4) - Math.sin(-0.4), 14);
    expect(y).toBeCloseTo(-2.0893160209288366 + 2 * Math.sin(-0.4) + Math.cos(-0.4), 14);
    expect(angle).toBeCloseTo(0.1, 14);
  });

  it("may be walked in vision, from the body or from odom", () => {
    const fromOdom = trajectoryCommand({ ...HERE, frameName: "odom", walkingFrame: "vision" });
    const { frame, x, y, angle } = goalOf(fromOdom);
    expect(frame).toBe("vision");
    expect(x).toBeCloseTo(-1.0794012432387725, 14);
    expect(y).toBeCloseTo(0.2913639581255596, 14);
    expect(angle).toBeCloseTo(0.6, 14);
    expect(goalOf(trajectoryCommand({ ...HERE, walkingFrame: "vision" })).angle).toBeCloseTo(0.2, 14);
  });

  it("in odom or vision is sent as it is", () => {
    for (const frameName of ["odom", "vision"]) {
      const command = trajectoryCommand({ xMeters: 1, yMeters: 2, headingRadians: 7, frameName });
      expect(goalOf(command)).toEqual({ frame: frameName, x: 1, y: 2, angle: 7 });
    }
  });

  it("in a frame that moves needs a snapshot that holds it", () => {
    expect(() => trajectoryCommand({ xMeters: 1, yMeters: 0, frameName: "body" })).toThrow(TypeError);
    expect(() => trajectoryCommand({ ...HERE, frameName: "hand" })).toThrow(
      new RangeError('transformsSnapshot does not hold both frames, "odom" and "hand"'),
    );
  });

  it("refuses a number that is not finite, in the goal and in the snapshot", () => {
    for (const name of ["xMeters", "yMeters", "headingRadians"]) {
      expect(() => trajectoryCommand({ ...HERE, [name]: Infinity })).toThrow(`${name} is Infinity`);
    }
    const childToParentEdgeMap = new Map([
      ["body", {}],
      ["odom", { parentFrameName: "body", parentTformChild: turned(Number.NaN, 0, 0, 0) }],
    ]);
    expect(() => trajectoryCommand({ ...HERE, transformsSnapshot: { childToParentEdgeMap } })).toThrow(
      "transformsSnapshot.childToParentEdgeMap.odom.parentTformChild.position.x is NaN",
    );
  });
});
