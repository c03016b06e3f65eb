import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WorldObjectType, type WorldObjectInit } from "../../../src/messages/bosdyn/api/world_object.ts";
import { WorldObjectService } from "../../../src/messages/bosdyn/api/world_object_service.ts";
import { frameInFrame } from "../../../src/sim/perception/frame-lookup.ts";
import { MAX_OBJECTS } from "../../../src/sim/perception/client-objects.ts";
import { worldObjectService } from "../../../src/sim/services/world-object.ts";
import { LAYOUT } from "../../../src/sim/world/layout.ts";
import { Hosted } from "../hosted.ts";
import { FakeRobot } from "./fake-robot.ts";

const ADD = 1;
const CHANGE = 2;
const DELETE = 3;

function hostedOf(robot: FakeRobot): Hosted {
  return new Hosted(worldObjectService(robot.clock, robot.senses.seen, robot.senses.made));
}

const list = async (hosted: Hosted, objectType: WorldObjectType[] = []) =>
  (await hosted.unary(WorldObjectService.listWorldObjects, { objectType })).worldObjects;
const mutate = (hosted: Hosted, action: 0 | 1 | 2 | 3, object?: WorldObjectInit) =>
  hosted.unary(WorldObjectService.mutateWorldObjects, { mutation: { action, object } });

describe("fiducials", () => {
  it("are where they are, wherever the robot sees them from", async () => {
    const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(number(-1, 4), number(-3, 2), number(-3, 3), async (x, y, yaw) => {
        const robot = new FakeRobot().place(x, y, yaw);
        robot.clock.advance(60_000);
        const tags = await list(hostedOf(robot), [WorldObjectType.WORLD_OBJECT_APRILTAG]);
        for (const { apriltagProperties: tag, transformsSnapshot } of tags) {
          const truth = LAYOUT.fiducials.find(({ id }) => id === tag?.tagId);
          for (const frame of [tag?.frameNameFiducial ?? "", tag?.frameNameFiducialFiltered ?? ""]) {
            const pose = frameInFrame(transformsSnapshot, "vision", frame);
            for (const axis of ["x", "y", "z"] as const) {
              expect(pose?.position[axis]).toBeCloseTo(truth?.pose.position[axis] ?? NaN, 9);
            }
            expect(Math.abs(dot(pose?.rotation, truth?.pose.rotation))).toBeCloseTo(1, 9);
          }
          seen++;
        }
      }),
      { numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(5);
  });

  it("are not seen from behind, from afar, or through things", async () => {
    const tagsAt = async (x: number, y: number): Promise<(number | undefined)[]> => {
      const robot = new FakeRobot().place(x, y, Math.PI / 2);
      const tags = await list(hostedOf(robot), [WorldObjectType.WORLD_OBJECT_APRILTAG]);
      return tags.map(({ apriltagProperties }) => apriltagProperties?.tagId).sort();
    };
    expect(await tagsAt(1.5, 0.5)).toEqual([1]);
    expect(await tagsAt(1.5, -4.5), "far").toEqual([]);
    expect(await tagsAt(-3.5, -2.5), "behind the board").not.toContain(520);
    expect(await tagsAt(5, 2.4), "almost along the wall").not.toContain(1);
    expect(await tagsAt(0, 0)).toEqual([1, 520]);
  });

  it("have x up, y to the left and z out of the page", async () => {
    const robot = new FakeRobot().place(1.5, 0.5, Math.PI / 2);
    const [tag] = await list(hostedOf(robot), [WorldObjectType.WORLD_OBJECT_APRILTAG]);
    const bodyTformTag = frameInFrame(tag?.transformsSnapshot, "body", "fiducial_1");
    const { w = 0, x = 0, y = 0, z = 0 } = bodyTformTag?.rotation ?? {};
    // Columns of the rotation: the robot looks straight at the tag.
    expect([2 * (x * z - w * y), 1 - 2 * (x * x + y * y)].map((each) => each + 0).map(Math.round)).toEqual([1, 0]);
    expect(Math.round(1 - 2 * (x * x + z * z))).toBe(1);
    expect(Math.round(2 * (x * z + w * y))).toBe(-1);
  });

  it("are listed for fifteen seconds after they were last seen", async () => {
    const robot = new FakeRobot().place(1.5, 0.5, Math.PI / 2);
    robot.pass(0.5);
    robot.place(6, -4, 0);
    robot.pass(14.5);
    expect(await list(hostedOf(robot))).toHaveLength(1);
    robot.pass(1);
    expect(await list(hostedOf(robot))).toHaveLength(0);
  });
});

function dot(a: { w: number; x: number; y: number; z: number } | undefined, b: typeof a): number {
  if (a === undefined || b === undefined) return NaN;
  return a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z;
}

describe("world objects", () => {
  it("are filtered by type and by time", async () => {
    const robot = new FakeRobot();
    const hosted = hostedOf(robot);
    await mutate(hosted, ADD, { name: "mine", drawableProperties: [{ label: "x" }] });
    expect(await list(hosted, [WorldObjectType.WORLD_OBJECT_DOCK])).toMatchObject([
      { dockProperties: { dockId: 520 } },
    ]);
    expect(await list(hosted, [WorldObjectType.WORLD_OBJECT_DRAWABLE])).toMatchObject([{ name: "mine" }]);
    expect(await list(hosted)).toHaveLength(4);
    robot.clock.advance(5000);
    const now = robot.clock.now();
    const timestampFilter = { seconds: now / 1_000_000_000n, nanos: Number(now % 1_000_000_000n) };
    const { worldObjects } = await hosted.unary(WorldObjectService.listWorldObjects, { timestampFilter });
    expect(worldObjects.map(({ name }) => name)).not.toContain("mine");
    expect(worldObjects).toHaveLength(3);
  });

  it("of clients are added, changed and deleted, and end with their time", async () => {
    const robot = new FakeRobot().place(6, -4);
    const hosted = hostedOf(robot);
    const { mutatedObjectId: id } = await mutate(hosted, ADD, { name: "one", objectLifetime: { seconds: 60n } });
    expect(await mutate(hosted, CHANGE, { id, name: "two" })).toMatchObject({ status: 1, mutatedObjectId: id });
    expect(await list(hosted)).toMatchObject([{ id, name: "two" }]);
    robot.clock.advance(15_001);
    expect(await list(hosted)).toEqual([]);
    const again = await mutate(hosted, ADD, { name: "three" });
    expect(again.mutatedObjectId).not.toBe(id);
    expect(await mutate(hosted, DELETE, { id: again.mutatedObjectId })).toMatchObject({ status: 1 });
    expect(await list(hosted)).toEqual([]);
  });

  it.each<[string, 0 | 1 | 2 | 3, WorldObjectInit | undefined, number]>([
    ["change what is not there", CHANGE, { id: 900 }, 2],
    ["delete what is not there", DELETE, { id: 900 }, 2],
    ["delete what the robot saw", DELETE, { id: 1 }, 3],
    ["change what the robot saw", CHANGE, { id: 2 }, 3],
    ["add nothing", ADD, undefined, 4],
    ["add a fiducial", ADD, { apriltagProperties: { tagId: 4 } }, 4],
    ["add a drawing in no frame", ADD, { drawableProperties: [{ frameNameDrawable: "nowhere" }] }, 4],
  ])("cannot be made to %s", async (_what, action, object, status) => {
    const robot = new FakeRobot();
    robot.senses.seen.look();
    expect((await mutate(hostedOf(robot), action, object)).status).toBe(status);
  });

  it("finds a mutation without an action malformed", async () => {
    expect((await mutate(hostedOf(new FakeRobot()), 0, {})).header?.error?.code).toBe(3);
  });

  it("are bounded in number and in bytes", async () => {
    const hosted = hostedOf(new FakeRobot());
    for (let i = 0; i < MAX_OBJECTS; i++) await mutate(hosted, ADD, { name: `${i}` });
    expect((await mutate(hosted, ADD, { name: "one more" })).status).toBe(4);
    const other = hostedOf(new FakeRobot());
    const huge = { value: new Uint8Array(9 * 1024 * 1024), typeUrl: "x" };
    expect((await mutate(other, ADD, { additionalProperties: huge })).status).toBe(1);
    expect((await mutate(other, ADD, { additionalProperties: huge })).status).toBe(4);
  });
});
