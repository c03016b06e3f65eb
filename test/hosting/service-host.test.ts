/** Hosted services as a robot's clients see them, and how a host listens and closes. */
import { describe, expect, it } from "vitest";
import { DirectoryRegistrationService } from "../../src/messages/bosdyn/api/directory_registration_service.ts";
import { ImageService } from "../../src/messages/bosdyn/api/image_service.ts";
import type { ServiceEntry } from "../../src/messages/bosdyn/api/directory.ts";
import { hostServices, RefusedRequestError, registerService, serve } from "../../src/hosting/index.ts";
import { InvalidRequestError } from "../../src/services/errors/response-errors.ts";
import { ImageClient } from "../../src/services/perception/image.ts";
import { DirectoryRegistrationClient } from "../../src/services/registration/directory-registration.ts";
import { openChannel } from "../support/channels.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ask, hostSurvey, Survey } from "./survey-service.ts";

const PIXELS = new Uint8Array(640 * 480).fill(7);

/** A camera of one source. */
const camera = serve(ImageService, {
  listImageSources: () => ({ imageSources: [{ name: "my-camera", rows: 480, cols: 640 }] }),
  getImage({ imageRequests }) {
    const stranger = imageRequests.find(({ imageSourceName }) => imageSourceName !== "my-camera");
    if (stranger !== undefined) throw new RefusedRequestError(`no source is called ${stranger.imageSourceName}`);
    const shot = { image: { rows: 480, cols: 640, data: PIXELS } };
    return { imageResponses: imageRequests.map(() => ({ status: 1, source: { name: "my-camera" }, shot })) };
  },
});

describe("a hosted ImageService", () => {
  it("answers a typed client", async () => {
    await using host = await hostServices([camera]);
    const client = new ImageClient(openChannel(host.port));
    const { imageSources } = await client.listImageSources();
    expect(imageSources.map(({ name, rows, cols }) => [name, rows, cols])).toEqual([["my-camera", 480, 640]]);
    const { imageResponses } = await client.getImage({ imageRequests: [{ imageSourceName: "my-camera" }] });
    expect(imageResponses[0]?.shot?.image?.data).toEqual(PIXELS);
  });

  it("refuses a request in terms that the client knows", async () => {
    await using host = await hostServices([camera]);
    const client = new ImageClient(openChannel(host.port));
    const call = client.getImage({ imageRequests: [{ imageSourceName: "back" }] });
    await expect(call).rejects.toThrow(InvalidRequestError);
    await expect(call).rejects.toThrow("no source is called back");
  });
});

it("a registration reaches a real directory, and leaves it", async () => {
  const entries = new Map<string, ServiceEntry>();
  const directory = serve(DirectoryRegistrationService, {
    registerService({ serviceEntry }) {
      if (serviceEntry === undefined) throw new RefusedRequestError("no entry");
      const exists = entries.has(serviceEntry.name);
      if (!exists) entries.set(serviceEntry.name, serviceEntry);
      return { status: exists ? 2 : 1 };
    },
    updateService: () => ({ status: 1 }),
    unregisterService: ({ serviceName }) => ({ status: entries.delete(serviceName) ? 1 : 2 }),
  });
  await using robot = await hostServices([directory]);
  const clock = new ManualClock();
  {
    await using registration = await registerService({
      client: new DirectoryRegistrationClient(openChannel(robot.port)),
      entry: { name: "my-camera", type: camera.typeName, authority: "my-camera.spot.robot" },
      endpoint: { hostIp: "127.0.0.1", port: 21_000 },
      clock,
    });
    expect(entries.get("my-camera")).toMatchObject({ type: "bosdyn.api.ImageService", livenessTimeoutSecs: 75 });
    entries.clear(); // the robot restarts
    clock.advance(30_000);
    await expect.poll(() => registration.heartbeats).toBe(2);
    expect([...entries.keys()]).toEqual(["my-camera"]);
  }
  expect(entries.size).toBe(0);
});

describe("a host", () => {
  it("tells where it listens and what it serves", async () => {
    await using host = await hostServices([camera]);
    expect(host).toMatchObject({ host: "127.0.0.1", typeNames: ["bosdyn.api.ImageService"] });
    expect(host.port).toBeGreaterThan(0);
  });

  it("takes requests longer than gRPC's usual 4 MiB", async () => {
    const { channel } = await hostSurvey({ once: ({ serviceName }) => ({ status: serviceName.length }) });
    const { status } = await channel.unary(Survey.once, { serviceName: "x".repeat(5 * 1024 * 1024) });
    expect(status).toBe(5 * 1024 * 1024);
  });

  it("takes none longer than it is told to", async () => {
    const { channel } = await hostSurvey(undefined, { maxReceiveMessageBytes: 100 });
    const call = channel.unary(Survey.once, { serviceName: "x".repeat(101) });
    await expect(call).rejects.toMatchObject({ status: "RESOURCE_EXHAUSTED" });
  });

  it("lets in whom it is told to", async () => {
    const admit = ({ path }: { path: string }) => (path === Survey.once.path ? undefined : { httpStatus: 404 });
    const { channel } = await hostSurvey(undefined, { admit });
    await channel.unary(Survey.once, ask("x"));
    await expect(channel.clientStreaming(Survey.join, [])).rejects.toMatchObject({ httpStatus: 404 });
  });

  it("speaks cleartext on loopback alone", async () => {
    await expect(hostServices([camera], { host: "0.0.0.0" })).rejects.toThrow(RangeError);
  });

  it("lets a running call finish when it closes, and takes no new one", async () => {
    let start: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    let finish: () => void = () => undefined;
    const { host, channel } = await hostSurvey({
      async once() {
        start();
        await new Promise<void>((resolve) => (finish = resolve));
        return { status: 1 };
      },
    });
    const call = channel.unary(Survey.once, ask("x"));
    await started;
    const closed = host.close();
    finish();
    expect((await call).status).toBe(1);
    await closed;
    await host.close();
    await expect(channel.unary(Survey.once, ask("x"), { timeoutMs: 500 })).rejects.toThrow();
  });

  it("ends a call that outlasts its patience", async () => {
    let start: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    const aborted: unknown[] = [];
    const { host, channel } = await hostSurvey({
      once: (_request, { signal }) =>
        new Promise((resolve) => {
          start();
          signal.addEventListener("abort", () => {
            aborted.push(signal.reason);
            resolve({});
          });
        }),
    });
    const failed = expect(channel.unary(Survey.once, ask("x"))).rejects.toMatchObject({ status: "UNAVAILABLE" });
    await started;
    await host.close({ graceMs: 1 });
    await failed;
    expect(aborted).toHaveLength(1);
  });
});
