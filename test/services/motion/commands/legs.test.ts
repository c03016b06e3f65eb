/** Commands to the legs and to the whole robot. */
import { describe, expect, it } from "vitest";
import type { LocalRobotCommand } from "../../../../src/services/index.ts";
import {
  batteryChangePoseCommand,
  bodyAssist,
  bodyOffset,
  bodyPose,
  constrainedManipulationCommand,
  followArmCommand,
  freezeCommand,
  mobilityFreezeCommand,
  mobilityParams,
  mobilityStopCommand,
  packMobilityParams,
  payloadEstimationCommand,
  safePowerOffCommand,
  sitCommand,
  stanceCommand,
  standCommand,
  velocityCommand,
  velocityLimit,
} from "../../../../src/services/index.ts";
import { MobilityParams, type MobilityParamsInit } from "../../../../src/messages/bosdyn/api/spot/robot_command.ts";

const FEET = { fl: { x: 0.3, y: 0.2 }, fr: { x: 0.3, y: -0.2 }, hl: { x: -0.3, y: 0.2 }, hr: { x: -0.3, y: -0.2 } };

/** What the robot would read out of the packed parameters. */
function paramsOf(command: LocalRobotCommand): MobilityParams {
  const packed = command.synchronizedCommand?.mobilityCommand?.params;
  expect(packed?.typeUrl).toBe("type.googleapis.com/bosdyn.api.spot.MobilityParams");
  return MobilityParams.decode(packed?.value ?? new Uint8Array());
}

describe("a command to the whole robot", () => {
  it("says what it does and nothing else", () => {
    expect(payloadEstimationCommand()).toEqual({ fullBodyCommand: { payloadEstimationRequest: {} } });
    expect(batteryChangePoseCommand()).toMatchObject({
      fullBodyCommand: { batteryChangePoseRequest: { directionHint: 1 } },
    });
    expect(batteryChangePoseCommand({ rollTo: "left" })).toMatchObject({
      fullBodyCommand: { batteryChangePoseRequest: { directionHint: 2 } },
    });
    expect(freezeCommand({ mode: "stiff" })).toEqual({ fullBodyCommand: { freezeRequest: { mode: 2 } } });
    expect(freezeCommand()).toEqual({ fullBodyCommand: { freezeRequest: {} } });
  });

  it("leaves stairs to the robot, unless a safe power-off says what to do there", () => {
    expect(safePowerOffCommand()).toEqual({ fullBodyCommand: { safePowerOffRequest: {} } });
    expect(safePowerOffCommand({ unsafeAction: "walk-to-safety" })).toEqual({
      fullBodyCommand: { safePowerOffRequest: { unsafeAction: 1 } },
    });
    expect(safePowerOffCommand({ unsafeAction: "force" })).toEqual({
      fullBodyCommand: { safePowerOffRequest: { unsafeAction: 2 } },
    });
  });

  it("moves what the hand holds at one speed towards one target", () => {
    const options = { taskType: 5, frameName: "hand", initialWrenchDirection: { force: { x: 1 } } };
    const sliding = constrainedManipulationCommand({ ...options, speed: { metersPerSecond: 0 }, maxForceNewtons: 40 });
    expect(sliding).toMatchObject({
      fullBodyCommand: {
        constrainedManipulationRequest: { taskType: 5, tangentialSpeed: 0, controlMode: 2, forceLimit: { value: 40 } },
      },
    });
    const turning = { ...options, speed: { radiansPerSecond: 0.5 }, target: { radians: 3 }, resetEstimator: false };
    expect(constrainedManipulationCommand(turning)).toMatchObject({
      fullBodyCommand: {
        constrainedManipulationRequest: {
          rotationalSpeed: 0.5,
          targetAngle: 3,
          controlMode: 1,
          resetEstimator: { value: false },
        },
      },
    });
    const both = { metersPerSecond: 1, radiansPerSecond: 1 } as never;
    expect(() => constrainedManipulationCommand({ ...options, speed: both })).toThrow(TypeError);
    expect(() => constrainedManipulationCommand({ ...options, speed: {} as never })).toThrow(
      /speed needs metersPerSecond or/,
    );
  });
});

describe("mobility parameters", () => {
  it("go along with every command to the legs", () => {
    const limits = { frameName: "odom" as const, feetMeters: FEET };
    const plain = [sitCommand(), standCommand(), stanceCommand(limits), velocityCommand({}), followArmCommand()];
    for (const command of [...plain, mobilityStopCommand(), mobilityFreezeCommand({ mode: "default" })]) {
      expect(paramsOf(command)).toMatchObject({
        locomotionHint: 1,
        stairHint: false,
        stairsMode: 0,
        velLimit: undefined,
      });
    }
  });

  it("hold the body where the command says, turned by ZXY angles", () => {
    const angles = { yawRadians: 0.1, rollRadians: 0.2, pitchRadians: 0.3 };
    const { bodyControl } = paramsOf(standCommand({ bodyHeightMeters: 0.1, ...angles }));
    const pose = bodyControl?.baseOffsetRtFootprint?.points[0]?.pose;
    expect(pose?.position).toMatchObject({ x: 0, y: 0, z: 0.1 });
    expect(pose?.rotation?.w).toBeCloseTo(0.981856172866081, 14);
    expect(pose?.rotation?.x).toBeCloseTo(0.09115754934299071, 14);
    expect(pose?.rotation?.y).toBeCloseTo(0.15343930202422257, 14);
    expect(pose?.rotation?.z).toBeCloseTo(0.06407134770607116, 14);
  });

  it("of the caller take the defaults' place, and what the command itself says wins over them", () => {
    const params = mobilityParams({ stairsMode: 2, locomotionHint: 4, bodyHeightMeters: 0.1 });
    expect(paramsOf(standCommand({ params }))).toMatchObject({ stairsMode: 2, locomotionHint: 4 });
    expect(paramsOf(standCommand({ params: {} }))).toMatchObject({ locomotionHint: 0, bodyControl: undefined });
    const own = paramsOf(standCommand({ params, bodyHeightMeters: -0.1, locomotionHint: 1 }));
    expect(own).toMatchObject({ stairsMode: 2, locomotionHint: 1 });
    expect(own.bodyControl?.baseOffsetRtFootprint?.points[0]?.pose?.position?.z).toBe(-0.1);
  });

  it("hold the body in one way", () => {
    const inOdom = bodyPose({ frameName: "odom", pose: { position: { z: 0.5 } } });
    expect(mobilityParams({ bodyControl: inOdom }).bodyControl).toEqual({
      bodyPose: { rootFrameName: "odom", baseOffsetRtRoot: { points: [{ pose: { position: { z: 0.5 } } }] } },
    });
    expect(() => mobilityParams({ bodyControl: inOdom, bodyHeightMeters: 0.1 })).toThrow(TypeError);
    expect(bodyAssist({ isYawAssisted: false })).toEqual({
      bodyAssistForManipulation: { enableBodyYawAssist: false, enableHipHeightAssist: true },
    });
  });

  it("limit only the axes that are named, and spell the others out", () => {
    expect(velocityLimit({ max: { xMetersPerSecond: 0.5 } })).toEqual({
      maxVel: { linear: { x: 0.5, y: 1e6 }, angular: 1e6 },
    });
    expect(velocityLimit({ min: { yawRadiansPerSecond: -0.2 } })).toEqual({
      minVel: { linear: { x: -1e6, y: -1e6 }, angular: -0.2 },
    });
    expect(() => velocityLimit({ max: { yMetersPerSecond: Infinity } })).toThrow("max.yMetersPerSecond is Infinity");
  });

  it("refuse a number that is not finite, however deep it lies", () => {
    const velLimit = { maxVel: { linear: { x: Number.NaN } } };
    const bad: MobilityParamsInit = { velLimit };
    expect(() => packMobilityParams(bad)).toThrow("params.velLimit.maxVel.linear.x is NaN");
    expect(() => mobilityParams(bad)).toThrow(RangeError);
    for (const [given, missing] of [
      [{ maxVel: { linear: { x: 1 } } }, "maxVel lacks linear.y"],
      [{ minVel: { linear: { x: 1, y: 1 } } }, "minVel lacks angular"],
      [{ maxVel: {} }, "maxVel lacks linear.x"],
    ] as const) {
      expect(() => mobilityParams({ velLimit: given })).toThrow(missing);
      expect(() => packMobilityParams({ velLimit: given })).toThrow(RangeError);
    }
    expect(mobilityParams({ velLimit: { maxVel: { linear: { x: 0, y: 0 }, angular: 0 } } }).velLimit).toBeDefined();
    const points = [{ pose: { position: { x: -Infinity } } }];
    expect(() => standCommand({ params: { bodyControl: { baseOffsetRtFootprint: { points } } } })).toThrow(
      "params.bodyControl.baseOffsetRtFootprint.points[0].pose.position.x is -Infinity",
    );
  });
});

describe("a velocity", () => {
  const request = (command: LocalRobotCommand): unknown =>
    command.synchronizedCommand?.mobilityCommand?.se2VelocityRequest;

  it("changes as fast as the caller says, or as the robot likes", () => {
    const slower = velocityCommand({ slewRateLimit: { yMetersPerSecondSquared: 1, yawRadiansPerSecondSquared: 0 } });
    expect(request(slower)).toMatchObject({ slewRateLimit: { linear: { x: 4, y: 1 }, angular: 0 } });
    expect(request(velocityCommand({ slewRateLimit: "robot-default" }))).toMatchObject({ slewRateLimit: undefined });
    const negative = { xMetersPerSecondSquared: -1 };
    expect(() => velocityCommand({ slewRateLimit: negative })).toThrow(
      new RangeError("slewRateLimit.xMetersPerSecondSquared is -1: it must be 0 or more"),
    );
  });

  it("is in a frame that the robot takes", () => {
    for (const frameName of ["body", "flat_body", "odom", "vision"] as const) {
      expect(request(velocityCommand({ frameName }))).toMatchObject({ se2FrameName: frameName });
    }
    expect(() => velocityCommand({ frameName: "hand" as never })).toThrow(/"hand".*body, flat_body, odom, vision/);
  });
});

describe("a stance", () => {
  it("puts each foot in its place, 5 cm exactly unless told otherwise", () => {
    const command = stanceCommand({ frameName: "vision", feetMeters: FEET });
    const stance = command.synchronizedCommand?.mobilityCommand?.stanceRequest?.stance;
    expect(stance).toMatchObject({ se2FrameName: "vision", accuracy: 0.05 });
    expect([...(stance?.footPositions ?? [])]).toEqual(Object.entries(FEET));
  });

  it("is accurate to 2 cm at best and 10 cm at worst", () => {
    for (const accuracyMeters of [0.02, 0.1]) {
      expect(() => stanceCommand({ frameName: "odom", feetMeters: FEET, accuracyMeters })).not.toThrow();
    }
    for (const accuracyMeters of [0.0199, 0.1001]) {
      expect(() => stanceCommand({ frameName: "odom", feetMeters: FEET, accuracyMeters })).toThrow(
        new RangeError(`accuracyMeters is ${accuracyMeters}: it must be from 0.02 to 0.1`),
      );
    }
  });
});

describe("every number for the legs", () => {
  const bad = Number.NaN;
  const feetMeters = { ...FEET, hl: { x: 0, y: bad } };
  const refused: readonly [string, () => unknown][] = [
    ["bodyHeightMeters", () => standCommand({ bodyHeightMeters: bad })],
    ["yawRadians", () => sitCommand({ yawRadians: bad })],
    ["rollRadians", () => standCommand({ rollRadians: bad })],
    ["pitchRadians", () => bodyOffset({ pitchRadians: bad })],
    ["pose.rotation.w", () => bodyPose({ frameName: "odom", pose: { rotation: { w: bad } } })],
    ["xMetersPerSecond", () => velocityCommand({ xMetersPerSecond: bad })],
    ["yMetersPerSecond", () => velocityCommand({ yMetersPerSecond: bad })],
    ["yawRadiansPerSecond", () => velocityCommand({ yawRadiansPerSecond: bad })],
    ["feetMeters.hl.y", () => stanceCommand({ frameName: "odom", feetMeters })],
    ["accuracyMeters", () => stanceCommand({ frameName: "odom", feetMeters: FEET, accuracyMeters: bad })],
    ["bodyOffsetFromHandMeters.x", () => followArmCommand({ bodyOffsetFromHandMeters: { x: bad } })],
  ];

  for (const [name, build] of refused) {
    it(`must be finite, or is refused by its name: ${name}`, () => {
      expect(build).toThrow(new RangeError(`${name} is NaN: it must be a finite number`));
    });
  }
});
