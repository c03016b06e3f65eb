import { describe, expect, it } from "vitest";
import { odometryPose } from "../../../src/cli/odometry-pose.ts";
import { RobotStateService } from "../../../src/messages/bosdyn/api/robot_state_service.ts";
import { RobotModel } from "../../../src/sim/robot-model.ts";
import { robotStateService } from "../../../src/sim/services/robot-state.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Hosted } from "../hosted.ts";

const clock = new ManualSimClock();
clock.advance(12_345);
const model = new RobotModel(clock);
const robot = new Hosted(robotStateService(clock, model));

describe("the simulator's robot state", () => {
  it("is of one instant, in robot time", async () => {
    const { robotState } = await robot.unary(RobotStateService.getRobotState, {});
    const now = { seconds: clock.now() / 1_000_000_000n, nanos: Number(clock.now() % 1_000_000_000n) };
    expect(robotState?.kinematicState?.acquisitionTimestamp).toMatchObject(now);
    expect(robotState?.powerState?.timestamp).toMatchObject(now);
    expect(robotState?.batteryStates).toMatchObject([{ timestamp: now }]);
    for (const { timestamp } of robotState?.estopStates ?? []) expect(timestamp).toMatchObject(now);
  });

  it("agrees with the stream on pose and joints", async () => {
    const { robotState } = await robot.unary(RobotStateService.getRobotState, {});
    const streamed = model.streamed();
    const pose = odometryPose(robotState?.kinematicState?.transformsSnapshot);
    for (const axis of ["x", "y", "z"] as const)
      expect(pose?.[axis]).toBeCloseTo(streamed.kinematicState?.odomTformBody?.position?.[axis] ?? Number.NaN, 12);
    expect(robotState?.kinematicState?.jointStates.map(({ position }) => position?.value)).toEqual(
      streamed.jointStates?.position,
    );
    expect(robotState?.kinematicState?.jointStates.map(({ velocity }) => velocity?.value)).toEqual(
      streamed.jointStates?.velocity,
    );
    const order = robotState?.kinematicState?.jointStates.map(({ name }) => name);
    expect(order?.slice(0, 4)).toEqual(["fl.hx", "fl.hy", "fl.kn", "fr.hx"]);
  });

  it("says in a fault that this is a simulator", async () => {
    const { robotState } = await robot.unary(RobotStateService.getRobotState, {});
    expect(robotState?.systemFaultState?.faults).toMatchObject([
      { name: "simulator", errorMessage: "this robot is the spotwire simulator" },
    ]);
  });

  it("has metrics, hardware and link models", async () => {
    const { robotMetrics } = await robot.unary(RobotStateService.getRobotMetrics, {});
    expect(robotMetrics?.metrics.map(({ label }) => label)).toContain("distance");
    const { hardwareConfiguration } = await robot.unary(RobotStateService.getRobotHardwareConfiguration, {});
    for (const { name } of hardwareConfiguration?.skeleton?.links ?? []) {
      const { linkModel, header } = await robot.unary(RobotStateService.getRobotLinkModel, { linkName: name });
      expect(header?.error?.code).toBe(1);
      expect(linkModel?.fileName).toBe(`${name}.obj`);
    }
  });

  it("finds a link that it does not have malformed", async () => {
    const { header, linkModel } = await robot.unary(RobotStateService.getRobotLinkModel, { linkName: 'ta"il' });
    expect(header?.error).toMatchObject({ code: 3, message: 'no link named "ta\\"il"' });
    expect(linkModel).toBeUndefined();
  });
});
