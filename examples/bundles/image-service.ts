/**
 * A camera of one's own in the robot's directory: here a grey picture whose level is the second of the minute. On a
 * payload, HOST_ADDRESS is its address towards the robot; docs/hosting.md says who may connect.
 *
 *     SPOTWIRE_PASSWORD=… node image-service.mjs HOST[:PORT] USER
 */
import { once } from "node:events";
import process from "node:process";
import { connect } from "spotwire";
import { parseAddress } from "spotwire/discovery";
import { connectNodeTransport } from "spotwire/grpc";
import { hostServices, RefusedRequestError, registerService, serve } from "spotwire/hosting";
import { connectOwnTransport } from "spotwire/http2";
import { Image_Format, Image_PixelFormat, ImageResponse_Status } from "spotwire/messages/bosdyn/api/image";
import { ImageService } from "spotwire/messages/bosdyn/api/image_service";
import { DirectoryRegistrationClient } from "spotwire/services";
import trustAnchor from "trust-anchor.pem";
import { password, print, runProgram } from "./run-program.ts";

const SOURCE = { name: "grey", rows: 48, cols: 64 };

const camera = serve(ImageService, {
  listImageSources: () => ({ imageSources: [SOURCE] }),
  getImage({ imageRequests }) {
    const stranger = imageRequests.find(({ imageSourceName }) => imageSourceName !== SOURCE.name);
    if (stranger !== undefined) {
      throw new RefusedRequestError(`there is no ${stranger.imageSourceName}, only ${SOURCE.name}`);
    }
    const { rows, cols } = SOURCE;
    const image = {
      rows,
      cols,
      format: Image_Format.FORMAT_RAW,
      pixelFormat: Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8,
      data: new Uint8Array(rows * cols).fill(new Date().getSeconds()),
    };
    const response = { status: ImageResponse_Status.STATUS_OK, source: SOURCE, shot: { image } };
    return { imageResponses: imageRequests.map(() => response) };
  },
});

runProgram(async ([address = "", user = "user"]) => {
  const ended = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const transport = OWN_HTTP2 ? connectOwnTransport : connectNodeTransport;
  await using robot = await connect(address, { roots: trustAnchor, transport });
  await robot.login(user, password());
  const host = process.env["HOST_ADDRESS"] ?? "127.0.0.1";
  await using services = await hostServices([camera], {
    host,
    // Where the robot is on the same machine, so is whoever calls.
    ...(host !== "127.0.0.1" && { cleartextFrom: [parseAddress(address).host] }),
    onHandlerError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  await using registration = await registerService({
    client: robot.client(DirectoryRegistrationClient),
    entry: { name: "bundled-camera", type: camera.typeName, authority: "bundled-camera.spot.robot" },
    endpoint: { hostIp: host, port: services.port },
  });
  print({ registered: registration.name, host, port: services.port });
  await Promise.race([ended, registration.ended]);
});
