import { describe, expect, it } from "vitest";
import { odometryPose } from "../../../src/cli/odometry-pose.ts";
import { FrameTreeSnapshot } from "../../../src/messages/bosdyn/api/geometry.ts";
import { frameTree } from "../../../src/sim/body/frame-tree.ts";
import { bodyAt } from "./swaying-body.ts";
import { composePoses, inversePose, type Pose, yawOf } from "../../../src/sim/body/vector.ts";

/** The tree as it arrives at a client. */
function tree(seconds: number): FrameTreeSnapshot {
  return FrameTreeSnapshot.decode(FrameTreeSnapshot.encode(frameTree(bodyAt(seconds))));
}

function poseOf(snapshot: FrameTreeSnapshot, frame: string): Pose {
  const pose = snapshot.childToParentEdgeMap.get(frame)?.parentTformChild;
  return {
    position: pose?.position ?? { x: 0, y: 0, z: 0 },
    rotation: pose?.rotation ?? { w: 1, x: 0, y: 0, z: 0 },
  };
}

/** `a_T_b` for two children of the root. */
function between(snapshot: FrameTreeSnapshot, a: string, b: string): Pose {
  return composePoses(inversePose(poseOf(snapshot, a)), poseOf(snapshot, b));
}

describe("frameTree", () => {
  it("has one root, no cycle and no parent that is not there", () => {
    const edges = tree(12.3).childToParentEdgeMap;
    expect([...edges].filter(([, { parentFrameName }]) => parentFrameName === "").map(([name]) => name)).toEqual([
      "body",
    ]);
    for (const name of edges.keys()) {
      const seen = new Set<string>();
      for (let frame = name; frame !== ""; frame = edges.get(frame)?.parentFrameName ?? "(missing)") {
        expect(edges.has(frame)).toBe(true);
        expect(seen.has(frame)).toBe(false);
        seen.add(frame);
      }
    }
  });

  it("has the frames that a robot publishes", () => {
    expect([...tree(0).childToParentEdgeMap.keys()].sort()).toEqual(
      ["body", "fl_foot", "flat_body", "fr_foot", "gpe", "hl_foot", "hr_foot", "odom", "vision"].sort(),
    );
  });

  it("gives odom_T_body and vision_T_body by composition", () => {
    for (const seconds of [0, 3.3, 600]) {
      const { odomTformBody, visionTformBody } = bodyAt(seconds);
      for (const [frame, expected] of [
        ["odom", odomTformBody],
        ["vision", visionTformBody],
      ] as const) {
        const found = between(tree(seconds), frame, "body");
        for (const axis of ["x", "y", "z"] as const) {
          expect(found.position[axis]).toBeCloseTo(expected.position[axis], 12);
          expect(found.rotation[axis]).toBeCloseTo(expected.rotation[axis], 12);
        }
      }
    }
  });

  it("agrees with what a client reads off it", () => {
    const { position, rotation } = bodyAt(3.3).odomTformBody;
    const read = odometryPose(tree(3.3));
    for (const axis of ["x", "y", "z"] as const) expect(read?.[axis]).toBeCloseTo(position[axis], 12);
    // The client's yaw leaves roll and pitch out in another way, which is close for a body that is almost level.
    expect(read?.yawRadians).toBeCloseTo(yawOf(rotation), 2);
  });

  it("has a flat body at the body's origin, level, with its yaw", () => {
    const flat = between(tree(3.3), "odom", "flat_body");
    const { position, rotation } = bodyAt(3.3).odomTformBody;
    for (const axis of ["x", "y", "z"] as const) expect(flat.position[axis]).toBeCloseTo(position[axis], 12);
    expect(flat.rotation.x).toBeCloseTo(0, 12);
    expect(flat.rotation.y).toBeCloseTo(0, 12);
    expect(yawOf(flat.rotation)).toBeCloseTo(yawOf(rotation), 12);
  });

  it("has a ground plane at the height of the feet, level", () => {
    const ground = between(tree(3.3), "odom", "gpe");
    expect(ground.position.z).toBeCloseTo(0, 12);
    expect(ground.rotation).toMatchObject({ w: expect.closeTo(1, 12) as number });
    for (const foot of ["fl_foot", "fr_foot", "hl_foot", "hr_foot"])
      expect(between(tree(3.3), "odom", foot).position.z).toBeCloseTo(0, 12);
  });

  it("has unit quaternions", () => {
    const snapshot = tree(77);
    for (const name of snapshot.childToParentEdgeMap.keys()) {
      const { w, x, y, z } = poseOf(snapshot, name).rotation;
      expect(Math.hypot(w, x, y, z)).toBeCloseTo(1, 12);
    }
  });
});
