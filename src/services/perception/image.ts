/** Images of the robot's cameras, and of payloads that offer the same service. */
import { ImageResponse_Status } from "../../messages/bosdyn/api/image.ts";
import { ImageServiceCalls } from "../../messages/bosdyn/api/image_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { CustomParamError } from "../errors/custom-param-error.ts";
import { ResponseError } from "../errors/response-errors.ts";
import { IMAGE_PAYLOADS, isNotRaw } from "../payloads.ts";
import { payloadViews } from "../payload-views.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The service has no source of that name. */
export class UnknownImageSourceError extends ResponseError {
  override readonly code = "IMAGE_UNKNOWN_SOURCE";
}

/** The service could not produce the data of the source. */
export class ImageSourceDataError extends ResponseError {
  override readonly code = "IMAGE_SOURCE_DATA";
}

/** The service could not produce the image. */
export class ImageDataError extends ResponseError {
  override readonly code = "IMAGE_DATA";
}

/** The source has no such image format. */
export class UnsupportedImageFormatRequestedError extends ResponseError {
  override readonly code = "IMAGE_UNSUPPORTED_FORMAT";
}

/** The source has no such pixel format. */
export class UnsupportedPixelFormatRequestedError extends ResponseError {
  override readonly code = "IMAGE_UNSUPPORTED_PIXEL_FORMAT";
}

/** The source does not resize by that ratio. */
export class UnsupportedResizeRatioRequestedError extends ResponseError {
  override readonly code = "IMAGE_UNSUPPORTED_RESIZE_RATIO";
}

const IMAGE: StatusTable<typeof ImageResponse_Status> = {
  names: ImageResponse_Status,
  errors: {
    STATUS_UNKNOWN_CAMERA: [UnknownImageSourceError, "list the image sources"],
    STATUS_SOURCE_DATA_ERROR: [ImageSourceDataError],
    STATUS_IMAGE_DATA_ERROR: [ImageDataError],
    STATUS_UNSUPPORTED_IMAGE_FORMAT_REQUESTED: [UnsupportedImageFormatRequestedError, "leave the format unset"],
    STATUS_UNSUPPORTED_PIXEL_FORMAT_REQUESTED: [
      UnsupportedPixelFormatRequestedError,
      "leave the pixel format unset, or see the formats of the source",
    ],
    STATUS_UNSUPPORTED_RESIZE_RATIO_REQUESTED: [
      UnsupportedResizeRatioRequestedError,
      "leave it 0: body cameras do not resize",
    ],
    STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
  },
};

/** Images that are compressed stay where they were received. */
function callsWithViews(): typeof ImageServiceCalls {
  const { getImage } = ImageServiceCalls;
  return {
    ...ImageServiceCalls,
    getImage: { ...getImage, output: payloadViews(getImage.output, IMAGE_PAYLOADS, isNotRaw) },
  };
}

/**
 * Lists sources and takes images. Sources of one request are taken at the same instant. The bytes of a long JPEG may be a
 * view on memory that holds the rest of its response too, of twice their length at most; those of raw images are copies.
 * Needs a login.
 */
export const ImageClient: ClientClass<typeof ImageServiceCalls> = /* @__PURE__ */ defineClient(
  /* @__PURE__ */ callsWithViews(),
  {
    serviceName: "image",
    rpcs: {
      getImage: { elements: { list: "imageResponses", statuses: IMAGE, customParams: true } },
    },
  },
);
/** Lists sources and takes images. Sources of one request are taken at the same instant. Needs a login. */
export type ImageClient = InstanceType<typeof ImageClient>;
