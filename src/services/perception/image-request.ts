/** Requests for images with the defaults of the robot's own clients. */
import type { CallOptions } from "../../grpc/index.ts";
import type { ImageRequestInit, ImageResponse } from "../../messages/bosdyn/api/image.ts";
import type { ImageClient } from "./image.ts";

/** JPEG quality where nobody asks for another, 0 to 100. */
export const DEFAULT_QUALITY_PERCENT = 75;

/**
 * Ask for an image of a source. Quality 75; format, pixel format and size are the service's choice unless said: the body's
 * cameras cannot resize, and an unset `qualityPercent` in a message means 0, not a default.
 */
export function imageRequest(
  imageSourceName: string,
  details: Omit<ImageRequestInit, "imageSourceName"> = {},
): ImageRequestInit {
  return { qualityPercent: DEFAULT_QUALITY_PERCENT, ...details, imageSourceName };
}

/**
 * Take an image of each source, all at the same instant.
 * @param sources names, or requests with more detail; the images come back in their order
 * @throws {UnknownImageSourceError | ImageDataError | ResponseError | RpcError} one of them failed
 */
export async function takeImages(
  client: Pick<ImageClient, "getImage">,
  sources: readonly (string | ImageRequestInit)[],
  options?: CallOptions,
): Promise<ImageResponse[]> {
  const imageRequests = sources.map((source) => (typeof source === "string" ? imageRequest(source) : source));
  const { imageResponses } = await client.getImage({ imageRequests }, options);
  return imageResponses;
}
