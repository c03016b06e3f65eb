import { describe, expect, it } from "vitest";
import {
  DirectoryClient,
  IncompleteResponseError,
  NonexistentServiceError,
  ServerError,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { OK_HEADER, ScriptedChannel } from "./scripted-channel.ts";
import { testOptions } from "./support.ts";

const IMAGE = { name: "image", type: "bosdyn.api.ImageService", authority: "api.spot.robot" };

function scripted(answer: object): { channel: ScriptedChannel; client: DirectoryClient } {
  const channel = new ScriptedChannel(() => ({ header: OK_HEADER, ...answer }));
  return { channel, client: new DirectoryClient(channel, testOptions()) };
}

describe("DirectoryClient", () => {
  it("lists the services", async () => {
    const { channel, client } = scripted({ serviceEntries: [IMAGE, { ...IMAGE, name: "front-camera" }] });
    expect(await client.list()).toMatchObject([IMAGE, { name: "front-camera" }]);
    expect(channel.last.path).toBe("/bosdyn.api.DirectoryService/ListServiceEntries");
    expect(channel.last.request.header?.clientName).toBe("tester");
  });

  it("lists an empty directory as such", async () => {
    expect(await scripted({}).client.list()).toEqual([]);
  });

  it("finds one service by name", async () => {
    const { channel, client } = scripted({ status: 1, serviceEntry: IMAGE });
    expect(await client.getEntry("image")).toMatchObject(IMAGE);
    expect(channel.last.path).toBe("/bosdyn.api.DirectoryService/GetServiceEntry");
    expect(channel.last.request).toMatchObject({ serviceName: "image" });
  });

  it("makes status 2 NonexistentServiceError", async () => {
    const error = await rejection(scripted({ status: 2 }).client.getEntry("imgae"));
    expect(error).toBeInstanceOf(NonexistentServiceError);
    expect(error).toMatchObject({
      code: "DIRECTORY_NONEXISTENT_SERVICE",
      message:
        "/bosdyn.api.DirectoryService/GetServiceEntry: Code: 2 (STATUS_NONEXISTENT_SERVICE): " +
        "the robot's directory has no such service; list the directory for those it has",
    });
  });

  it("finds an OK answer without its entry incomplete", async () => {
    const error = await rejection(scripted({ status: 1 }).client.getEntry("image"));
    expect(error).toBeInstanceOf(IncompleteResponseError);
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({
      code: "RESPONSE_INCOMPLETE",
      message: "/bosdyn.api.DirectoryService/GetServiceEntry: the response lacks service_entry",
    });
  });
});
