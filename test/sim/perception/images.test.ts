import { describe, expect, it } from "vitest";
import { ImageService } from "../../../src/messages/bosdyn/api/image_service.ts";
import { Image_Format, Image_PixelFormat, type ImageRequestInit } from "../../../src/messages/bosdyn/api/image.ts";
import { depthImagePoints, pixelToCameraPoint } from "../../../src/services/index.ts";
import { add, rotate } from "../../../src/sim/body/vector.ts";
import { frameInFrame } from "../../../src/sim/perception/frame-lookup.ts";
import { perceptionServices } from "../../../src/sim/perception/senses.ts";
import { standing } from "../../../src/sim/world/layout.ts";
import type { HostedService } from "../../../src/sim/hosted-service.ts";
import { Scene } from "../../../src/sim/world/scene.ts";
import { Hosted } from "../hosted.ts";
import { FakeRobot } from "./fake-robot.ts";

const BOX = { x: 3, y: 0, yaw: 0 };
/** A box right ahead whose near face is two and a half metres off. */
const scene = new Scene({
  boxes: [standing("box", BOX, { x: 1, y: 4, z: 2 }, 0.5)],
  fiducials: [],
  lampAt: (seconds) => ({ centre: { x: 1.5, y: Math.sin(seconds), z: 0.5 }, radius: 0.1 }),
});

function imagesOf(robot: FakeRobot): Hosted {
  return new Hosted(perceptionServices(robot, robot.senses)[0] as HostedService);
}

const take = async (hosted: Hosted, ...imageRequests: ImageRequestInit[]) =>
  (await hosted.unary(ImageService.getImage, { imageRequests })).imageResponses;

describe("the body's cameras", () => {
  it("are fifteen, each with its frame in the tree", async () => {
    const robot = new FakeRobot(scene);
    const { imageSources, transformsSnapshot } = await imagesOf(robot).unary(ImageService.listImageSources, {});
    expect(imageSources).toHaveLength(15);
    expect(new Set(imageSources.map(({ name }) => name)).size).toBe(15);
    const frames = transformsSnapshot?.childToParentEdgeMap;
    for (const name of ["back", "frontleft_fisheye", "odom", "vision", "body"]) expect(frames?.has(name)).toBe(true);
  });

  it("measure the depth of a box where it stands", async () => {
    const robot = new FakeRobot(scene).place(0.2, 0.1, 0.15);
    for (const name of ["frontleft_depth", "frontright_depth_in_visual_frame"]) {
      const [response] = await take(imagesOf(robot), { imageSourceName: name });
      const { shot, source } = response ?? {};
      if (shot?.image === undefined || source === undefined) throw new Error("there is no image");
      expect(source.depthScale).toBe(1000);
      const worldTformCamera = frameInFrame(shot.transformsSnapshot, "vision", shot.frameNameImageSensor);
      if (worldTformCamera === undefined) throw new Error("the camera has no frame");
      const points = depthImagePoints({ image: shot.image, source });
      expect(points.length).toBeGreaterThan(3000);
      let onBox = 0;
      for (let i = 0; i < points.length; i += 3) {
        const [x = 0, y = 0, z = 0] = points.subarray(i, i + 3);
        const inWorld = add(worldTformCamera.position, rotate(worldTformCamera.rotation, { x, y, z }));
        const isOnLamp = Math.hypot(inWorld.x - 1.5, inWorld.y, inWorld.z - 0.5) < 0.11;
        if (!isOnLamp) expect(scene.surfaceDistance(inWorld)).toBeLessThan(0.002);
        if (Math.abs(inWorld.x - 2.5) < 0.002 && inWorld.z > 0.1) onBox++;
      }
      expect(onBox).toBeGreaterThan(1000);
    }
  });

  it("write depth as little-endian millimetres along the axis", async () => {
    const robot = new FakeRobot(scene);
    const [response] = await take(imagesOf(robot), { imageSourceName: "frontleft_depth" });
    const { shot, source } = response ?? {};
    if (shot?.image === undefined || source === undefined) throw new Error("there is no image");
    const { cols, data } = shot.image;
    const [column, row] = [40, 30];
    const raw = (data[2 * (row * cols + column)] ?? 0) + 256 * (data[2 * (row * cols + column) + 1] ?? 0);
    const pose = frameInFrame(shot.transformsSnapshot, "vision", "frontleft");
    if (pose === undefined) throw new Error("the camera has no frame");
    const [x, y, z] = pixelToCameraPoint(source, column, row, 1);
    const way = rotate(pose.rotation, { x, y, z });
    const norm = Math.hypot(way.x, way.y, way.z);
    const hit = scene.at(0).castRay(pose.position, { x: way.x / norm, y: way.y / norm, z: way.z / norm });
    expect(raw).toBe(Math.round(((hit?.distance ?? 0) / norm) * 1000));
  });

  it("take all pictures of a request at one instant, and another one only when it is time", async () => {
    const robot = new FakeRobot(scene);
    const hosted = imagesOf(robot);
    const names = ["left_fisheye_image", "back_depth", "left_fisheye_image"];
    const times = async () =>
      (await take(hosted, ...names.map((imageSourceName) => ({ imageSourceName })))).map(
        ({ shot }) => shot?.acquisitionTime?.nanos,
      );
    expect(await times()).toEqual([0, 0, 0]);
    robot.clock.advance(60);
    expect(await times()).toEqual([0, 0, 0]);
    robot.clock.advance(20);
    expect(await times()).toEqual([80_000_000, 80_000_000, 80_000_000]);
  });

  it("see what moves, move", async () => {
    const robot = new FakeRobot(scene);
    const picture = async () =>
      (
        await take(imagesOf(robot), {
          imageSourceName: "frontleft_fisheye_image",
          imageFormat: Image_Format.FORMAT_RAW,
        })
      )[0]?.shot?.image?.data;
    const before = await picture();
    robot.clock.advance(500);
    expect(await picture()).not.toEqual(before);
    expect(before).toHaveLength(320 * 240);
  });

  it.each<[string, ImageRequestInit, number]>([
    ["an unknown camera", { imageSourceName: "tail" }, 2],
    ["JPEG of depth", { imageSourceName: "back_depth", imageFormat: Image_Format.FORMAT_JPEG }, 5],
    ["RLE", { imageSourceName: "back_fisheye_image", imageFormat: Image_Format.FORMAT_RLE }, 5],
    ["colour", { imageSourceName: "back_fisheye_image", pixelFormat: Image_PixelFormat.PIXEL_FORMAT_RGB_U8 }, 6],
    [
      "colour, or else grey",
      {
        imageSourceName: "back_fisheye_image",
        pixelFormat: Image_PixelFormat.PIXEL_FORMAT_RGB_U8,
        fallbackFormats: [Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8],
      },
      1,
    ],
    ["half the size", { imageSourceName: "back_fisheye_image", resizeRatio: 0.5 }, 7],
    [
      "a parameter that there is not",
      { imageSourceName: "back_fisheye_image", customParams: { values: new Map([["zoom", {}]]) } },
      8,
    ],
    ["nothing special", { imageSourceName: "back_fisheye_image" }, 1],
  ])("answer a request for %s with its status", async (_what, request, status) => {
    const [response] = await take(imagesOf(new FakeRobot(scene)), request);
    expect(response?.status).toBe(status);
    expect(response?.shot === undefined).toBe(status !== 1);
  });
});
