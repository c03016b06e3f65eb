import { describe, expect, it } from "vitest";
import { DirectoryService } from "../../../src/messages/bosdyn/api/directory_service.ts";
import { directoryService } from "../../../src/sim/services/directory.ts";
import { robotIdService } from "../../../src/sim/services/robot-id.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Hosted } from "../hosted.ts";

const clock = new ManualSimClock();
const directory = new Hosted(directoryService(clock, [robotIdService(clock, {})]));
const ROBOT_ID = {
  name: "robot-id",
  type: "bosdyn.api.RobotIdService",
  authority: "id.spot.robot",
  userTokenRequired: false,
};

describe("the simulator's directory", () => {
  it("lists the other services and itself", async () => {
    const { serviceEntries } = await directory.unary(DirectoryService.listServiceEntries, {});
    expect(serviceEntries).toMatchObject([
      ROBOT_ID,
      { name: "directory", type: "bosdyn.api.DirectoryService", authority: "api.spot.robot", userTokenRequired: true },
    ]);
  });

  it("finds one service by its name, heard of just now", async () => {
    const { status, serviceEntry } = await directory.unary(DirectoryService.getServiceEntry, {
      serviceName: "robot-id",
    });
    expect(status).toBe(1);
    expect(serviceEntry).toMatchObject({
      ...ROBOT_ID,
      lastUpdate: { seconds: ManualSimClock.bootNanos / 1_000_000_000n },
    });
  });

  it("says so if there is none, with an OK header", async () => {
    for (const serviceName of ["", "Robot-id", "robot-id "]) {
      const answer = await directory.unary(DirectoryService.getServiceEntry, { serviceName });
      expect(answer).toMatchObject({ status: 2, serviceEntry: undefined, header: { error: { code: 1 } } });
    }
  });
});
