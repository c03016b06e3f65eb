/** Several parts of the robot told at once, and when what they were told ends. */
import { describe, expect, it } from "vitest";
import {
  armGazeCommand,
  armVelocityCommand,
  closeGripperCommand,
  combineCommands,
  constrainedManipulationCommand,
  type LocalRobotCommand,
  localTime,
  openGripperCommand,
  RobotCommandClient,
  RobotCommandConflictError,
  robotTime,
  sitCommand,
  stanceCommand,
  standCommand,
  stopCommand,
  stowArmCommand,
  trajectoryCommand,
  velocityCommand,
} from "../../../../src/services/index.ts";
import { scripted } from "../../scripted-answers.ts";

describe("combined commands", () => {
  it("tell each part what its own command says", () => {
    const [legs, arm, gripper] = [standCommand(), stowArmCommand(), openGripperCommand()];
    expect(combineCommands(legs, arm, gripper)).toEqual({
      synchronizedCommand: {
        ...legs.synchronizedCommand,
        ...arm.synchronizedCommand,
        ...gripper.synchronizedCommand,
      },
    });
  });

  it("tell a part what the last command for it says", () => {
    const combined = combineCommands(sitCommand(), openGripperCommand(), standCommand(), closeGripperCommand());
    expect(combined).toEqual(combineCommands(standCommand(), closeGripperCommand()));
    expect(combined.synchronizedCommand).not.toHaveProperty("armCommand");
  });

  it("go on where a later command says nothing of a part", () => {
    const both = combineCommands(sitCommand(), stowArmCommand());
    expect(combineCommands(both, openGripperCommand(), {})).toEqual(
      combineCommands(sitCommand(), stowArmCommand(), openGripperCommand()),
    );
  });

  it("do not hold one for the whole robot", () => {
    const combine = (): unknown => combineCommands(standCommand(), stopCommand());
    expect(combine).toThrow(RobotCommandConflictError);
    expect(combine).toThrow("command 2 of 2 is for the whole robot (stopRequest)");
  });

  it("are not nothing", () => {
    for (const nothing of [[], [{}], [{ synchronizedCommand: {} }]]) {
      expect(() => combineCommands(...nothing)).toThrow(RobotCommandConflictError);
    }
  });
});

describe("the end of a command", () => {
  const local = localTime(5_000_000_000n);
  const timed: readonly [string, (endTime: typeof local | { seconds: bigint } | undefined) => LocalRobotCommand][] = [
    ["velocity", (endTime) => velocityCommand({ endTime })],
    ["trajectory", (endTime) => trajectoryCommand({ xMeters: 1, yMeters: 0, frameName: "odom", endTime })],
    [
      "stance",
      (endTime) => stanceCommand({ frameName: "odom", feetMeters: { fl: {}, fr: {}, hl: {}, hr: {} }, endTime }),
    ],
    ["arm velocity", (endTime) => armVelocityCommand({ frameName: "hand", linearMetersPerSecond: {}, endTime })],
    [
      "constrained manipulation",
      (endTime) =>
        constrainedManipulationCommand({
          taskType: 5,
          frameName: "hand",
          initialWrenchDirection: {},
          speed: { metersPerSecond: 0.1 },
          endTime,
        }),
    ],
  ];

  /** Every end time in what was sent. */
  async function sent(command: LocalRobotCommand, endTime?: typeof local): Promise<unknown[]> {
    const robotClock = { toRobotTime: (time: bigint) => robotTime(time + 1_000_000_000n), clockIdentifier: "c" };
    const { client, channel } = scripted(RobotCommandClient, { RobotCommand: [{ status: 1 }] }, { robotClock });
    await client.sendCommand(command, { endTime });
    return [...endTimes(channel.lastRequest)];
  }

  function* endTimes(value: unknown): Generator {
    if (typeof value !== "object" || value === null) return;
    for (const [key, field] of Object.entries(value)) {
      if (key === "endTime") yield (field as { seconds: bigint } | undefined)?.seconds;
      else yield* endTimes(field);
    }
  }

  for (const [name, build] of timed) {
    it(`may be local time, robot time, or said when it is sent: ${name}`, async () => {
      expect(await sent(build(local))).toEqual([6n]);
      expect(await sent(build({ seconds: 7n }))).toEqual([7n]);
      expect(await sent(build(undefined), local)).toEqual([6n]);
    });
  }

  it("stays with each part when commands are combined", async () => {
    const arm = armGazeCommand({ frameName: "odom", targetMeters: { x: 1 } });
    expect(await sent(combineCommands(arm, velocityCommand({ endTime: local })))).toEqual([6n]);
  });
});
