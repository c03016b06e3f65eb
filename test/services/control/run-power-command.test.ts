/** Power commands from start to end, and powering down without a fall. */
import { RpcError, TransportError } from "../../../src/grpc/index.ts";
import { describe, expect, it } from "vitest";
import {
  cutMotorPower,
  EstoppedError,
  LeaseUseError,
  PowerClient,
  PowerCommandTimedOutError,
  powerOnMotors,
  ResponseError,
  RobotCommandClient,
  RobotStateClient,
  runPowerCommand,
  safePowerOffMotors,
  safePowerOffRobot,
  setPayloadPower,
  setWifiPower,
  TimedOutError,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const IN_PROGRESS = { status: 1, powerCommandId: 7 };
const SUCCESS = { status: 2, powerCommandId: 7 };

describe("a power command", () => {
  it("that succeeds at once is not asked after", async () => {
    const { client, channel, names } = scripted(PowerClient, { PowerCommand: [SUCCESS] });
    await powerOnMotors(client, { clock: new SkippingClock(), lease: { resource: "body" } });
    expect(names()).toEqual(["PowerCommand"]);
    expect(channel.lastRequest).toMatchObject({ request: 2, lease: { resource: "body" } });
  });

  it("is asked after once a second until it has succeeded", async () => {
    const clock = new SkippingClock();
    const { client, channel } = scripted(PowerClient, {
      PowerCommand: [IN_PROGRESS],
      PowerCommandFeedback: [IN_PROGRESS, IN_PROGRESS, SUCCESS],
    });
    const heard: number[] = [];
    await powerOnMotors(client, { clock, onProgress: ({ status }) => heard.push(status) });
    expect(clock.delays).toEqual([1000, 1000]);
    expect(channel.lastRequest).toMatchObject({ powerCommandId: 7 });
    expect(heard).toEqual([1, 1, 1, 2]);
  });

  it("fails with what the feedback says, by the table of the command", async () => {
    for (const [status, errorClass] of [
      [6, EstoppedError],
      [10, ResponseError],
    ] as const) {
      const script = { PowerCommand: [IN_PROGRESS], PowerCommandFeedback: [{ status }] };
      const { client } = scripted(PowerClient, script);
      const error = await rejection(powerOnMotors(client, { clock: new SkippingClock() }));
      expect((error as Error).constructor).toBe(errorClass);
      expect(error).toMatchObject({ status, method: "/bosdyn.api.PowerService/PowerCommandFeedback" });
    }
  });

  it("that takes too long is given up after 30 s, and the robot is not", async () => {
    const clock = new SkippingClock();
    const { client } = scripted(PowerClient, { PowerCommand: [IN_PROGRESS], PowerCommandFeedback: [IN_PROGRESS] });
    const error = await rejection(powerOnMotors(client, { clock }));
    expect(error).toBeInstanceOf(PowerCommandTimedOutError);
    expect(error).toMatchObject({ code: "POWER_COMMAND_TIMED_OUT", timeoutMs: 30_000, retryable: false });
    expect(clock.delays).toHaveLength(30);
  });

  it("that ends the robot takes silence for success, in either call; any other does not", async () => {
    const late = [
      { PowerCommand: ["DEADLINE_EXCEEDED"] },
      { PowerCommand: [IN_PROGRESS], PowerCommandFeedback: [IN_PROGRESS, "DEADLINE_EXCEEDED"] },
    ] as const;
    for (const script of late) {
      const options = { clock: new SkippingClock() };
      for (const request of [3, 4, 9]) await runPowerCommand(scripted(PowerClient, script).client, request, options);
      const error = await rejection(powerOnMotors(scripted(PowerClient, script).client, options));
      expect(error).toBeInstanceOf(TimedOutError);
    }
  });

  it("that ends the robot takes a connection that ends for success, and one that never was for none", async () => {
    const broken = (): never => {
      const cause = new TransportError("TRANSPORT_LOST", "robot", "the peer closed the connection");
      throw new RpcError("UNAVAILABLE", "m", "lost", { cause });
    };
    const options = { clock: new SkippingClock() };
    const gone = [
      { PowerCommand: [broken] },
      { PowerCommand: [IN_PROGRESS], PowerCommandFeedback: [broken] },
      { PowerCommand: [IN_PROGRESS], PowerCommandFeedback: ["UNAVAILABLE"] },
    ] as const;
    for (const script of gone) await runPowerCommand(scripted(PowerClient, script).client, 4, options);
    const never = scripted(PowerClient, { PowerCommand: ["UNAVAILABLE"] });
    expect(await rejection(runPowerCommand(never.client, 4, options))).toMatchObject({ status: "UNAVAILABLE" });
    const motors = scripted(PowerClient, { PowerCommand: [IN_PROGRESS], PowerCommandFeedback: [broken] });
    expect(await rejection(powerOnMotors(motors.client, options))).toMatchObject({ status: "UNAVAILABLE" });
  });

  it("has a name for each switch", async () => {
    const { client, channel } = scripted(PowerClient, { PowerCommand: [SUCCESS] });
    await cutMotorPower(client);
    await setPayloadPower(client, false);
    await setPayloadPower(client, true);
    await setWifiPower(client, false);
    await setWifiPower(client, true);
    expect(channel.calls.map(({ requests }) => requests[0]?.["request"])).toEqual([1, 5, 6, 7, 8]);
  });
});

const state = (motorPowerState: number): object => ({ robotState: { powerState: { motorPowerState } } });
const ACCEPTED = { status: 1, robotCommandId: 3 };

describe("a safe power-off", () => {
  it("commands it, and watches the state until the motors are off", async () => {
    const clock = new SkippingClock();
    const robotCommand = scripted(RobotCommandClient, { RobotCommand: [ACCEPTED] });
    const robotState = scripted(RobotStateClient, { GetRobotState: [state(2), state(4), state(1)] });
    const clients = { robotCommand: robotCommand.client, robotState: robotState.client };
    await safePowerOffMotors(clients, { clock, lease: { resource: "body" } });
    expect(robotCommand.channel.lastRequest).toMatchObject({
      lease: { resource: "body" },
      command: { fullBodyCommand: { safePowerOffRequest: {} } },
    });
    expect(clock.delays).toEqual([1000, 1000]);
  });

  it("gives up when the motors stay on, and does not cut their power", async () => {
    const robotState = scripted(RobotStateClient, { GetRobotState: [state(2)] });
    const power = scripted(PowerClient, {});
    const clients = {
      robotCommand: scripted(RobotCommandClient, { RobotCommand: [ACCEPTED] }).client,
      robotState: robotState.client,
      power: power.client,
    };
    const error = await rejection(safePowerOffRobot(clients, "off", { clock: new SkippingClock(), timeoutMs: 3000 }));
    expect(error).toBeInstanceOf(PowerCommandTimedOutError);
    expect(power.names()).toEqual([]);
  });

  it("passes a refusal of the command on", async () => {
    const refusal = { ...ACCEPTED, leaseUseResult: { status: 3 } };
    const robotState = scripted(RobotStateClient, {});
    const robotCommand = scripted(RobotCommandClient, { RobotCommand: [refusal] });
    const clients = { robotCommand: robotCommand.client, robotState: robotState.client };
    expect(await rejection(safePowerOffMotors(clients))).toBeInstanceOf(LeaseUseError);
    expect(robotState.names()).toEqual([]);
  });

  it("of the robot has what is left of the time, and takes silence for success", async () => {
    const clock = new SkippingClock();
    for (const [action, request] of [
      ["off", 3],
      ["cycle", 4],
      ["soft-reboot", 9],
    ] as const) {
      const power = scripted(PowerClient, { PowerCommand: ["DEADLINE_EXCEEDED"] });
      const clients = {
        robotCommand: scripted(RobotCommandClient, { RobotCommand: [ACCEPTED] }).client,
        robotState: scripted(RobotStateClient, { GetRobotState: [state(2), state(1)] }).client,
        power: power.client,
      };
      await safePowerOffRobot(clients, action, { clock, timeoutMs: 5000 });
      expect(power.channel.lastRequest).toMatchObject({ request });
      expect(power.channel.calls[0]?.options).toMatchObject({ timeoutMs: 4000 });
    }
  });
});
