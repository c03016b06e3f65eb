import { describe, expect, it } from "vitest";
import { RayCastService } from "../../../src/messages/bosdyn/api/ray_cast_service.ts";
import type { RaycastRequestInit } from "../../../src/messages/bosdyn/api/ray_cast.ts";
import { rayCastService } from "../../../src/sim/services/ray-cast.ts";
import { Hosted } from "../hosted.ts";
import { FakeRobot } from "./fake-robot.ts";

const DOWN = { origin: { x: 0, y: 0, z: 1 }, direction: { x: 0, y: 0, z: -2 } };

function cast(request: RaycastRequestInit) {
  const robot = new FakeRobot().place(1, 0, 0);
  return new Hosted(rayCastService(robot.clock, robot.senses.shutter)).unary(RayCastService.raycast, request);
}

describe("a ray cast", () => {
  it("meets the ground where it is, nearest first", async () => {
    const { status, hits, hitFrameName } = await cast({ ray: DOWN, rayFrameName: "vision" });
    expect([status, hitFrameName]).toEqual([1, "vision"]);
    expect(hits.map(({ type }) => type)).toEqual([1, 2, 3]);
    for (const hit of hits)
      expect(hit).toMatchObject({ distanceMeters: 1, hitPositionInHitFrame: { x: 0, y: 0, z: 0 } });
  });

  it("starts in the frame that it names", async () => {
    const ray = { origin: { x: 0.5, y: 0, z: 0 }, direction: { x: 1, y: 0, z: 0 } };
    const { hits } = await cast({ ray, rayFrameName: "body", intersectionTypes: [3] });
    expect(hits).toMatchObject([{ type: 3, distanceMeters: 6.5, hitPositionInHitFrame: { x: 8 } }]);
  });

  it("leaves out what is nearer than wanted", async () => {
    expect((await cast({ ray: DOWN, rayFrameName: "vision", minIntersectionDistance: 1.5 })).hits).toEqual([]);
  });

  it.each<[string, number, RaycastRequestInit]>([
    ["without a direction", 2, { ray: { origin: {}, direction: {} }, rayFrameName: "body" }],
    ["of the hand's camera", 3, { ray: DOWN, rayFrameName: "body", intersectionTypes: [4] }],
    ["in an unknown frame", 4, { ray: DOWN, rayFrameName: "moon" }],
  ])("%s has its status", async (_what, status, request) => {
    expect((await cast(request)).status).toBe(status);
  });
});
