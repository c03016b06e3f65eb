import { describe, expect, it } from "vitest";
import { RobotCommandService } from "../../../src/messages/bosdyn/api/robot_command_service.ts";
import type { MobilityCommand_RequestInit } from "../../../src/messages/bosdyn/api/mobility_command.ts";
import { ServiceScene } from "../motion/service-scene.ts";
import { params, standing, trajectory, velocity } from "./command-requests.ts";

const OK = 1;
const BEHAVIOR_FAULT = 9;
const PROCESSING = 1;
const OVERRIDDEN = 2;
const TIMED_OUT = 3;
const INCOMPATIBLE_HARDWARE = 5;
const STAND: MobilityCommand_RequestInit = { standRequest: {} };

describe("the simulator's robot command service: commands", () => {
  it("numbers commands from 1, and replaces the one before", async () => {
    const scene = standing();
    expect(await scene.mobility(velocity(scene, 0.5, 5000))).toMatchObject({ status: OK, robotCommandId: 1 });
    expect(await scene.mobility(STAND)).toMatchObject({ robotCommandId: 2 });
    const old = await scene.feedback(1);
    expect(old?.synchronizedFeedback?.mobilityCommandFeedback).toMatchObject({
      status: OVERRIDDEN,
      se2VelocityFeedback: {},
    });
    const current = await scene.feedback();
    expect(current).toEqual(await scene.feedback(2));
    expect(current?.synchronizedFeedback?.mobilityCommandFeedback?.status).toBe(PROCESSING);
  });

  it("does not number what it refuses, and leaves the command in force alone", async () => {
    const scene = standing();
    await scene.mobility(velocity(scene, 0.5, 5000));
    await scene.mobility(velocity(scene, 0.5, -5));
    expect((await scene.feedback())?.synchronizedFeedback?.mobilityCommandFeedback?.status).toBe(PROCESSING);
    expect(await scene.mobility(STAND)).toMatchObject({ robotCommandId: 2 });
  });

  it("remembers a hundred commands, and finds other ids malformed", async () => {
    const scene = standing();
    for (let i = 0; i < 102; i++) await scene.mobility(STAND);
    await expect(scene.feedback(1)).rejects.toThrow("no command 1 is known");
    expect((await scene.feedback(2))?.synchronizedFeedback?.mobilityCommandFeedback?.status).toBe(OVERRIDDEN);
    await expect(scene.feedback(103)).rejects.toThrow("no command 103 is known");
  });

  it("has nothing to say before the first command", async () => {
    expect(await new ServiceScene().feedback()).toBeUndefined();
  });

  it("stands and sits, and says when it does", async () => {
    const scene = new ServiceScene();
    await scene.mobility(STAND);
    const stand = async (): Promise<unknown> =>
      (await scene.feedback(1))?.synchronizedFeedback?.mobilityCommandFeedback?.standFeedback?.status;
    expect(await stand()).toBe(2);
    scene.run(1600);
    expect(await stand()).toBe(1);
    await scene.mobility({ sitRequest: {} });
    const sit = async (): Promise<unknown> =>
      (await scene.feedback(2))?.synchronizedFeedback?.mobilityCommandFeedback?.sitFeedback?.status;
    expect(await sit()).toBe(2);
    scene.run(2200);
    expect(await sit()).toBe(1);
  });

  it("ends a velocity at its end time: the robot stops, and feedback says timed out from then on", async () => {
    const scene = standing();
    await scene.mobility(velocity(scene, 0.5, 2000));
    scene.run(2500);
    const timedOut = async (): Promise<number | undefined> =>
      (await scene.feedback(1))?.synchronizedFeedback?.mobilityCommandFeedback?.status;
    expect(await timedOut()).toBe(TIMED_OUT);
    scene.run(1500);
    expect(scene.locomotion.posture).toBe("standing");
    expect(scene.position.x).toBeCloseTo(1, 1);
    await scene.mobility(STAND);
    expect(await timedOut()).toBe(TIMED_OUT);
  });

  it("walks a trajectory: under way, stopping, stopped with the body settled", async () => {
    const scene = standing();
    await scene.mobility(trajectory(scene, 2));
    const of = async (): Promise<unknown> =>
      (await scene.feedback(1))?.synchronizedFeedback?.mobilityCommandFeedback?.se2TrajectoryFeedback;
    scene.run(500);
    expect(await of()).toMatchObject({ status: 2, bodyMovementStatus: 1, finalGoalStatus: 2 });
    scene.run(6000);
    expect(await of()).toMatchObject({
      status: 1,
      bodyMovementStatus: 2,
      finalGoalStatus: 2,
      requestInformation: { se2FrameName: "odom" },
    });
    expect(scene.position.x).toBeCloseTo(2, 2);
  });

  it("says that the goal is blocked", async () => {
    const scene = standing();
    scene.isBlocked = (x) => x > 1;
    await scene.mobility(trajectory(scene, 2));
    scene.run(5000);
    expect(
      (await scene.feedback())?.synchronizedFeedback?.mobilityCommandFeedback?.se2TrajectoryFeedback,
    ).toMatchObject({
      status: 1,
      finalGoalStatus: 3,
    });
  });

  it("walks in vision as vision lies after a long time", async () => {
    const scene = new ServiceScene();
    scene.run(1_800_000);
    scene.standUp();
    await scene.mobility(trajectory(scene, 2, "vision", 30_000));
    scene.run(10_000);
    const { visionTformBody } = scene.locomotion.body();
    expect(visionTformBody.position.x).toBeCloseTo(2, 1);
    expect(visionTformBody.position.y).toBeCloseTo(0, 1);
  });

  it("puts its feet where a stance wants them, and says when that is too far", async () => {
    const scene = standing();
    const stance = (x: number): MobilityCommand_RequestInit => ({
      stanceRequest: {
        endTime: scene.in(20_000),
        stance: {
          se2FrameName: "odom",
          accuracy: 0.05,
          footPositions: new Map([
            ["fl", { x: 0.38 + x, y: 0.22 }],
            ["fr", { x: 0.3 + x, y: -0.15 }],
            ["hl", { x: -0.25 + x, y: 0.17 }],
            ["hr", { x: -0.3 + x, y: -0.17 }],
          ]),
        },
      },
    });
    const status = async (): Promise<unknown> =>
      (await scene.feedback())?.synchronizedFeedback?.mobilityCommandFeedback?.stanceFeedback?.status;
    await scene.mobility(stance(0));
    expect(await status()).toBe(2);
    scene.run(4000);
    expect(await status()).toBe(1);
    expect(scene.locomotion.footPlace(0).x).toBeCloseTo(0.38, 1);
    await scene.mobility(stance(3));
    expect(await status()).toBe(3);
  });

  it("heeds limits of velocity, height of the body and swing of the feet", async () => {
    const scene = standing();
    await scene.mobility({
      ...velocity(scene, 1, 5000),
      params: params({
        velLimit: { maxVel: { linear: { x: 0.3, y: 1 }, angular: 1 } },
        bodyControl: { baseOffsetRtFootprint: { points: [{ pose: { position: { x: 0, y: 0, z: -0.05 } } }] } },
        swingHeight: 3,
      }),
    });
    let highest = 0;
    for (let i = 0; i < 100; i++) {
      scene.run(20);
      const { legs, odomTformBody } = scene.locomotion.body();
      highest = Math.max(highest, ...legs.map(({ footInBody }) => footInBody.z + odomTformBody.position.z));
    }
    expect(scene.locomotion.body().linearVelocity.x).toBeCloseTo(0.3, 6);
    expect(scene.position.z).toBeCloseTo(0.47, 6);
    expect(highest).toBeGreaterThan(0.115);
  });

  it("goes through the poses of its body one after the other", async () => {
    const scene = standing();
    const at = (z: number, seconds: bigint): object => ({
      pose: { position: { x: 0, y: 0, z } },
      timeSinceReference: { seconds },
    });
    const points = [at(-0.1, 1n), at(0.05, 3n)];
    await scene.mobility({ ...STAND, params: params({ bodyControl: { baseOffsetRtFootprint: { points } } }) });
    scene.run(1000);
    expect(scene.position.z).toBeCloseTo(0.42, 2);
    scene.run(2200);
    expect(scene.position.z).toBeCloseTo(0.57, 6);
  });

  it("has nothing but legs: arm and gripper are incompatible, and the legs go on meanwhile", async () => {
    const scene = standing();
    await scene.mobility(velocity(scene, 0.5, 5000));
    const answer = await scene.command({ synchronizedCommand: { armCommand: {}, gripperCommand: {} } });
    expect(answer).toMatchObject({ status: OK, robotCommandId: 2 });
    expect((await scene.feedback(2))?.synchronizedFeedback).toMatchObject({
      armCommandFeedback: { status: INCOMPATIBLE_HARDWARE },
      gripperCommandFeedback: { status: INCOMPATIBLE_HARDWARE },
      mobilityCommandFeedback: { status: PROCESSING, se2VelocityFeedback: {} },
    });
    scene.run(1000);
    expect(scene.position.x).toBeGreaterThan(0.3);
    await scene.mobility({ followArmRequest: {} });
    const legs = (await scene.feedback())?.synchronizedFeedback?.mobilityCommandFeedback;
    expect(legs).toMatchObject({ status: INCOMPATIBLE_HARDWARE, followArmFeedback: {} });
  });

  it("stops legs that a full body command had, when the next command is not for them", async () => {
    const scene = standing();
    await scene.fullBody({ freezeRequest: {} });
    expect(scene.locomotion.isFrozen).toBe(true);
    await scene.command({ synchronizedCommand: { armCommand: {} } });
    expect(scene.locomotion.isFrozen).toBe(false);
    expect((await scene.feedback(1))?.fullBodyFeedback).toMatchObject({ status: OVERRIDDEN, freezeFeedback: {} });
  });

  it("says that a command is overridden when something else moves the robot", async () => {
    const scene = standing();
    await scene.mobility(velocity(scene, 0.5, 5000));
    scene.locomotion.sit();
    expect((await scene.feedback())?.synchronizedFeedback?.mobilityCommandFeedback?.status).toBe(OVERRIDDEN);
  });

  it("stops and freezes, as legs and as a whole", async () => {
    const scene = standing();
    const stops: [MobilityCommand_RequestInit, object][] = [
      [{ stopRequest: {} }, { stopFeedback: {} }],
      [{ freezeRequest: {} }, { freezeFeedback: {} }],
    ];
    for (const [request, feedback] of stops) {
      await scene.mobility(velocity(scene, 0.5, 5000));
      scene.run(500);
      await scene.mobility(request);
      expect((await scene.feedback())?.synchronizedFeedback?.mobilityCommandFeedback).toMatchObject(feedback);
      await scene.mobility(velocity(scene, 0.5, 5000));
      scene.run(500);
      await scene.fullBody(request);
      expect((await scene.feedback())?.fullBodyFeedback).toMatchObject({ ...feedback, status: PROCESSING });
      scene.run(1500);
      expect(scene.locomotion.posture).toBe("standing");
    }
  });

  it("sits down and cuts the power, fault or none", async () => {
    const scene = standing();
    scene.behaviorFaults.raise(3);
    expect(await scene.fullBody({ safePowerOffRequest: {} })).toMatchObject({ status: OK });
    expect((await scene.feedback())?.fullBodyFeedback).toMatchObject({
      status: PROCESSING,
      safePowerOffFeedback: { status: 2 },
    });
    scene.run(2200);
    expect((await scene.feedback())?.fullBodyFeedback).toMatchObject({
      status: PROCESSING,
      safePowerOffFeedback: { status: 1 },
    });
    expect(scene.motors.isOn).toBe(false);
    expect(scene.locomotion.posture).toBe("sitting");
    expect(await scene.fullBody({ safePowerOffRequest: {} })).toMatchObject({ status: OK });
  });

  it("rolls over for its battery and rights itself", async () => {
    const scene = standing();
    await scene.fullBody({ batteryChangePoseRequest: { directionHint: 2 } });
    expect((await scene.feedback())?.fullBodyFeedback?.batteryChangePoseFeedback?.status).toBe(2);
    scene.run(6000);
    expect((await scene.feedback())?.fullBodyFeedback?.batteryChangePoseFeedback?.status).toBe(1);
    await scene.fullBody({ selfrightRequest: {} });
    expect((await scene.feedback())?.fullBodyFeedback?.selfrightFeedback?.status).toBe(2);
    scene.run(3200);
    expect((await scene.feedback())?.fullBodyFeedback).toMatchObject({
      status: PROCESSING,
      selfrightFeedback: { status: 1 },
    });
  });

  it("clears a fault that is there, and says so of one that is not", async () => {
    const scene = standing();
    scene.locomotion.collapse();
    expect(await scene.fullBody({ selfrightRequest: {} })).toMatchObject({ status: BEHAVIOR_FAULT });
    expect(await scene.clearFault(7)).toMatchObject({ status: 2, behaviorFault: undefined });
    expect(await scene.clearFault(1)).toMatchObject({ status: 1, behaviorFault: { behaviorFaultId: 1, cause: 1 } });
    expect(await scene.fullBody({ selfrightRequest: {} })).toMatchObject({ status: OK });
    const refused = await scene
      .hosted("robot-command")
      .unary(RobotCommandService.clearBehaviorFault, { behaviorFaultId: 1 });
    expect(refused).toMatchObject({ status: 0, leaseUseResult: { status: 2 } });
  });
});
