import { describe, expect, it } from "vitest";
import { odometryPose } from "../../src/cli/odometry-pose.ts";
import {
  FrameTreeSnapshot,
  type FrameTreeSnapshot_ParentEdgeInit,
  type SE3PoseInit,
} from "../../src/messages/bosdyn/api/geometry.ts";

function tree(edges: Readonly<Record<string, readonly [parent: string, pose?: SE3PoseInit]>>): FrameTreeSnapshot {
  const childToParentEdgeMap = new Map(
    Object.entries(edges).map(
      ([child, [parentFrameName, parentTformChild]]): [string, FrameTreeSnapshot_ParentEdgeInit] => [
        child,
        { parentFrameName, parentTformChild },
      ],
    ),
  );
  return FrameTreeSnapshot.decode(FrameTreeSnapshot.encode({ childToParentEdgeMap }));
}

function pose(x: number, y: number, z: number, yaw: number): SE3PoseInit {
  return { position: { x, y, z }, rotation: { w: Math.cos(yaw / 2), z: Math.sin(yaw / 2) } };
}

describe("odometryPose", () => {
  it("computes what the reference client computes from a tree with the body as its root", () => {
    // Values obtained by executing the reference client 5.1.4.
    const snapshot = tree({
      body: [""],
      odom: ["body", pose(-3, 1, -0.5, 0.4)],
      vision: ["body", pose(-2, 0.5, -0.4, -0.2)],
    });
    expect(odometryPose(snapshot)).toEqual({
      x: expect.closeTo(2.3737646397000045, 12) as number,
      y: expect.closeTo(-2.0893160209288366, 12) as number,
      z: expect.closeTo(0.5, 12) as number,
      yawRadians: expect.closeTo(-0.4, 12) as number,
    });
  });

  it("walks a tree with another root", () => {
    const snapshot = tree({
      map: [""],
      odom: ["map", pose(1, 0, 0, Math.PI / 2)],
      body: ["odom", pose(2, 3, 0.5, 0.1)],
    });
    expect(odometryPose(snapshot)).toEqual({
      x: expect.closeTo(2, 12) as number,
      y: expect.closeTo(3, 12) as number,
      z: expect.closeTo(0.5, 12) as number,
      yawRadians: expect.closeTo(0.1, 12) as number,
    });
  });

  it("takes a missing pose, position or rotation for none", () => {
    const snapshot = tree({ odom: [""], body: ["odom", { position: { x: 1 } }] });
    expect(odometryPose(snapshot)).toEqual({ x: 1, y: 0, z: 0, yawRadians: 0 });
    expect(odometryPose(tree({ odom: [""], body: ["odom"] }))).toEqual({ x: 0, y: 0, z: 0, yawRadians: 0 });
  });

  it("keeps the heading between −π and π", () => {
    const snapshot = tree({ odom: [""], body: ["odom", pose(0, 0, 0, 3.5)] });
    expect(odometryPose(snapshot)?.yawRadians).toBeCloseTo(3.5 - 2 * Math.PI, 12);
  });

  it("is unknown without a tree, without the frames, and in a tree that is broken", () => {
    expect(odometryPose(undefined)).toBeUndefined();
    for (const snapshot of [
      tree({}),
      tree({ body: [""] }),
      tree({ odom: [""] }),
      tree({ odom: [""], body: ["gone"] }),
      tree({ odom: [""], body: ["gpe"], gpe: ["body"] }),
    ])
      expect(odometryPose(snapshot)).toBeUndefined();
  });
});
