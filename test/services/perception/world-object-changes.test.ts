import { describe, expect, it } from "vitest";
import { rootTformFrame } from "../../../src/geometry/index.ts";
import {
  addWorldObject,
  changeWorldObject,
  deleteWorldObject,
  drawableObject,
} from "../../../src/services/perception/world-object-changes.ts";
import { WorldObjectClient } from "../../../src/services/perception/world-object.ts";
import { localTime } from "../../../src/services/time.ts";
import { scripted } from "../scripted-answers.ts";

const PLACE = { name: "goal", referenceFrameName: "vision", frameName: "here" };

describe("drawableObject", () => {
  it("hangs its own frame on the robot's by one edge, and draws in it", () => {
    const object = drawableObject({
      ...PLACE,
      referenceTformDrawable: { position: { x: 2 } },
      sphere: { radius: 0.2 },
      label: "goal",
    });
    expect(object).toMatchObject({
      name: "goal",
      drawableProperties: [{ sphere: { radius: 0.2 }, label: "goal", frameNameDrawable: "here" }],
    });
    const edges = object.transformsSnapshot?.childToParentEdgeMap ?? new Map();
    expect([...edges]).toEqual([["here", { parentFrameName: "vision", parentTformChild: { position: { x: 2 } } }]]);
    const whole = new Map([...edges, ["vision", {}]]);
    expect(rootTformFrame({ childToParentEdgeMap: whole }, "here")).toMatchObject({
      root: "vision",
      pose: { position: { x: 2 } },
    });
  });

  for (const change of [{ name: "" }, { frameName: "" }, { referenceFrameName: "" }, { frameName: "vision" }]) {
    it(`refuses ${JSON.stringify(change)}`, () => {
      expect(() => drawableObject({ ...PLACE, ...change, sphere: {} })).toThrow(RangeError);
    });
  }
});

describe("a change of the world's objects", () => {
  it("goes to the robot in robot time, and leaves the caller's object as it is", async () => {
    const robotClock = { clockIdentifier: "c", toRobotTime: (local: bigint) => (local + 3_000_000_000n) as never };
    const { client, channel } = scripted(
      WorldObjectClient,
      { MutateWorldObjects: [{ status: 1, mutatedObjectId: 9 }] },
      { robotClock },
    );
    const object = drawableObject({ ...PLACE, acquisitionTime: localTime(5_000_000_000n), sphere: { radius: 1 } });
    const { mutatedObjectId } = await client.mutateWorldObjects(addWorldObject(object));
    expect(mutatedObjectId).toBe(9);
    expect(channel.lastRequest).toMatchObject({
      mutation: { action: 1, object: { name: "goal", acquisitionTime: { seconds: 8n } } },
    });
    expect(object.acquisitionTime).toBe(5_000_000_000n);
  });

  it("says what is to be done", () => {
    expect(changeWorldObject({ id: 4, name: "n" })).toEqual({ mutation: { action: 2, object: { id: 4, name: "n" } } });
    expect(deleteWorldObject({ id: 4 })).toEqual({ mutation: { action: 3, object: { id: 4 } } });
  });

  it("needs an id where there must be one, and none where there is none yet", () => {
    expect(() => addWorldObject({ id: 4 })).toThrow(RangeError);
    expect(() => changeWorldObject({ name: "n" })).toThrow(RangeError);
    expect(() => deleteWorldObject({ id: 0 })).toThrow(RangeError);
  });
});
