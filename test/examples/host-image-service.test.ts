import { connect as connectTcp } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectNodeTransport, GrpcChannel } from "../../src/grpc/index.ts";
import { ImageClient, takeImages } from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { PATIENCE, scene } from "./scene.ts";

describe("host-image-service", PATIENCE, () => {
  it("is in the directory while it runs, and answers", async () => {
    const { example, robot } = await scene("host-image-service.ts");
    const [, port] = await example.says(/served at 127\.0\.0\.1:(\d+);/);
    const entry = (await robot.listServices()).find(({ name }) => name === "example-camera");
    expect(entry).toMatchObject({ type: "bosdyn.api.ImageService", authority: "example-camera.spot.robot" });
    const channel = new GrpcChannel({
      authority: "example-camera.spot.robot",
      address: `127.0.0.1:${port}`,
      connect({ signal }) {
        const link = connectTcp(Number(port), "127.0.0.1");
        return connectNodeTransport({ link, address: "camera", origin: "http://example-camera.spot.robot", signal });
      },
    });
    onTestFinished(() => channel.close());
    const client = new ImageClient(channel);
    const [image] = await takeImages(client, ["test-picture"]);
    expect(image?.shot?.image).toMatchObject({ rows: 120, cols: 160, pixelFormat: 1 });
    expect(await rejection(takeImages(client, ["nothing"]))).toMatchObject({ code: "RESPONSE_INVALID_REQUEST" });
    example.kill("SIGTERM");
    expect(await example.ends()).toBe(0);
    expect((await robot.listServices()).map(({ name }) => name)).not.toContain("example-camera");
  });
});
