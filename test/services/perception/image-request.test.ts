/** Requests for images. */
import { describe, expect, it } from "vitest";
import { ImageClient, imageRequest, takeImages, UnknownImageSourceError } from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

describe("a request for an image", () => {
  it("asks for quality 75, and leaves the rest to the service", () => {
    expect(imageRequest("left_fisheye_image")).toEqual({
      imageSourceName: "left_fisheye_image",
      qualityPercent: 75,
    });
    expect(imageRequest("left_depth", { imageFormat: 2, qualityPercent: 0 })).toEqual({
      imageSourceName: "left_depth",
      qualityPercent: 0,
      imageFormat: 2,
    });
  });

  it("goes out for each source, with others", async () => {
    const script = { GetImage: [{ imageResponses: [{ status: 1 }, { status: 1 }] }] };
    const { client, channel } = scripted(ImageClient, script);
    const images = await takeImages(client, ["left", imageRequest("right", { qualityPercent: 50 })]);
    expect(images).toHaveLength(2);
    expect(channel.lastRequest).toMatchObject({
      imageRequests: [
        { imageSourceName: "left", qualityPercent: 75 },
        { imageSourceName: "right", qualityPercent: 50 },
      ],
    });
  });

  it("of which one failed fails", async () => {
    const { client } = scripted(ImageClient, { GetImage: [{ imageResponses: [{ status: 1 }, { status: 2 }] }] });
    expect(await rejection(takeImages(client, ["left", "x"]))).toBeInstanceOf(UnknownImageSourceError);
  });
});
