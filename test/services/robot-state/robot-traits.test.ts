/** What a robot's state says about the robot, and its skeleton with the shapes of its links. */
import { describe, expect, it } from "vitest";
import { RobotState } from "../../../src/messages/bosdyn/api/robot_state.ts";
import {
  getHardwareConfigurationWithModels,
  hasArm,
  isPoweredOn,
  motorPowerState,
  RobotStateClient,
} from "../../../src/services/index.ts";
import { scripted } from "../scripted-answers.ts";

describe("the state of a robot", () => {
  it("says whether its motors have power", () => {
    const states = [0, 1, 2, 3, 4, 5].map((each) =>
      RobotState.decode(RobotState.encode({ powerState: { motorPowerState: each } })),
    );
    expect(states.map(isPoweredOn)).toEqual([false, false, true, false, false, false]);
    expect(states.map(motorPowerState)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(motorPowerState({ powerState: undefined })).toBe(0);
  });

  it("says whether it has an arm", () => {
    expect(hasArm(RobotState.decode(RobotState.encode({ manipulatorState: {} })))).toBe(true);
    expect(hasArm(RobotState.decode(RobotState.encode({})))).toBe(false);
  });
});

describe("the hardware configuration", () => {
  it("is completed with the shape of every link", async () => {
    const links = [{ name: "body" }, { name: "fl.hip" }];
    const { client, channel } = scripted(RobotStateClient, {
      GetRobotHardwareConfiguration: [{ hardwareConfiguration: { skeleton: { links, urdf: "<robot/>" } } }],
      GetRobotLinkModel: [{ linkModel: { fileName: "body.obj" } }, { linkModel: { fileName: "hip.obj" } }],
    });
    const { skeleton } = await getHardwareConfigurationWithModels(client);
    expect(skeleton?.links.map(({ objModel }) => objModel?.fileName)).toEqual(["body.obj", "hip.obj"]);
    expect(channel.calls.slice(1).map(({ requests }) => requests[0]?.["linkName"])).toEqual(["body", "fl.hip"]);
  });

  it("without a skeleton is what it is", async () => {
    const { client } = scripted(RobotStateClient, { GetRobotHardwareConfiguration: [{ hardwareConfiguration: {} }] });
    expect((await getHardwareConfigurationWithModels(client)).skeleton).toBeUndefined();
  });
});
