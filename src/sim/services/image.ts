/** The simulator's `bosdyn.api.ImageService`: the cameras of the body. */
import {
  Image_Format,
  Image_PixelFormat,
  type ImageRequest,
  ImageResponse_Status as Status,
  type ImageResponseInit,
} from "../../messages/bosdyn/api/image.ts";
import { ImageService } from "../../messages/bosdyn/api/image_service.ts";
import { CustomParamError_Status } from "../../messages/bosdyn/api/service_customization.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { type Capture, cameraFrames, framesWith, type Shutter } from "../perception/capture.ts";
import { IMAGE_SOURCES } from "../perception/image-sources.ts";
import type { Imager } from "../perception/imager.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** As many pictures as one request may ask for: each source in each of its formats, twice over. */
const MAX_REQUESTS = 60;
/** Of a request that does not say. */
const DEFAULT_QUALITY_PERCENT = 75;

/** Make the service. */
export function imageService(clock: SimClock, shutter: Shutter, imager: Imager): HostedService {
  return {
    name: "image",
    type: ImageService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          ImageService.listImageSources,
          answering(clock, () => ({
            imageSources: [...IMAGE_SOURCES.values()].map(({ message }) => message),
            transformsSnapshot: framesWith(shutter.capture().body, cameraFrames()),
          })),
        )
        .handle(
          ImageService.getImage,
          answering(clock, ({ imageRequests }) => {
            if (imageRequests.length > MAX_REQUESTS) throw invalidRequest(`more than ${MAX_REQUESTS} images at once`);
            const capture = shutter.capture();
            return { imageResponses: imageRequests.map((request) => respond(capture, imager, request)) };
          }),
        ),
  };
}

function respond(capture: Capture, imager: Imager, request: ImageRequest): ImageResponseInit {
  const source = IMAGE_SOURCES.get(request.imageSourceName);
  if (source === undefined) {
    return { status: Status.STATUS_UNKNOWN_CAMERA, source: { name: request.imageSourceName } };
  }
  const { message } = source;
  const formats = message.imageFormats ?? [];
  const format = request.imageFormat === Image_Format.FORMAT_UNKNOWN ? formats[0] : request.imageFormat;
  if (format === undefined || !formats.includes(format)) {
    return { status: Status.STATUS_UNSUPPORTED_IMAGE_FORMAT_REQUESTED, source: message };
  }
  const wanted = [request.pixelFormat, ...request.fallbackFormats];
  const isPossible = wanted.some(
    (each) => each === Image_PixelFormat.PIXEL_FORMAT_UNKNOWN || message.pixelFormats?.includes(each) === true,
  );
  if (!isPossible) return { status: Status.STATUS_UNSUPPORTED_PIXEL_FORMAT_REQUESTED, source: message };
  if (request.resizeRatio !== 0 && request.resizeRatio !== 1) {
    return { status: Status.STATUS_UNSUPPORTED_RESIZE_RATIO_REQUESTED, source: message };
  }
  const keys = [...(request.customParams?.values.keys() ?? [])];
  if (keys.length > 0) {
    return {
      status: Status.STATUS_CUSTOM_PARAMS_ERROR,
      source: message,
      customParamError: {
        status: CustomParamError_Status.STATUS_UNSUPPORTED_PARAMETER,
        errorMessages: [`the body's cameras have no parameter ${keys.map((key) => JSON.stringify(key)).join(", ")}`],
      },
    };
  }
  const quality = request.qualityPercent > 0 ? request.qualityPercent : DEFAULT_QUALITY_PERCENT;
  return { status: Status.STATUS_OK, shot: imager.take(capture, source, format, quality), source: message };
}
