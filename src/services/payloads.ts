/** Where the long fields are that `payloadViews` leaves in place. */
import { Image_Format } from "../messages/bosdyn/api/image.ts";
import type { PayloadStep } from "./payload-views.ts";

/** The piece in a response of `DownloadWaypointSnapshot` and its like. */
export const CHUNK_PAYLOAD: readonly PayloadStep[] = [
  { number: 5, name: "chunk" },
  { number: 2, name: "data" },
];

/** The images of a `GetImageResponse`. */
export const IMAGE_PAYLOADS: readonly PayloadStep[] = [
  { number: 2, name: "imageResponses", isRepeated: true },
  { number: 1, name: "shot" },
  { number: 3, name: "image" },
  { number: 4, name: "data" },
];

/** Raw pixels may be read as numbers of two bytes, which takes memory that begins at an even place. */
export function isNotRaw(image: object): boolean {
  return !("format" in image) || image.format !== Image_Format.FORMAT_RAW;
}
