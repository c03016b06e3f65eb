/** `spotwire stand|sit|self-right|stop`: where the robot is, without a step. */
import type { Command } from "commander";
import {
  RobotCommandClient,
  runRobotCommand,
  selfRight,
  sitCommand,
  sitProgress,
  standCommand,
  standProgress,
  stopCommand,
} from "../../services/index.ts";
import { type Driven, type DriveOptions, onDrivenRobot, powerOnIfAsked, withDriveOptions } from "../driving.ts";
import { notes } from "../help/sections.ts";
import { parseAngle, parseNumber, splitList } from "../number-options.ts";
import { printJson, printLine } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";

interface StandOptions extends DriveOptions {
  readonly height?: number;
  readonly turn?: readonly number[];
}

/** Asked often, since a person waits. */
const INTERVAL_MS = 250;
const TURN = { min: 3, max: 3, form: "three angles, yaw,roll,pitch, such as 10deg,0,-5deg" };

/** Add the commands. */
export function addPostureCommands(program: Command, context: CommandContext): void {
  const done = (options: DriveOptions, text: string, status: string): void => {
    if (options.json === true) printJson(context.output, { status });
    else printLine(context.output, text);
  };

  const stand = program.command("stand").description("stand up, or stand differently");
  withDriveOptions(stand, { powersOn: true })
    .option("--height <metres>", "body height against the usual one", (text) => parseNumber("--height", text))
    .option("--turn <yaw,roll,pitch>", "how to hold the body", (text) =>
      splitList("--turn", text, TURN).map((part) => parseAngle("--turn", part)),
    )
    .action(
      onDrivenRobot(context, async (driven, options: StandOptions) => {
        await powerOnIfAsked(driven, options, context);
        const [yawRadians, rollRadians, pitchRadians] = options.turn ?? [];
        const pose = { bodyHeightMeters: options.height, yawRadians, rollRadians, pitchRadians };
        await run(driven, standCommand(pose), standProgress);
        done(options, "the robot stands", "standing");
      }),
    );

  const sit = program.command("sit").description("sit down; the motors keep their power");
  withDriveOptions(sit).action(
    onDrivenRobot(
      context,
      async (driven, options: DriveOptions) => {
        await run(driven, sitCommand(), sitProgress);
        done(options, "the robot sits", "sitting");
      }, // A robot on its way down is best left to get there.
      { whenInterrupted: "leave" },
    ),
  );

  const right = program.command("self-right").description("roll onto the belly after a fall; needs room all around");
  withDriveOptions(right, { powersOn: true }).action(
    onDrivenRobot(context, async (driven, options: DriveOptions) => {
      await powerOnIfAsked(driven, options, context);
      const { robot, signal } = driven;
      await selfRight(robot.client(RobotCommandClient), { signal, intervalMs: INTERVAL_MS });
      done(options, "the robot lies on its belly", "righted");
    }),
  );

  const stop = program.command("stop").description("stop where it is, standing if it stands; no e-stop");
  withDriveOptions(stop)
    .addHelpText(
      "after",
      notes(`
Somebody else's robot is stopped only with --take, which takes it from them. The motors keep their power: to have them
off, see spotwire power off and spotwire estop.`),
    )
    .action(
      onDrivenRobot(
        context,
        async ({ robot, signal }, options: DriveOptions) => {
          await robot.client(RobotCommandClient).sendCommand(stopCommand(), { signal });
          done(options, "the robot was told to stop", "stopped");
        },
        { whenInterrupted: "leave" },
      ),
    );
}

async function run(
  { robot, signal }: Driven,
  command: ReturnType<typeof standCommand>,
  progress: typeof standProgress,
): Promise<void> {
  await runRobotCommand(robot.client(RobotCommandClient), command, progress, { signal, intervalMs: INTERVAL_MS });
}
