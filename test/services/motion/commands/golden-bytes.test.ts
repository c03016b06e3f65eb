/** What each builder becomes on the wire, against bytes that the robot maker's own client wrote (release 5.1.4). */
import { describe, expect, it } from "vitest";
import { RobotCommand, type RobotCommandInit } from "../../../../src/messages/bosdyn/api/robot_command.ts";
import {
  closeGripperCommand,
  combineCommands,
  gripperAngleCommand,
  gripperShareCommand,
  jointControlCommand,
  type LocalRobotCommand,
  mobilityParams,
  openGripperCommand,
  safePowerOffCommand,
  selfRightCommand,
  sitCommand,
  standCommand,
  stopCommand,
  stowArmCommand,
  trajectoryCommand,
  velocityCommand,
} from "../../../../src/services/index.ts";

/** An Any of the default mobility parameters; its position is empty, but it is there. */
const P =
  "0a32747970652e676f6f676c65617069732e636f6d2f626f7364796e2e6170692e73706f742e4d6f62696c697479506172616d73121712130a110a0f0a0d0a00120921000000000000f03f1801";

const GOLDEN: readonly [name: string, command: LocalRobotCommand, bytes: string][] = [
  ["stop", stopCommand(), "0a020a00"],
  ["self-right", selfRightCommand(), "0a021a00"],
  ["safe power off", safePowerOffCommand(), "0a022200"],
  ["activate joint control", jointControlCommand(), "0a024200"],
  ["stow arm", stowArmCommand(), "1a060a042a020803"],
  ["open gripper", openGripperCommand(), "1a111a0f0a0d2a0b0a0909a7e8482eff21f9bf"],
  ["gripper fraction 0.5", gripperShareCommand(0.5), "1a111a0f0a0d2a0b0a0909a7e8482eff21e9bf"],
  ["sit", sitCommand(), `1a5412521a00a2064d${P}`],
  ["stand", standCommand(), `1a5412522200a2064d${P}`],
  [
    "velocity x 0.5 m/s",
    velocityCommand({ xMetersPerSecond: 0.5 }),
    `1a87011284011232120b0a0909000000000000e03f221d0a120900000000000010401100000000000010401100000000000000402a04626f6479a2064d${P}`,
  ],
  [
    "trajectory to (1, 2, 0.5 rad) in odom",
    trajectoryCommand({ xMeters: 1, yMeters: 2, headingRadians: 0.5, frameName: "odom" }),
    `1a7d127b0a2912210a1f0a1d0a1209000000000000f03f11000000000000004011000000000000e03f1a046f646f6da2064d${P}`,
  ],
];

/** None of these commands holds a local time, so each is a message as it stands. */
const encoded = (command: LocalRobotCommand): string =>
  Buffer.from(RobotCommand.encode(command as RobotCommandInit)).toString("hex");

describe("the bytes of a built command", () => {
  for (const [name, command, bytes] of GOLDEN) {
    it(`are the reference's for ${name}`, () => {
      expect(encoded(command)).toBe(bytes);
    });
  }

  it("are the same with the default parameters spelled out", () => {
    expect(encoded(standCommand({ params: mobilityParams() }))).toBe(encoded(standCommand()));
    expect(encoded(standCommand({ bodyHeightMeters: -0, yawRadians: -0 }))).toBe(encoded(standCommand()));
  });

  it("are the same for a command that is combined with nothing", () => {
    for (const command of [stowArmCommand(), sitCommand(), openGripperCommand()]) {
      expect(encoded(combineCommands(command))).toBe(encoded(command));
    }
  });

  it("hold an empty point for a closed gripper, however it is said", () => {
    const closed = "1a081a060a042a020a00";
    expect(encoded(closeGripperCommand())).toBe(closed);
    expect(encoded(gripperShareCommand(0))).toBe(closed);
    expect(encoded(gripperAngleCommand(-0))).toBe(closed);
  });
});
