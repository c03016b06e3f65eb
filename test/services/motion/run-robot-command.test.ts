/** Robot commands from start to end, and what feedback says of each kind. */
import { describe, expect, it } from "vitest";
import type { RobotCommandFeedbackInit } from "../../../src/messages/bosdyn/api/robot_command.ts";
import { RobotCommandFeedback } from "../../../src/messages/bosdyn/api/robot_command.ts";
import {
  armProgress,
  awaitRobotCommand,
  batteryChangePoseProgress,
  type CommandJudge,
  type CommandProgress,
  localTime,
  NotPoweredOnError,
  RobotCommandClient,
  RobotCommandFailedError,
  RobotCommandTimedOutError,
  robotTime,
  runRobotCommand,
  safePowerOffProgress,
  selfRight,
  selfRightProgress,
  sitProgress,
  stanceProgress,
  standProgress,
  trajectoryProgress,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const mobility = (feedback: object, status = 1): RobotCommandFeedbackInit => ({
  synchronizedFeedback: { mobilityCommandFeedback: { status, ...feedback } },
});
const arm = (feedback: object): RobotCommandFeedbackInit => ({
  synchronizedFeedback: { armCommandFeedback: { status: 1, ...feedback } },
});
const fullBody = (feedback: object): RobotCommandFeedbackInit => ({ fullBodyFeedback: { status: 1, ...feedback } });
const STANDING = { feedback: mobility({ standFeedback: { status: 1 } }) };
const RISING = { feedback: mobility({ standFeedback: { status: 2 } }) };
const ACCEPTED = { status: 1, robotCommandId: 42 };

/** By the facts of the protocol: the judge, where the status is, and what its numbers mean. */
const JUDGES: readonly [
  CommandJudge,
  (status: number) => RobotCommandFeedbackInit,
  Readonly<Record<number, CommandProgress>>,
][] = [
  [standProgress, (status) => mobility({ standFeedback: { status } }), { 1: "done" }],
  [sitProgress, (status) => mobility({ sitFeedback: { status } }), { 1: "done" }],
  [stanceProgress, (status) => mobility({ stanceFeedback: { status } }), { 1: "done", 3: "failed" }],
  [trajectoryProgress, (status) => mobility({ se2TrajectoryFeedback: { status } }), { 1: "done" }],
  [
    trajectoryProgress,
    (bodyMovementStatus) => mobility({ se2TrajectoryFeedback: { status: 1, bodyMovementStatus } }),
    { 0: "done", 2: "done", 3: "done", 4: "done" },
  ],
  [selfRightProgress, (status) => fullBody({ selfrightFeedback: { status } }), { 1: "done" }],
  [safePowerOffProgress, (status) => fullBody({ safePowerOffFeedback: { status } }), { 1: "done" }],
  [
    batteryChangePoseProgress,
    (status) => fullBody({ batteryChangePoseFeedback: { status } }),
    { 1: "done", 3: "failed" },
  ],
  [armProgress, (status) => arm({ armCartesianFeedback: { status } }), { 1: "done", 3: "failed", 4: "failed" }],
  [armProgress, (status) => arm({ armGazeFeedback: { status } }), { 1: "done", 3: "failed" }],
  [armProgress, (status) => arm({ armJointMoveFeedback: { status } }), { 1: "done", 3: "failed" }],
  [armProgress, (status) => arm({ namedArmPositionFeedback: { status } }), { 1: "done", 3: "failed" }],
  [armProgress, (status) => arm({ armImpedanceFeedback: { status } }), { 1: "done", 3: "failed", 4: "failed" }],
];

describe("the feedback of a command", () => {
  it.each(JUDGES)("is judged by its own status (%#)", (judge, feedback, verdicts) => {
    for (const status of [0, 1, 2, 3, 4]) {
      const decoded = RobotCommandFeedback.decode(RobotCommandFeedback.encode(feedback(status)));
      expect(judge(decoded)).toBe(verdicts[status] ?? "under-way");
    }
  });

  it("says nothing where it is of another kind", () => {
    const judges = new Set(JUDGES.map(([judge]) => judge));
    for (const judge of judges) {
      for (const other of [{}, fullBody({ stopFeedback: {} }), mobility({ stopFeedback: {} }), arm({})]) {
        expect(judge(RobotCommandFeedback.decode(RobotCommandFeedback.encode(other)))).toBe("under-way");
      }
    }
  });
});

describe("a robot command", () => {
  it("is sent with its end time, and asked after once a second until the robot has got there", async () => {
    const clock = new SkippingClock();
    const script = { RobotCommand: [ACCEPTED], RobotCommandFeedback: [RISING, RISING, STANDING] };
    const robotClock = { toRobotTime: (local: bigint) => robotTime(local + 1_000_000_000n), clockIdentifier: "c" };
    const { client, channel } = scripted(RobotCommandClient, script, { robotClock });
    const command = { synchronizedCommand: { mobilityCommand: { stanceRequest: {} } } };
    const heard: unknown[] = [];
    const end = await runRobotCommand(client, command, standProgress, {
      clock,
      endTime: localTime(5_000_000_000n),
      onProgress: (response) => heard.push(response),
    });
    expect(channel.calls[0]?.requests[0]).toMatchObject({
      command: { synchronizedCommand: { mobilityCommand: { stanceRequest: { endTime: { seconds: 6n } } } } },
    });
    expect(channel.lastRequest).toMatchObject({ robotCommandId: 42 });
    expect(channel.calls[0]?.options).toMatchObject({ timeoutMs: 10_000 });
    expect(clock.delays).toEqual([1000, 1000]);
    expect(heard).toHaveLength(3);
    expect(end).toMatchObject(STANDING);
  });

  it("that the robot refuses is not waited for", async () => {
    const { client, names } = scripted(RobotCommandClient, { RobotCommand: [{ status: 7 }] });
    expect(await rejection(runRobotCommand(client, {}, standProgress))).toBeInstanceOf(NotPoweredOnError);
    expect(names()).toEqual(["RobotCommand"]);
  });

  it("outlives an answer that is late", async () => {
    const clock = new SkippingClock();
    const script = { RobotCommandFeedback: ["DEADLINE_EXCEEDED", STANDING] } as const;
    const { client } = scripted(RobotCommandClient, script);
    expect(await awaitRobotCommand(client, 1, standProgress, { clock })).toMatchObject(STANDING);
  });

  it("is given up after 10 s", async () => {
    const clock = new SkippingClock();
    const { client } = scripted(RobotCommandClient, { RobotCommandFeedback: [RISING] });
    const error = await rejection(awaitRobotCommand(client, 9, standProgress, { clock }));
    expect(error).toBeInstanceOf(RobotCommandTimedOutError);
    expect(error).toMatchObject({ code: "ROBOT_COMMAND_TIMED_OUT", timeoutMs: 10_000 });
  });

  it("comes to nothing where a part of the robot gives up, or cannot get there", async () => {
    const failed: readonly [RobotCommandFeedbackInit, string][] = [
      [mobility({ standFeedback: { status: 1 } }, 2), "mobility: COMMAND_OVERRIDDEN"],
      [{ fullBodyFeedback: { status: 3 } }, "full body: COMMAND_TIMED_OUT"],
      [
        { synchronizedFeedback: { armCommandFeedback: { status: 5 }, gripperCommandFeedback: { status: 4 } } },
        "arm: INCOMPATIBLE_HARDWARE, gripper: ROBOT_FROZEN",
      ],
      [mobility({}, 99), "mobility: status 99"],
      [mobility({ stanceFeedback: { status: 3 } }), "cannot get there"],
    ];
    for (const [feedback, text] of failed) {
      const { client } = scripted(RobotCommandClient, { RobotCommandFeedback: [{ feedback }] });
      const options = { clock: new SkippingClock() };
      const error = await rejection(awaitRobotCommand(client, 9, stanceProgress, options));
      expect(error).toBeInstanceOf(RobotCommandFailedError);
      expect(error).toMatchObject({ code: "ROBOT_COMMAND_FAILED", feedback: { feedback } });
      expect((error as Error).message).toContain(text);
    }
  });

  it("to right itself has 30 s", async () => {
    const clock = new SkippingClock();
    const script = {
      RobotCommand: [ACCEPTED],
      RobotCommandFeedback: [{ feedback: fullBody({ selfrightFeedback: { status: 2 } }) }],
    };
    const { client, channel } = scripted(RobotCommandClient, script);
    const error = await rejection(selfRight(client, { clock }));
    expect(error).toMatchObject({ code: "ROBOT_COMMAND_TIMED_OUT", timeoutMs: 30_000 });
    expect(channel.calls[0]?.requests[0]).toMatchObject({ command: { fullBodyCommand: { selfrightRequest: {} } } });
    const done = { ...script, RobotCommandFeedback: [{ feedback: fullBody({ selfrightFeedback: { status: 1 } }) }] };
    await selfRight(scripted(RobotCommandClient, done).client, { clock });
  });
});
