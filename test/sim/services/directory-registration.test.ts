import { beforeEach, describe, expect, it } from "vitest";
import type { RegisterServiceRequestInit } from "../../../src/messages/bosdyn/api/directory_registration.ts";
import { DirectoryRegistrationService } from "../../../src/messages/bosdyn/api/directory_registration_service.ts";
import { DirectoryService } from "../../../src/messages/bosdyn/api/directory_service.ts";
import { directoryRegistrationService } from "../../../src/sim/services/directory-registration.ts";
import { directoryService } from "../../../src/sim/services/directory.ts";
import { robotIdService } from "../../../src/sim/services/robot-id.ts";
import { Bench } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const CAMERA = {
  serviceEntry: {
    name: "my-camera",
    type: "bosdyn.api.ImageService",
    authority: "my-camera",
    userTokenRequired: true,
    livenessTimeoutSecs: 75,
  },
  endpoint: { hostIp: "192.168.50.5", port: 21_000 },
};

let bench: Bench;
let registration: Hosted;
let directory: Hosted;
beforeEach(() => {
  bench = new Bench();
  const { clock, robot } = bench;
  const own = [robotIdService(clock, {})];
  robot.registeredServices.reserve(own);
  registration = new Hosted(directoryRegistrationService(clock, robot.registeredServices));
  directory = new Hosted(directoryService(clock, own, robot.registeredServices));
});

const register = async (request: RegisterServiceRequestInit): Promise<number> =>
  (await registration.unary(DirectoryRegistrationService.registerService, request)).status;
const update = async (request: RegisterServiceRequestInit): Promise<number> =>
  (await registration.unary(DirectoryRegistrationService.updateService, request)).status;
const unregister = async (serviceName: string): Promise<number> =>
  (await registration.unary(DirectoryRegistrationService.unregisterService, { serviceName })).status;
const listed = async (): Promise<readonly string[]> =>
  (await directory.unary(DirectoryService.listServiceEntries, {})).serviceEntries.map(({ name }) => name);
const named = (name: string, authority = name): RegisterServiceRequestInit => ({
  ...CAMERA,
  serviceEntry: { ...CAMERA.serviceEntry, name, authority },
});
const faults = (): unknown => bench.robot.serviceFaults.state().faults?.map(({ faultId }) => faultId);

describe("a service registered with the simulator", () => {
  it("is in the directory, its authority a whole one, until it is unregistered", async () => {
    expect(await register(CAMERA)).toBe(1);
    expect(await listed()).toEqual(["robot-id", "directory", "my-camera"]);
    const seconds = bench.clock.now() / 1_000_000_000n;
    const { serviceEntry } = await directory.unary(DirectoryService.getServiceEntry, { serviceName: "my-camera" });
    expect(serviceEntry).toMatchObject({
      ...CAMERA.serviceEntry,
      authority: "my-camera.spot.robot",
      lastUpdate: { seconds },
    });
    expect([await unregister("my-camera"), await unregister("my-camera")]).toEqual([1, 2]);
    expect(await listed()).toEqual(["robot-id", "directory"]);
  });

  it("has a name and an authority of its own", async () => {
    await register(CAMERA);
    expect(await register(CAMERA)).toBe(2);
    expect(await register(named("robot-id", "mine"))).toBe(2);
    expect(await register(named("mine", "id.spot.robot"))).toBe(2);
    expect(await register(named("mine", "my-camera.spot.robot"))).toBe(2);
    expect(await register(named("mine"))).toBe(1);
  });

  it("is changed by an update, if it is there and keeps to its own", async () => {
    expect(await update(CAMERA)).toBe(2);
    expect(await update(named("robot-id"))).toBe(2);
    await register(CAMERA);
    expect(await update(named("my-camera", "elsewhere.spot.robot"))).toBe(1);
    const { serviceEntry } = await directory.unary(DirectoryService.getServiceEntry, { serviceName: "my-camera" });
    expect(serviceEntry?.authority).toBe("elsewhere.spot.robot");
    const taken = named("my-camera", "id.spot.robot");
    const { header } = await registration.unary(DirectoryRegistrationService.updateService, taken);
    expect(header?.error?.code).toBe(3);
  });

  it("has a fault when it is not heard of for its liveness timeout, until it is", async () => {
    await register(CAMERA);
    bench.pass(75_000);
    expect(faults()).toEqual([]);
    for (const beat of [() => register(CAMERA), () => update(CAMERA)]) {
      bench.pass(75_100);
      expect(faults()).toMatchObject([{ faultName: "liveness-timeout", serviceName: "my-camera" }]);
      await beat();
      expect(faults()).toEqual([]);
    }
    bench.pass(75_100);
    await unregister("my-camera");
    expect(faults()).toEqual([]);
  });

  it("may be silent without a liveness timeout", async () => {
    await register({ ...CAMERA, serviceEntry: { ...CAMERA.serviceEntry, livenessTimeoutSecs: 0 } });
    bench.pass(1_000_000);
    expect(faults()).toEqual([]);
  });

  it("begins without the faults that it had", async () => {
    const faultId = { faultName: "blind", serviceName: "my-camera" };
    bench.robot.serviceFaults.trigger({ faultId, severity: 2 });
    await register(CAMERA);
    expect(faults()).toEqual([]);
    bench.robot.serviceFaults.trigger({ faultId, severity: 2 });
    await register(CAMERA);
    expect(faults()).toMatchObject([faultId]);
  });

  for (const [what, request] of [
    ["an entry", { endpoint: CAMERA.endpoint }],
    ["an endpoint", { serviceEntry: CAMERA.serviceEntry }],
    ["a name", named("", "a")],
    ["a short name", named("n".repeat(256), "a")],
    ["an authority", named("n", "")],
    ["a type", { ...CAMERA, serviceEntry: { ...CAMERA.serviceEntry, type: undefined } }],
    ["a time to be silent", { ...CAMERA, serviceEntry: { ...CAMERA.serviceEntry, livenessTimeoutSecs: -1 } }],
    ["an address", { ...CAMERA, endpoint: { hostIp: "payload.local", port: 1 } }],
    ["a port", { ...CAMERA, endpoint: { hostIp: "192.168.50.5", port: 65_536 } }],
  ] as const) {
    it(`needs ${what}`, async () => {
      for (const method of [
        DirectoryRegistrationService.registerService,
        DirectoryRegistrationService.updateService,
      ] as const) {
        const { header } = await registration.unary(method, request);
        expect(header?.error?.code).toBe(3);
      }
      expect(await listed()).toEqual(["robot-id", "directory"]);
    });
  }

  it("is one of two hundred at most", async () => {
    for (let i = 0; i < 200; i++) expect(await register(named(`s${i}`))).toBe(1);
    const { header } = await registration.unary(DirectoryRegistrationService.registerService, CAMERA);
    expect(header?.error?.code).toBe(3);
  });
});
