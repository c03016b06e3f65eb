/** Point clouds as numbers. */
import { type PointCloud, PointCloud_Encoding } from "../../messages/bosdyn/api/point_cloud.ts";

const POINT_BYTES = 12;

/**
 * The points of a cloud, as x, y, z, x, y, z and so on, in metres and in the frame of its sensor. Of the encodings that
 * there are, this reads the plain one, three little-endian floats each; ask for that where there is a choice.
 * @throws {TypeError} the cloud is encoded otherwise
 * @throws {RangeError} its bytes do not make `numPoints` points
 */
export function pointCloudPoints({
  data,
  encoding,
  numPoints,
}: Pick<PointCloud, "data" | "encoding" | "numPoints">): Float32Array {
  if (encoding !== PointCloud_Encoding.ENCODING_XYZ_32F) {
    throw new TypeError(
      `the cloud has encoding ${encoding}: only ${PointCloud_Encoding.ENCODING_XYZ_32F}, plain floats`,
    );
  }
  if (data.length !== numPoints * POINT_BYTES) {
    throw new RangeError(`the cloud has ${data.length} bytes, which are not ${numPoints} points`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float32Array.from({ length: numPoints * 3 }, (_, index) => view.getFloat32(index * 4, true));
}
