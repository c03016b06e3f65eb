import { describe, expect, it } from "vitest";
import { IncompleteResponseError, RobotIdClient } from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { OK_HEADER, ScriptedChannel } from "./scripted-channel.ts";

describe("RobotIdClient", () => {
  it("reads who the robot is", async () => {
    const channel = new ScriptedChannel(() => ({
      header: OK_HEADER,
      robotId: { serialNumber: "spot-1", nickname: "Rex", softwareRelease: { version: { majorVersion: 5 } } },
    }));
    expect(await new RobotIdClient(channel).getRobotId()).toMatchObject({
      serialNumber: "spot-1",
      nickname: "Rex",
      species: "",
      softwareRelease: { version: { majorVersion: 5, minorVersion: 0 } },
    });
    expect(channel.last.path).toBe("/bosdyn.api.RobotIdService/GetRobotId");
  });

  it("finds an answer without an identity incomplete", async () => {
    const channel = new ScriptedChannel(() => ({ header: OK_HEADER }));
    const error = await rejection(new RobotIdClient(channel).getRobotId());
    expect(error).toBeInstanceOf(IncompleteResponseError);
    expect(error).toMatchObject({ message: "/bosdyn.api.RobotIdService/GetRobotId: the response lacks robot_id" });
  });
});
