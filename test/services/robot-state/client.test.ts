import { describe, expect, it } from "vitest";
import {
  IncompleteResponseError,
  InvalidRequestError,
  JointStateBuffer,
  RobotStateClient,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { OK_HEADER, ScriptedChannel } from "../scripted-channel.ts";
import { testOptions } from "../support.ts";

interface Read {
  readonly rpc: string;
  readonly call: (client: RobotStateClient) => Promise<unknown>;
  readonly field: string;
  readonly answer: Readonly<Record<string, object>>;
}

const READS: readonly Read[] = [
  {
    rpc: "GetRobotState",
    call: (client) => client.getRobotState(),
    field: "robot_state",
    answer: { robotState: { batteryStates: [{ identifier: "b0" }] } },
  },
  {
    rpc: "GetRobotMetrics",
    call: (client) => client.getRobotMetrics(),
    field: "robot_metrics",
    answer: { robotMetrics: { metrics: [{ label: "distance", units: "m" }] } },
  },
  {
    rpc: "GetRobotHardwareConfiguration",
    call: (client) => client.getHardwareConfiguration(),
    field: "hardware_configuration",
    answer: { hardwareConfiguration: { skeleton: { urdf: "<robot/>" } } },
  },
  {
    rpc: "GetRobotLinkModel",
    call: (client) => client.getLinkModel("body"),
    field: "link_model",
    answer: { linkModel: { fileName: "body.obj", fileContents: "v 0 0 0" } },
  },
];

describe("RobotStateClient", () => {
  for (const { rpc, call, field, answer } of READS) {
    it(`calls ${rpc} and gives its ${field}`, async () => {
      const channel = new ScriptedChannel(() => ({ header: OK_HEADER, ...answer }));
      expect(await call(new RobotStateClient(channel, testOptions()))).toMatchObject(
        Object.values(answer)[0] as object,
      );
      expect(channel.last.path).toBe(`/bosdyn.api.RobotStateService/${rpc}`);
      expect(channel.last.request.header?.clientName).toBe("tester");
    });

    it(`finds an answer to ${rpc} without ${field} incomplete`, async () => {
      const channel = new ScriptedChannel(() => ({ header: OK_HEADER }));
      const error = await rejection(call(new RobotStateClient(channel)));
      expect(error).toBeInstanceOf(IncompleteResponseError);
      expect(error).toMatchObject({ message: `/bosdyn.api.RobotStateService/${rpc}: the response lacks ${field}` });
    });

    it(`passes on that the robot finds ${rpc} malformed`, async () => {
      const channel = new ScriptedChannel(() => ({ header: { error: { code: 3, message: "no such link" } } }));
      const error = await rejection(call(new RobotStateClient(channel)));
      expect(error).toBeInstanceOf(InvalidRequestError);
      expect((error as Error).message).toContain("no such link");
    });
  }

  it("names the link it wants", async () => {
    const channel = new ScriptedChannel(() => ({ header: OK_HEADER, linkModel: {} }));
    await new RobotStateClient(channel).getLinkModel("fl.hip");
    expect(channel.last.request).toMatchObject({ linkName: "fl.hip" });
  });

  it("reads the joints of a state into a buffer", async () => {
    const jointStates = [{ name: "fl.hy", position: { value: 0.5 } }];
    const channel = new ScriptedChannel(() => ({ header: OK_HEADER, robotState: { kinematicState: { jointStates } } }));
    const buffer = new JointStateBuffer({ joints: ["fl.hx", "fl.hy"] });
    expect(await new RobotStateClient(channel).getJointStatesInto(buffer)).toBe(buffer);
    expect([...buffer.position]).toEqual([NaN, 0.5]);
    expect(channel.last.path).toBe("/bosdyn.api.RobotStateService/GetRobotState");
  });

  it("finds an answer without a state incomplete for joints too, and passes on the robot's refusal", async () => {
    const buffer = new JointStateBuffer();
    const lacking = new RobotStateClient(new ScriptedChannel(() => ({ header: OK_HEADER })));
    expect(await rejection(lacking.getJointStatesInto(buffer))).toBeInstanceOf(IncompleteResponseError);
    const malformed = { header: { error: { code: 3, message: "no such robot" } }, robotState: {} };
    const refusing = new RobotStateClient(new ScriptedChannel(() => malformed));
    expect(await rejection(refusing.getJointStatesInto(buffer))).toBeInstanceOf(InvalidRequestError);
  });
});
