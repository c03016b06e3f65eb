import { expect, it } from "vitest";
import { ImageClient, WorldObjectClient, LocalGridClient, imageRequest } from "../../../src/services/index.ts";
import { connectLoggedIn } from "../../support/robots.ts";

it("the simulator serves what its senses see, to a client that has logged in", async () => {
  const { robot } = await connectLoggedIn();
  const images = robot.client(ImageClient);
  const { imageResponses } = await images.getImage({ imageRequests: [imageRequest("left_fisheye_image")] });
  expect([...(imageResponses[0]?.shot?.image?.data.subarray(0, 2) ?? [])]).toEqual([0xff, 0xd8]);
  const objects = robot.client(WorldObjectClient);
  const { worldObjects } = await objects.listWorldObjects({});
  expect(worldObjects.map(({ apriltagProperties }) => apriltagProperties?.tagId)).toContain(520);
  const grids = robot.client(LocalGridClient);
  const { localGridResponses } = await grids.getLocalGrids({ localGridRequests: [{ localGridTypeName: "terrain" }] });
  expect(localGridResponses[0]).toMatchObject({ status: 1, localGrid: { extent: { numCellsX: 128, numCellsY: 128 } } });
});
