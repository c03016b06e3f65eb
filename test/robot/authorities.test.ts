import { describe, expect, it } from "vitest";
import { newServiceEntry, type ServiceEntry } from "../../src/messages/bosdyn/api/directory.ts";
import { Authorities } from "../../src/robot/authorities.ts";
import { UnregisteredServiceError } from "../../src/robot/errors.ts";
import { rejection } from "../support/robots.ts";

function entry(name: string, authority: string): ServiceEntry {
  return { ...newServiceEntry(), name, authority };
}

/** A directory whose reading the test completes. */
class Directory {
  entries: ServiceEntry[] = [];
  readings = 0;
  readonly authorities = new Authorities(async () => {
    this.readings++;
    await new Promise((resolve) => setImmediate(resolve));
    return this.entries;
  });

  constructor(...entries: ServiceEntry[]) {
    this.entries = entries;
  }
}

describe("Authorities", () => {
  for (const [service, authority] of [
    ["auth", "auth.spot.robot"],
    ["robot-id", "id.spot.robot"],
    ["directory", "api.spot.robot"],
    ["directory-registration", "api.spot.robot"],
    ["payload-registration", "payload-registration.spot.robot"],
  ] as const) {
    it(`know ${service} without a directory, whatever the directory says later`, async () => {
      const directory = new Directory(entry(service, "elsewhere.spot.robot"));
      expect(directory.authorities.known(service)).toBe(authority);
      await directory.authorities.refresh();
      expect(await directory.authorities.find(service)).toBe(authority);
    });
  }

  it("ask the directory once for a service that they do not know, and remember all it says", async () => {
    const directory = new Directory(entry("image", "api.spot.robot"), entry("power", "power.spot.robot"));
    expect(directory.authorities.known("image")).toBeUndefined();
    expect(await directory.authorities.find("image")).toBe("api.spot.robot");
    expect(await directory.authorities.find("power")).toBe("power.spot.robot");
    expect(directory.authorities.known("power")).toBe("power.spot.robot");
    expect(directory.readings).toBe(1);
  });

  it("share one reading between those who ask at the same time", async () => {
    const directory = new Directory(entry("image", "api.spot.robot"), entry("power", "power.spot.robot"));
    const { authorities } = directory;
    await Promise.all([authorities.find("image"), authorities.find("power"), authorities.refresh()]);
    expect(directory.readings).toBe(1);
    await authorities.refresh();
    expect(directory.readings).toBe(2);
  });

  it("expand a bare label as the robot's proxy does", async () => {
    const directory = new Directory(entry("my-camera", "my-camera"), entry("odd", "odd.example.org"));
    expect(await directory.authorities.find("my-camera")).toBe("my-camera.spot.robot");
    expect(await directory.authorities.find("odd")).toBe("odd.example.org");
  });

  it("look again for a service that was not there, and follow one that moved", async () => {
    const directory = new Directory(entry("image", "api.spot.robot"));
    await rejection(directory.authorities.find("my-camera"));
    directory.entries = [entry("my-camera", "cam"), entry("image", "image.spot.robot")];
    expect(await directory.authorities.find("my-camera")).toBe("cam.spot.robot");
    expect(await directory.authorities.find("image")).toBe("image.spot.robot");
  });

  it("forget a service that is gone from the directory", async () => {
    const directory = new Directory(entry("image", "api.spot.robot"));
    await directory.authorities.refresh();
    directory.entries = [];
    await directory.authorities.refresh();
    expect(await rejection(directory.authorities.find("image"))).toBeInstanceOf(UnregisteredServiceError);
  });

  it("say which names are alike when there is no such service", async () => {
    const directory = new Directory(
      entry("robot-state", "state.spot.robot"),
      entry("local-grid-service", "localgrid.spot.robot"),
      entry("power", "power.spot.robot"),
    );
    expect(await rejection(directory.authorities.find("robot-states"))).toMatchObject({
      code: "SERVICE_NOT_REGISTERED",
      serviceName: "robot-states",
      retryable: true,
      message:
        'service "robot-states" is not in the robot\'s directory, which has 3 services (alike: robot-state); ' +
        "it may still be starting, or this robot does not have it",
    });
    // The word "service" is in too many names to say anything.
    expect(((await rejection(directory.authorities.find("my-service"))) as Error).message).not.toContain("alike");
  });

  it("keep what they know when the directory cannot be read, and read it again next time", async () => {
    const failure = new Error("no link");
    let isDown = false;
    const authorities = new Authorities(async () => {
      if (isDown) throw failure;
      return [entry("image", "api.spot.robot")];
    });
    await authorities.refresh();
    isDown = true;
    expect(await rejection(authorities.refresh())).toBe(failure);
    expect(await rejection(authorities.find("power"))).toBe(failure);
    expect(await authorities.find("image")).toBe("api.spot.robot");
    isDown = false;
    expect(await authorities.refresh()).toHaveLength(1);
  });
});
