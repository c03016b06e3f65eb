import { beforeEach, describe, expect, it } from "vitest";
import { EstopStopLevel } from "../../../src/messages/bosdyn/api/estop.ts";
import type { LeaseInit } from "../../../src/messages/bosdyn/api/lease.ts";
import {
  PowerCommandRequest_Request as Request,
  type PowerCommandResponse,
  PowerCommandStatus as Status,
} from "../../../src/messages/bosdyn/api/power.ts";
import { PowerService } from "../../../src/messages/bosdyn/api/power_service.ts";
import {
  PowerState_MotorPowerState as MotorState,
  PowerState_PayloadPortsPowerState,
  PowerState_WifiRadioPowerState,
  SystemFault_Severity,
} from "../../../src/messages/bosdyn/api/robot_state.ts";
import { RobotModel } from "../../../src/sim/robot-model.ts";
import { powerService } from "../../../src/sim/services/power.ts";
import { Bench } from "../bench.ts";
import { Hosted } from "../hosted.ts";

let bench: Bench;
let power: Hosted;
let lease: LeaseInit;

beforeEach(() => {
  bench = new Bench();
  const { clock, robot } = bench;
  power = new Hosted(powerService({ clock, leases: robot.leases, commands: robot.powerCommands, fans: robot.fans }));
  lease = bench.lease();
});

function command(request: Request): Promise<PowerCommandResponse> {
  return power.unary(PowerService.powerCommand, { request, lease });
}

async function feedback(powerCommandId: number): Promise<number> {
  return (await power.unary(PowerService.powerCommandFeedback, { powerCommandId })).status;
}

describe("the simulator's power service", () => {
  it("gives the motors power after two and a half seconds", async () => {
    const { status, powerCommandId, leaseUseResult } = await command(Request.REQUEST_ON_MOTORS);
    expect({ status, lease: leaseUseResult?.status }).toEqual({ status: Status.STATUS_IN_PROGRESS, lease: 1 });
    bench.pass(2490);
    expect(bench.robot.motors.state).toBe(MotorState.MOTOR_POWER_STATE_POWERING_ON);
    expect(await feedback(powerCommandId)).toBe(Status.STATUS_IN_PROGRESS);
    bench.pass(10);
    expect(bench.robot.motors.state).toBe(MotorState.MOTOR_POWER_STATE_ON);
    expect(await feedback(powerCommandId)).toBe(Status.STATUS_SUCCESS);
    expect(bench.robot.locomotion.posture).toBe("sitting");
    expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_SUCCESS);
  });

  it("takes it away at once, and a robot that stands falls", async () => {
    bench.standUp();
    const { status, powerCommandId } = await command(Request.REQUEST_OFF_MOTORS);
    expect(status).toBe(Status.STATUS_SUCCESS);
    expect(await feedback(powerCommandId)).toBe(Status.STATUS_SUCCESS);
    expect(bench.robot.motors.isOff).toBe(true);
    bench.pass(1000);
    expect(bench.robot.locomotion.posture).toBe("fallen");
    expect(bench.robot.behaviorFaults.active).toMatchObject([{ cause: 1, status: 1 }]);
  });

  it("lets a robot that sits lose power without a fall", async () => {
    bench.powerUp();
    await command(Request.REQUEST_OFF_MOTORS);
    bench.pass(1000);
    expect(bench.robot.locomotion.posture).toBe("sitting");
    expect(bench.robot.behaviorFaults.active).toEqual([]);
  });

  it("says that a command is under way, and overridden once the opposite is said", async () => {
    const first = await command(Request.REQUEST_ON_MOTORS);
    expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_COMMAND_IN_PROGRESS);
    expect(await feedback(first.powerCommandId)).toBe(Status.STATUS_IN_PROGRESS);
    await command(Request.REQUEST_OFF_MOTORS);
    expect(await feedback(first.powerCommandId)).toBe(Status.STATUS_OVERRIDDEN);
    expect(bench.robot.motors.isOff).toBe(true);
  });

  it("says that a command is under way while the robot sits down to lose power", async () => {
    bench.standUp();
    bench.robot.motors.settleThenCut();
    bench.pass(100);
    expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_COMMAND_IN_PROGRESS);
  });

  describe("refuses motor power", () => {
    const configure = (): void => {
      const { estop } = bench.robot;
      const endpoint = { role: "PDB_rooted", timeout: { seconds: 5n } };
      estop.setConfig({ endpoints: [endpoint] }, estop.config.uniqueId ?? "");
    };
    const allow = (): void => {
      const { estop } = bench.robot;
      const endpoint = { role: "PDB_rooted", timeout: { seconds: 5n } };
      const registered = estop.register({ role: "PDB_rooted" }, estop.config.uniqueId ?? "", endpoint);
      if (typeof registered === "string") throw new Error(registered);
      const { challenge } = registered;
      const response = challenge ^ (2n ** 64n - 1n);
      estop.checkIn(registered.endpoint, { challenge, response, level: EstopStopLevel.ESTOP_LEVEL_NONE });
    };

    it("while an e-stop endpoint does not allow it", async () => {
      configure();
      expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_ESTOPPED);
      allow();
      expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_IN_PROGRESS);
    });

    it("while an e-stop endpoint has fallen silent, in words of its own", async () => {
      configure();
      allow();
      bench.pass(5100);
      expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_KEEPALIVE_MOTORS_OFF);
    });

    it("while a keepalive policy keeps the motors off", async () => {
      const { policies } = bench.robot;
      const { policyId } = policies.add({ actions: [{ after: { seconds: 1n }, controlledMotorsOff: {} }] }, "c");
      bench.pass(1100);
      expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_KEEPALIVE_MOTORS_OFF);
      policies.checkIn(policyId);
      expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_IN_PROGRESS);
    });

    it("for critical faults, which it names", async () => {
      bench.robot.systemFaults.raise({
        name: "leg",
        errorMessage: "a leg is missing",
        attributes: ["leg"],
        severity: SystemFault_Severity.SEVERITY_CRITICAL,
      });
      const refused = await command(Request.REQUEST_ON_MOTORS);
      expect(refused).toMatchObject({ status: Status.STATUS_FAULTED, blockingFaults: [{ name: "leg" }] });
      expect(await feedback(refused.powerCommandId)).toBe(Status.STATUS_FAULTED);
      bench.robot.systemFaults.clear("leg");
      expect((await command(Request.REQUEST_ON_MOTORS)).status).toBe(Status.STATUS_IN_PROGRESS);
    });

    it("with an empty battery", async () => {
      bench.robot.battery.setCharge(0);
      const refused = await command(Request.REQUEST_ON_MOTORS);
      expect(refused).toMatchObject({ status: Status.STATUS_FAULTED, blockingFaults: [{ name: "battery" }] });
    });

    it("in the middle of getting it, and says why in the feedback", async () => {
      const { powerCommandId } = await command(Request.REQUEST_ON_MOTORS);
      bench.pass(1000);
      bench.robot.policies.add({ actions: [{ after: { seconds: 1n }, controlledMotorsOff: {} }] }, "c");
      bench.pass(1100);
      expect(await feedback(powerCommandId)).toBe(Status.STATUS_KEEPALIVE_MOTORS_OFF);
      bench.pass(1000);
      expect(bench.robot.motors.isOff).toBe(true);
    });
  });

  it("switches payload ports and radio", async () => {
    const state = (): unknown => {
      const { powerState } = new RobotModel(bench.robot).state();
      return [powerState?.payloadPortsPowerState, powerState?.wifiRadioPowerState];
    };
    const ports = PowerState_PayloadPortsPowerState;
    const radio = PowerState_WifiRadioPowerState;
    expect(state()).toEqual([ports.PAYLOAD_PORTS_POWER_STATE_ON, radio.WIFI_RADIO_POWER_STATE_ON]);
    await command(Request.REQUEST_OFF_PAYLOAD_PORTS);
    expect(state()).toEqual([ports.PAYLOAD_PORTS_POWER_STATE_OFF, radio.WIFI_RADIO_POWER_STATE_ON]);
    await command(Request.REQUEST_OFF_WIFI_RADIO);
    await command(Request.REQUEST_ON_PAYLOAD_PORTS);
    expect(state()).toEqual([ports.PAYLOAD_PORTS_POWER_STATE_ON, radio.WIFI_RADIO_POWER_STATE_OFF]);
    expect((await command(Request.REQUEST_ON_WIFI_RADIO)).status).toBe(Status.STATUS_SUCCESS);
  });

  for (const [request, departure] of [
    [Request.REQUEST_OFF_ROBOT, "off"],
    [Request.REQUEST_CYCLE_ROBOT, "cycle"],
    [Request.REQUEST_SOFT_REBOOT_ROBOT, "reboot"],
  ] as const) {
    it(`makes the robot go away: ${departure}`, async () => {
      await command(request);
      expect(bench.departures).toEqual([departure]);
    });
  }

  it("does nothing without the lease of the body", async () => {
    for (const [held, status] of [
      [undefined, 2],
      [{ ...lease, resource: "mobility" }, 5],
      [{ ...lease, epoch: "before" }, 6],
    ] as const) {
      const request = { request: Request.REQUEST_CYCLE_ROBOT, lease: held };
      const answer = await power.unary(PowerService.powerCommand, request);
      expect(answer).toMatchObject({ status: 0, powerCommandId: 0, leaseUseResult: { status } });
      const fan = await power.unary(PowerService.fanPowerCommand, { percentPower: 50, lease: held });
      expect(fan).toMatchObject({ status: 0, leaseUseResult: { status } });
      const reset = await power.unary(PowerService.resetSafetyStop, { safetyStopType: 1, lease: held });
      expect(reset).toMatchObject({ status: 0, leaseUseResult: { status } });
    }
    expect(bench.departures).toEqual([]);
  });

  it("finds a request and an id that there are not malformed", async () => {
    for (const request of [0, 10]) expect((await command(request)).header?.error?.code).toBe(3);
    const { header } = await power.unary(PowerService.powerCommandFeedback, { powerCommandId: 99 });
    expect(header?.error).toMatchObject({ code: 3, message: "no power command 99" });
  });

  it("remembers a hundred commands, not all", async () => {
    const ids: number[] = [];
    for (let i = 0; i < 101; i++) ids.push((await command(Request.REQUEST_OFF_MOTORS)).powerCommandId);
    expect(bench.robot.powerCommands.feedback(ids[0] as number)).toBeUndefined();
    expect(bench.robot.powerCommands.feedback(ids[1] as number)).toBeDefined();
  });
});

describe("the simulator's fans", () => {
  const turn = async (percentPower: number, seconds: bigint): Promise<{ commandId: number; end: bigint }> => {
    const request = { lease, percentPower, duration: { seconds } };
    const { status, commandId, desiredEndTime } = await power.unary(PowerService.fanPowerCommand, request);
    expect(status).toBe(1);
    return { commandId, end: desiredEndTime?.seconds ?? 0n };
  };
  const speed = async (): Promise<number | undefined> => {
    const { fanInformation } = await power.unary(PowerService.getFanInformation, {});
    return [...fanInformation.values()][0]?.frequency;
  };
  const status = async (commandId: number): Promise<number> =>
    (await power.unary(PowerService.fanPowerCommandFeedback, { commandId })).status;

  it("turn as they are told, for as long as they are told", async () => {
    const own = await speed();
    const { commandId, end } = await turn(100, 10n);
    expect(end).toBe(bench.clock.now() / 1_000_000_000n + 10n);
    expect(await speed()).toBeGreaterThan(own ?? Number.NaN);
    expect(await status(commandId)).toBe(2);
    bench.pass(10_000);
    expect(await status(commandId)).toBe(1);
    expect(await speed()).toBe(own);
  });

  it("do what they were told last", async () => {
    const first = await turn(100, 10n);
    bench.pass(1000);
    await turn(0, 10n);
    expect(await speed()).toBe(0);
    const answer = await power.unary(PowerService.fanPowerCommandFeedback, { commandId: first.commandId });
    expect(answer).toMatchObject({ status: 4, desiredEndTime: { seconds: first.end } });
    expect(answer.earlyStopTime?.seconds).toBe(first.end - 9n);
  });

  it("cannot do the impossible", async () => {
    for (const [percentPower, seconds] of [
      [101, 5n],
      [-1, 5n],
      [50, 0n],
      [50, 86_401n],
    ] as const) {
      const request = { lease, percentPower, duration: { seconds } };
      expect((await power.unary(PowerService.fanPowerCommand, request)).header?.error?.code).toBe(3);
    }
    const { header } = await power.unary(PowerService.fanPowerCommandFeedback, { commandId: 9 });
    expect(header?.error?.code).toBe(3);
  });
});

describe("resetting the safety stop", () => {
  for (const [type, status] of [
    [0, 4],
    [1, 2],
    [2, 2],
    [3, 4],
  ] as const) {
    it(`answers ${status} to type ${type}: there is none`, async () => {
      const answer = await power.unary(PowerService.resetSafetyStop, { safetyStopType: type, lease });
      expect(answer.status).toBe(status);
    });
  }
});
