/**
 * Offer a camera of one's own to the robot: here a test picture that moves.
 *
 *     npx tsx examples/host-image-service.ts
 *
 * On a payload, give its address towards the robot as HOST_ADDRESS; see docs/hosting.md for who may connect.
 */
import { once } from "node:events";
import process from "node:process";
import { hostServices, registerService, RefusedRequestError, serve } from "spotwire/hosting";
import { Image_Format, Image_PixelFormat, ImageResponse_Status } from "spotwire/messages/bosdyn/api/image";
import { ImageService } from "spotwire/messages/bosdyn/api/image_service";
import { DirectoryRegistrationClient } from "spotwire/services";
import { say, withRobot } from "./with-robot.ts";

const SOURCE = "test-picture";
const [ROWS, COLS] = [120, 160];

const camera = serve(ImageService, {
  listImageSources: () => ({ imageSources: [{ name: SOURCE, rows: ROWS, cols: COLS }] }),
  getImage({ imageRequests }) {
    const stranger = imageRequests.find(({ imageSourceName }) => imageSourceName !== SOURCE);
    if (stranger !== undefined)
      throw new RefusedRequestError(`there is no ${stranger.imageSourceName}, only ${SOURCE}`);
    const image = {
      rows: ROWS,
      cols: COLS,
      format: Image_Format.FORMAT_RAW,
      pixelFormat: Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8,
      data: stripes(performance.now()),
    };
    const source = { name: SOURCE, rows: ROWS, cols: COLS };
    return {
      imageResponses: imageRequests.map(() => ({ status: ImageResponse_Status.STATUS_OK, source, shot: { image } })),
    };
  },
});

await withRobot(async (robot) => {
  const address = process.env["HOST_ADDRESS"] ?? "127.0.0.1";
  const onRobot = process.env["SPOTWIRE_HOST"];
  await using host = await hostServices([camera], {
    host: address,
    ...(address !== "127.0.0.1" && onRobot !== undefined && { cleartextFrom: [onRobot] }),
    onHandlerError: (error) => say(String(error)),
  });
  await using registration = await registerService({
    client: robot.client(DirectoryRegistrationClient),
    entry: { name: "example-camera", type: camera.typeName, authority: "example-camera.spot.robot" },
    endpoint: { hostIp: address, port: host.port },
  });
  say(`${registration.name} is in the robot's directory, served at ${address}:${host.port}; Ctrl-C takes it out`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), registration.ended]);
});

/** Diagonal stripes that walk. */
function stripes(milliseconds: number): Uint8Array {
  const data = new Uint8Array(ROWS * COLS);
  for (let i = 0; i < data.length; i++) {
    data[i] = ((i % COLS) + Math.floor(i / COLS) + milliseconds / 20) % 32 < 16 ? 220 : 40;
  }
  return data;
}
