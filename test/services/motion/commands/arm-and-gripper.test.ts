/** Commands to the arm and to the gripper. */
import { describe, expect, it } from "vitest";
import { RobotCommand, type RobotCommandInit } from "../../../../src/messages/bosdyn/api/robot_command.ts";
import {
  armCylindricalVelocityCommand,
  armDragCommand,
  armGazeCommand,
  armImpedanceCommand,
  armJointCommand,
  armJointFreezeCommand,
  armJointTrajectoryCommand,
  armPoseCommand,
  armStopCommand,
  armTrajectoryCommand,
  armVelocityCommand,
  armWrenchCommand,
  carryArmCommand,
  closeGripperCommand,
  gripperAngleCommand,
  gripperShareCommand,
  type LocalRobotCommand,
  openGripperCommand,
  readyArmCommand,
} from "../../../../src/services/index.ts";

type Decoded = Record<string, unknown>;
const synchronized = (command: LocalRobotCommand): Record<string, Decoded | undefined> => {
  const decoded = RobotCommand.decode(RobotCommand.encode(command as RobotCommandInit));
  return { ...decoded.synchronizedCommand } as Record<string, Decoded | undefined>;
};
/** The arm's part as the robot reads it. */
const arm = (command: LocalRobotCommand): Decoded => synchronized(command)["armCommand"] ?? {};
/** The gripper's part as the robot reads it. */
const claw = (command: LocalRobotCommand): unknown => synchronized(command)["gripperCommand"]?.["clawGripperCommand"];

const POSE = { position: { x: 0.7, z: 0.3 }, rotation: { w: 1 } };
const AXES = { x: 1, y: 2, z: 3, rx: 4, ry: 5, rz: 6 };

describe("the arm", () => {
  it("knows postures by name", () => {
    expect(arm(carryArmCommand())).toMatchObject({ namedArmPositionCommand: { position: 1 } });
    expect(arm(readyArmCommand())).toMatchObject({ namedArmPositionCommand: { position: 2 } });
    expect(arm(armStopCommand())["armStopCommand"]).toBeDefined();
    expect(arm(armDragCommand())["armDragCommand"]).toBeDefined();
  });

  it("holds its joints for one empty point", () => {
    const bytes = RobotCommand.encode(armJointFreezeCommand());
    expect(Buffer.from(bytes).toString("hex")).toBe("1a080a0622040a020a00");
  });

  it("turns the joints that are named, also to 0, and leaves the others", () => {
    const command = armJointCommand({ sh0: 0, el0: 1.5 }, { maxRadiansPerSecond: 2, maxRadiansPerSecondSquared: 3 });
    expect(arm(command)).toMatchObject({
      armJointMoveCommand: {
        trajectory: {
          points: [
            { position: { sh0: { value: 0 }, sh1: undefined, el0: { value: 1.5 } }, timeSinceReference: undefined },
          ],
          maximumVelocity: { value: 2 },
          maximumAcceleration: { value: 3 },
        },
      },
    });
  });

  it("passes through postures at their times", () => {
    const points = [
      { positionRadians: { sh1: -1 }, afterMs: 1500 },
      { positionRadians: { sh1: -2 }, velocityRadiansPerSecond: { sh1: 0.1 }, afterMs: 3000 },
    ];
    expect(arm(armJointTrajectoryCommand({ points, referenceTime: { seconds: 9n } }))).toMatchObject({
      armJointMoveCommand: {
        trajectory: {
          referenceTime: { seconds: 9n },
          points: [
            { timeSinceReference: { seconds: 1n, nanos: 500_000_000 }, velocity: undefined },
            { timeSinceReference: { seconds: 3n }, velocity: { sh1: { value: 0.1 } } },
          ],
        },
      },
    });
  });

  it("has 5 s to take the hand to a pose", () => {
    expect(arm(armPoseCommand({ frameName: "odom", pose: POSE }))).toMatchObject({
      armCartesianCommand: {
        rootFrameName: "odom",
        poseTrajectoryInTask: {
          points: [{ pose: POSE, timeSinceReference: { seconds: 5n, nanos: 0 } }],
          posInterpolation: 0,
          angInterpolation: 0,
        },
        disableVelocityLimiting: undefined,
        xAxis: 0,
      },
      params: undefined,
    });
    expect(arm(armPoseCommand({ frameName: "odom", pose: POSE, durationMs: 250 }))).toMatchObject({
      armCartesianCommand: { poseTrajectoryInTask: { points: [{ timeSinceReference: { nanos: 250_000_000 } }] } },
    });
  });

  it("takes the hand through poses along cubics, within limits", () => {
    const command = armTrajectoryCommand({
      frameName: "body",
      points: [{ pose: POSE, velocity: { linear: { x: 0.1 } }, afterMs: 1000 }],
      referenceTime: { seconds: 4n },
      rootTformTask: { position: { x: 1 } },
      wristTformTool: { position: { x: 0.2 } },
      maxLinearMetersPerSecond: 1,
      maxAngularRadiansPerSecond: 2,
      maxAcceleration: 3,
      maxTrackingErrorMeters: 0.1,
      maxTrackingErrorRadians: 0.2,
      preferredJoints: { sh1: -1 },
      disableVelocityLimiting: false,
      disableBodyForceLimiter: true,
    });
    expect(arm(command)).toMatchObject({
      armCartesianCommand: {
        poseTrajectoryInTask: {
          points: [{ pose: POSE, velocity: { linear: { x: 0.1 } }, timeSinceReference: { seconds: 1n } }],
          referenceTime: { seconds: 4n },
          posInterpolation: 2,
          angInterpolation: 2,
        },
        rootTformTask: { position: { x: 1 } },
        wristTformTool: { position: { x: 0.2 } },
        maxLinearVelocity: { value: 1 },
        maxAngularVelocity: { value: 2 },
        maximumAcceleration: { value: 3 },
        maxPosTrackingError: { value: 0.1 },
        maxRotTrackingError: { value: 0.2 },
        preferredJointConfiguration: { sh1: { value: -1 }, sh0: undefined },
        disableVelocityLimiting: { value: false },
      },
      params: { disableBodyForceLimiter: { value: true } },
    });
    const near = armPoseCommand({ frameName: "odom", pose: POSE, preferredJoints: "current" });
    expect(arm(near)).toMatchObject({ armCartesianCommand: { forceRemainNearCurrentJointConfiguration: true } });
  });

  it("presses on all six axes", () => {
    const wrench = { force: { z: -5 }, torque: { x: 0.5 } };
    expect(arm(armWrenchCommand({ frameName: "odom", wrench }))).toMatchObject({
      armCartesianCommand: {
        wrenchTrajectoryInTask: { points: [{ wrench, timeSinceReference: { seconds: 5n } }] },
        poseTrajectoryInTask: undefined,
        ...{ xAxis: 1, yAxis: 1, zAxis: 1, rxAxis: 1, ryAxis: 1, rzAxis: 1 },
      },
    });
  });

  it("moves the hand at a velocity, in a frame or as seen from the shoulder", () => {
    const endTime = { seconds: 8n };
    const inFrame = armVelocityCommand({
      frameName: "hand",
      linearMetersPerSecond: { x: 0.1 },
      angularRadiansPerSecond: { z: 0.2 },
      maxAcceleration: 1,
      endTime,
    });
    expect(arm(inFrame)).toMatchObject({
      armVelocityCommand: {
        cartesianVelocity: { frameName: "hand", velocityInFrameName: { x: 0.1 } },
        angularVelocityOfHandRtOdomInHand: { z: 0.2 },
        maximumAcceleration: { value: 1 },
        endTime,
      },
    });
    const around = armCylindricalVelocityCommand({ aroundShare: -0.5, maxLinearMetersPerSecond: 0.4 });
    expect(arm(around)).toMatchObject({
      armVelocityCommand: {
        cylindricalVelocity: { linearVelocity: { r: 0, theta: -0.5, z: 0 }, maxLinearVelocity: { value: 0.4 } },
        cartesianVelocity: undefined,
      },
    });
  });

  it("looks at a point, from where it is or from a pose", () => {
    const target = { frameName: "odom", targetMeters: { x: 3, y: 1 } };
    expect(arm(armGazeCommand(target))).toMatchObject({
      armGazeCommand: {
        targetTrajectoryInFrame1: { points: [{ point: { x: 3, y: 1, z: 0 } }] },
        frame1Name: "odom",
        toolTrajectoryInFrame2: undefined,
        frame2Name: "",
      },
    });
    const fromPose = armGazeCommand({
      ...target,
      hand: { frameName: "body", pose: POSE },
      maxLinearMetersPerSecond: 1,
    });
    expect(arm(fromPose)).toMatchObject({
      armGazeCommand: {
        toolTrajectoryInFrame2: { points: [{ pose: POSE }] },
        frame2Name: "body",
        maxLinearVelocity: { value: 1 },
      },
    });
  });

  it("yields like a spring, its safety check in force unless it is taken away", () => {
    const soft = armImpedanceCommand({
      frameName: "odom",
      points: [{ pose: POSE }, { pose: POSE, afterMs: 2000 }],
      stiffness: AXES,
      damping: AXES,
      feedForwardWrench: { force: { x: 1 } },
      maxForceNewtons: 60,
      maxTorqueNewtonMeters: 15,
    });
    expect(arm(soft)).toMatchObject({
      armImpedanceCommand: {
        rootFrameName: "odom",
        taskTformDesiredTool: { points: [{ timeSinceReference: undefined }, { timeSinceReference: { seconds: 2n } }] },
        diagonalStiffnessMatrix: { values: [1, 2, 3, 4, 5, 6] },
        diagonalDampingMatrix: { values: [1, 2, 3, 4, 5, 6] },
        feedForwardWrenchAtToolInDesiredTool: { force: { x: 1 } },
        maxForceMag: { value: 60 },
        maxTorqueMag: { value: 15 },
        disableSafetyCheck: undefined,
      },
    });
    const unchecked = { frameName: "odom", points: [{ pose: POSE }], disableSafetyCheck: true };
    expect(arm(armImpedanceCommand(unchecked))).toMatchObject({
      armImpedanceCommand: { disableSafetyCheck: { value: true } },
    });
  });

  it("is not led along no points", () => {
    expect(() => armJointTrajectoryCommand({ points: [] })).toThrow(RangeError);
    expect(() => armTrajectoryCommand({ frameName: "odom", points: [] })).toThrow(RangeError);
    expect(() => armImpedanceCommand({ frameName: "odom", points: [] })).toThrow(RangeError);
  });
});

describe("the gripper", () => {
  it("takes a share beyond either end for that end", () => {
    expect(gripperShareCommand(1.5)).toEqual(openGripperCommand());
    expect(gripperShareCommand(-0.5)).toEqual(closeGripperCommand());
  });

  it("moves within limits, which the robot has its own of", () => {
    const limits = { maxRadiansPerSecond: 1, maxRadiansPerSecondSquared: 2, maxTorqueNewtonMeters: 3 };
    expect(claw(gripperAngleCommand(-0.3, { ...limits, disableForceOnContact: true }))).toMatchObject({
      trajectory: { points: [{ point: -0.3 }] },
      maximumOpenCloseVelocity: { value: 1 },
      maximumOpenCloseAcceleration: { value: 2 },
      maximumTorque: { value: 3 },
      disableForceOnContact: true,
    });
    expect(claw(openGripperCommand())).toMatchObject({ maximumTorque: undefined, disableForceOnContact: false });
  });
});

describe("every number for arm and gripper", () => {
  const bad = Number.NaN;
  const pose = { position: { x: bad } };
  const frameName = "odom";
  const joints = { positionRadians: { sh0: 0 } };
  const refused: readonly [string, () => unknown][] = [
    ["openShare", () => gripperShareCommand(bad)],
    ["angleRadians", () => gripperAngleCommand(bad)],
    ["maxTorqueNewtonMeters", () => openGripperCommand({ maxTorqueNewtonMeters: bad })],
    ["points[0].positionRadians.wr1", () => armJointCommand({ wr1: bad })],
    ["maxRadiansPerSecond", () => armJointCommand({}, { maxRadiansPerSecond: bad })],
    ["points[1].afterMs", () => armJointTrajectoryCommand({ points: [joints, { ...joints, afterMs: bad }] })],
    ["pose.position.x", () => armPoseCommand({ frameName, pose })],
    ["durationMs", () => armPoseCommand({ frameName, pose: POSE, durationMs: bad })],
    ["rootTformTask.position.x", () => armPoseCommand({ frameName, pose: POSE, rootTformTask: pose })],
    ["maxAcceleration", () => armPoseCommand({ frameName, pose: POSE, maxAcceleration: bad })],
    ["points[0].pose.position.x", () => armTrajectoryCommand({ frameName, points: [{ pose, afterMs: 1 }] })],
    ["wrench.force.z", () => armWrenchCommand({ frameName, wrench: { force: { z: bad } } })],
    ["linearMetersPerSecond.y", () => armVelocityCommand({ frameName, linearMetersPerSecond: { y: bad } })],
    ["upwardShare", () => armCylindricalVelocityCommand({ upwardShare: bad })],
    ["targetMeters.x", () => armGazeCommand({ frameName, targetMeters: { x: bad } })],
    [
      "stiffness.rz",
      () => armImpedanceCommand({ frameName, points: [{ pose: POSE }], stiffness: { ...AXES, rz: bad } }),
    ],
  ];

  for (const [name, build] of refused) {
    it(`must be finite, or is refused by its name: ${name}`, () => {
      expect(build).toThrow(new RangeError(`${name} is NaN: it must be a finite number`));
    });
  }
});
