import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aTformB,
  inverseSe3,
  multiplySe3,
  quaternionToMatrix,
  se2ATformB,
  se2VelocityInFrame,
  transformVelocitySe3,
  velocityInFrame,
  yawRadians,
} from "../../src/geometry/index.ts";
import { anyPose3 } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";
import { level, tree } from "./trees.ts";

const snapshot = tree({
  body: [""],
  odom: ["body", level(-3, 1, -0.5, 0.4)],
  vision: ["body", level(-2, 0.5, -0.4, -0.2)],
});

describe("aTformB", () => {
  it("finds what the reference client finds", () => {
    const odomTformBody = aTformB(snapshot, "odom", "body");
    expectClose(odomTformBody?.position, { x: 2.3737646397000045, y: -2.0893160209288366, z: 0.5 });
    expectClose(yawRadians(odomTformBody?.rotation ?? {}), -0.4);
    const visionTformOdom = aTformB(snapshot, "vision", "odom");
    expectClose(visionTformOdom?.position, { x: -1.0794012432387725, y: 0.2913639581255596, z: -0.1 });
    expectClose(yawRadians(visionTformOdom?.rotation ?? {}), 0.6);
  });

  it("is the identity from a frame to itself", () => {
    for (const frame of ["body", "odom"]) expectClose(aTformB(snapshot, frame, frame), level(0, 0, 0, 0));
  });

  it("is undefined for a frame that is not there", () => {
    expect(aTformB(snapshot, "odom", "hand")).toBeUndefined();
    expect(aTformB(snapshot, "hand", "odom")).toBeUndefined();
    expect(aTformB(snapshot, "", "")).toBeUndefined();
    expect(aTformB({}, "odom", "body")).toBeUndefined();
  });

  it("takes a missing pose, position or rotation for none", () => {
    const edges = tree({ odom: [""], flat_body: ["odom"], body: ["flat_body", { position: { x: 1 } }] });
    expect(aTformB(edges, "odom", "body")).toEqual(level(1, 0, 0, 0));
  });

  it("refuses frames that hang on different roots", () => {
    const two = tree({ odom: [""], body: ["odom"], map: [""], seed: ["map"] });
    expect(() => aTformB(two, "body", "seed")).toThrow(
      expect.objectContaining({ code: "FRAME_TREE_SEVERAL_ROOTS", frame: "map" }) as Error,
    );
    expect(aTformB(two, "odom", "body")).toBeDefined();
  });

  it("is consistent within any tree: inverses swap, inner names cancel, edges are found again", () => {
    const anyEdges = fc.array(fc.tuple(fc.nat(), anyPose3), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(anyEdges, (picks) => {
        const parentOf = (i: number): string => (i === 0 ? "" : `f${(picks[i]?.[0] ?? 0) % i}`);
        const frames = picks.map((_, i) => `f${i}`);
        const edges = tree(Object.fromEntries(picks.map(([, pose], i) => [`f${i}`, [parentOf(i), pose] as const])));
        const [a, b, c] = [frames[0], frames[1], frames.at(-1)] as [string, string, string];
        const pose = (from: string, to: string) => aTformB(edges, from, to) ?? {};
        expectClose(pose(a, c), multiplySe3(pose(a, b), pose(b, c)), 1e-9);
        expectClose(pose(c, b), inverseSe3(pose(b, c)), 1e-9);
        const last = picks.at(-1)?.[1];
        const edge = aTformB(edges, parentOf(picks.length - 1), c);
        expectClose(edge?.position, last?.position, 1e-9);
        expectClose(quaternionToMatrix(edge?.rotation ?? {}), quaternionToMatrix(last?.rotation ?? {}), 1e-9);
      }),
    );
  });

  it("gives NaN for NaN on the way", () => {
    const bad = tree({ odom: [""], body: ["odom", { position: { x: Number.NaN } }] });
    expect(aTformB(bad, "odom", "body")?.position).toEqual({ x: Number.NaN, y: Number.NaN, z: Number.NaN });
  });
});

describe("se2ATformB", () => {
  it("is the flat pose in a gravity-aligned frame", () => {
    expectClose(se2ATformB(snapshot, "odom", "body"), {
      position: { x: 2.3737646397000045, y: -2.0893160209288366 },
      angle: -0.4,
    });
  });

  it("is undefined in the body, which is not gravity-aligned, and for a frame that is not there", () => {
    expect(se2ATformB(snapshot, "body", "odom")).toBeUndefined();
    expect(se2ATformB(snapshot, "odom", "hand")).toBeUndefined();
  });
});

describe("velocities between frames", () => {
  const flat = { linear: { x: 0.5, y: 0.1 }, angular: 0.2 };
  const spatial = { linear: { x: 0.5, y: 0.1, z: 0 }, angular: { x: 0, y: 0, z: 0.2 } };

  it("are what the reference client computes", () => {
    expectClose(se2VelocityInFrame(snapshot, "odom", "body", flat), {
      linear: { x: 0.08160912704654026, y: -0.5773559996940378 },
      angular: 0.2,
    });
  });

  it("agree between plane and space", () => {
    expectClose(velocityInFrame(snapshot, "odom", "body", spatial), {
      linear: { x: 0.08160912704654026, y: -0.5773559996940378, z: 0 },
      angular: { x: 0, y: 0, z: 0.2 },
    });
    const back = transformVelocitySe3(
      aTformB(snapshot, "body", "odom") ?? {},
      velocityInFrame(snapshot, "odom", "body", spatial) ?? {},
    );
    expectClose(back, spatial);
  });

  it("are undefined for unknown frames, and in the plane of a frame that leans", () => {
    expect(velocityInFrame(snapshot, "odom", "hand", spatial)).toBeUndefined();
    expect(se2VelocityInFrame(snapshot, "hand", "body", flat)).toBeUndefined();
    expect(se2VelocityInFrame(snapshot, "body", "odom", flat)).toBeUndefined();
  });
});
