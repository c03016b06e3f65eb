import { describe, expect, it } from "vitest";
import { odometryPose } from "../../../src/cli/odometry-pose.ts";
import {
  BatteryState_Status,
  BehaviorFault_Cause,
  BehaviorState_State,
  EStopState_State,
  PowerState_MotorPowerState,
  PowerState_ShorePowerState,
  type RobotState,
} from "../../../src/messages/bosdyn/api/robot_state.ts";
import { RobotStateService } from "../../../src/messages/bosdyn/api/robot_state_service.ts";
import { RobotModel } from "../../../src/sim/robot-model.ts";
import { robotStateService } from "../../../src/sim/services/robot-state.ts";
import { Bench } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const bench = new Bench();
bench.pass(12_345);
const { clock } = bench;
const model = new RobotModel(bench.robot);
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

  it("is of a robot that sits with its motors off, at first", async () => {
    const fresh = new Hosted(robotStateService(clock, new RobotModel(new Bench().robot)));
    const { robotState } = await fresh.unary(RobotStateService.getRobotState, {});
    expect(robotState).toMatchObject({
      powerState: {
        motorPowerState: PowerState_MotorPowerState.MOTOR_POWER_STATE_OFF,
        shorePowerState: PowerState_ShorePowerState.SHORE_POWER_STATE_OFF,
        locomotionChargePercentage: { value: 92 },
      },
      behaviorState: { state: BehaviorState_State.STATE_NOT_READY },
      behaviorFaultState: { faults: [] },
      serviceFaultState: { faults: [] },
    });
    expect(robotState?.estopStates.map(({ name, state }) => [name, state])).toEqual([
      ["hardware_estop", EStopState_State.STATE_NOT_ESTOPPED],
      ["payload_estop", EStopState_State.STATE_NOT_ESTOPPED],
      ["software_estop", EStopState_State.STATE_NOT_ESTOPPED],
    ]);
  });

  it("follows what happens to the robot", async () => {
    const other = new Bench();
    const hosted = new Hosted(robotStateService(other.clock, new RobotModel(other.robot)));
    const read = async (): Promise<RobotState | undefined> =>
      (await hosted.unary(RobotStateService.getRobotState, {})).robotState;
    other.standUp();
    expect(await read()).toMatchObject({
      powerState: { motorPowerState: PowerState_MotorPowerState.MOTOR_POWER_STATE_ON },
      behaviorState: { state: BehaviorState_State.STATE_STANDING },
    });
    const { estop, motors, battery } = other.robot;
    motors.cut();
    other.pass(1000);
    estop.setConfig({ endpoints: [{ role: "r", timeout: { seconds: 5n } }] }, estop.config.uniqueId ?? "");
    battery.isOnShorePower = true;
    battery.setCharge(40);
    const state = await read();
    expect(state).toMatchObject({
      powerState: {
        motorPowerState: PowerState_MotorPowerState.MOTOR_POWER_STATE_OFF,
        shorePowerState: PowerState_ShorePowerState.SHORE_POWER_STATE_ON,
        locomotionChargePercentage: { value: 40 },
      },
      batteryStates: [{ chargePercentage: { value: 40 }, status: BatteryState_Status.STATUS_CHARGING }],
      behaviorFaultState: { faults: [{ cause: BehaviorFault_Cause.CAUSE_FALL }] },
    });
    expect(state?.estopStates.at(-1)).toMatchObject({
      name: "software_estop",
      state: EStopState_State.STATE_ESTOPPED,
      stateDescription: "r is not registered: CUT",
    });
  });

  it("brings the robot up to the moment of the question", async () => {
    const other = new Bench();
    other.robot.motors.powerOn();
    other.clock.advance(3000);
    const { powerState } = new RobotModel(other.robot).state();
    expect(powerState?.motorPowerState).toBe(PowerState_MotorPowerState.MOTOR_POWER_STATE_ON);
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
