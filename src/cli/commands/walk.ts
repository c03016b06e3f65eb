/** `spotwire walk`: to a place, or at a velocity for a while. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import { FrameTreeError, multiplySe2, type Pose2, se2ATformB } from "../../geometry/index.ts";
import { SE2TrajectoryCommand_Feedback_FinalGoalStatus } from "../../messages/bosdyn/api/basic_command.ts";
import type { RobotState } from "../../messages/bosdyn/api/robot_state.ts";
import {
  LatestCommandSender,
  localTime,
  RobotCommandClient,
  RobotCommandFailedError,
  RobotStateClient,
  runRobotCommand,
  trajectoryCommand,
  trajectoryProgress,
  velocityCommand,
  wallClock,
} from "../../services/index.ts";
import {
  type Driven,
  type DriveOptions,
  powerOnIfAsked,
  requireStanding,
  withDrivenRobot,
  withDriveOptions,
} from "../driving.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { parseAngle, parseNumber, parseSeconds, splitList } from "../number-options.ts";
import { printJson, printLine } from "../output.ts";
import { ProgressLine } from "../progress-line.ts";
import type { CommandContext } from "../robot-options.ts";
import { poseWords, WalkPicture } from "../walk-picture.ts";

interface Goal {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

interface WalkOptions extends DriveOptions {
  readonly to?: Goal;
  readonly frame: "body" | "odom" | "vision";
  readonly within?: number;
  readonly velocity?: Goal;
  readonly for?: number;
}

const WATCH_MS = 200;
const RENEW_MS = 100;
const MAX_METERS_PER_SECOND = 2;
const MAX_RADIANS_PER_SECOND = 3;
const HELP = `
Ctrl-C stops the robot. It stands up for none of this: see spotwire stand.`;

/** Add the command. */
export function addWalkCommand(program: Command, context: CommandContext): void {
  const walk = program.command("walk").description("walk to a place, or at a velocity for a while");
  withDriveOptions(walk, { powersOn: true })
    .option("--to <x,y,yaw>", "place in metres and the way to face there; yaw may be left out", parseGoal)
    .addOption(
      new Option("--frame <name>", "whose x (ahead) and y (left) those are")
        .choices(["body", "odom", "vision"])
        .default("body"),
    )
    .option("--within <time>", "give up after this long (default: 15s, and 4s for each metre)", (text) =>
      parseSeconds("--within", text),
    )
    .option("--velocity <vx,vy,wz>", "metres per second ahead and to the left, radians per second", parseVelocity)
    .option("--for <time>", "how long to walk at that velocity", (text) => parseSeconds("--for", text))
    .addHelpText("after", notes(HELP))
    .action((host: string | undefined, options: WalkOptions) => {
      requireOneWay(options);
      return withDrivenRobot(host, options, context, async (driven) => {
        const state = await powerOnIfAsked(driven, options, context);
        requireStanding(state);
        const frame = options.frame === "vision" ? "vision" : "odom";
        const end =
          options.velocity === undefined
            ? await walkTo(driven, state, frame, options, context)
            : await walkAt(driven, state, frame, options, context);
        if (options.json === true) printJson(context.output, { frame, ...end });
        else printLine(context.output, endText(frame, end));
      });
    });
}

interface WalkEnd {
  readonly xMeters: number;
  readonly yMeters: number;
  readonly yawRadians: number;
}

async function walkTo(
  driven: Driven,
  state: RobotState,
  frame: "odom" | "vision",
  { to: { x, y, yaw } = { x: 0, y: 0, yaw: 0 }, frame: goalFrame, within }: WalkOptions,
  { output }: CommandContext,
): Promise<WalkEnd> {
  const transformsSnapshot = state.kinematicState?.transformsSnapshot ?? {};
  const start = bodyPose(state, frame);
  const goal = { position: { x, y }, angle: yaw };
  const place = goalFrame === "body" ? multiplySe2(start, goal) : goal;
  const way = Math.hypot(place.position.x - start.position.x, place.position.y - start.position.y);
  const timeoutMs = (within ?? 15 + 4 * way) * 1000;
  const command = trajectoryCommand({
    xMeters: x,
    yMeters: y,
    headingRadians: yaw,
    frameName: goalFrame,
    walkingFrame: frame,
    transformsSnapshot,
  });
  using picture = new WalkPicture(new ProgressLine(output), start, place);
  const feedback = await watching(driven, frame, picture, () =>
    runRobotCommand(driven.robot.client(RobotCommandClient), command, trajectoryProgress, {
      signal: driven.signal,
      timeoutMs,
      intervalMs: WATCH_MS,
      endTime: localTime(wallClock() + BigInt(Math.round(timeoutMs * 1e6))),
    }),
  );
  const mobility = feedback.feedback?.synchronizedFeedback?.mobilityCommandFeedback;
  const { FINAL_GOAL_STATUS_BLOCKED } = SE2TrajectoryCommand_Feedback_FinalGoalStatus;
  // Stopped is also what it says of a robot that found no way.
  if (mobility?.se2TrajectoryFeedback?.finalGoalStatus === FINAL_GOAL_STATUS_BLOCKED) {
    throw new RobotCommandFailedError("the robot stopped short of the goal: something stands in the way", feedback);
  }
  return await finish(driven, frame, picture);
}

async function walkAt(
  driven: Driven,
  state: RobotState,
  frame: "odom" | "vision",
  { velocity: { x, y, yaw } = { x: 0, y: 0, yaw: 0 }, for: seconds = 0 }: WalkOptions,
  { output }: CommandContext,
): Promise<WalkEnd> {
  const command = velocityCommand({ xMetersPerSecond: x, yMetersPerSecond: y, yawRadiansPerSecond: yaw });
  using picture = new WalkPicture(new ProgressLine(output), bodyPose(state, frame), undefined);
  const failed = new AbortController();
  const sender = new LatestCommandSender(driven.robot.client(RobotCommandClient), {
    onError: (error) => failed.abort(error),
  });
  const signal = AbortSignal.any([driven.signal, failed.signal]);
  try {
    await watching(driven, frame, picture, async () => {
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until) {
        sender.send(command);
        await sleep(Math.min(RENEW_MS, Math.max(1, until - performance.now())), undefined, { signal });
      }
    });
    await sender.close(velocityCommand({}));
  } catch (error) {
    // The error of the call that failed says more than that the wait was cut short.
    if (failed.signal.aborted && !driven.signal.aborted) throw failed.signal.reason;
    throw error;
  } finally {
    await sender.close();
  }
  return await finish(driven, frame, picture);
}

/** Show where the robot is while it is on its way. A look that fails says nothing of the walk. */
async function watching<T>(
  { robot, signal }: Driven,
  frame: string,
  picture: WalkPicture,
  walk: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const look = async (): Promise<void> => {
    const client = robot.client(RobotStateClient);
    while (!either.aborted) {
      picture.show(bodyPose(await client.getRobotState({ signal: either }), frame));
      await sleep(WATCH_MS, undefined, { signal: either });
    }
  };
  const watch = look().catch(() => undefined);
  try {
    return await walk();
  } finally {
    over.abort();
    await watch;
  }
}

async function finish({ robot, signal }: Driven, frame: string, picture: WalkPicture): Promise<WalkEnd> {
  const pose = bodyPose(await robot.client(RobotStateClient).getRobotState({ signal }), frame);
  picture.show(pose);
  picture.keep();
  return { xMeters: pose.position.x, yMeters: pose.position.y, yawRadians: pose.angle };
}

/** Where the body is; the frame's origin for a robot that does not say. */
function bodyPose({ kinematicState }: RobotState, frame: string): Pose2 {
  const origin = { position: { x: 0, y: 0 }, angle: 0 };
  try {
    return se2ATformB(kinematicState?.transformsSnapshot ?? {}, frame, "body") ?? origin;
  } catch (error) {
    if (error instanceof FrameTreeError) return origin;
    throw error;
  }
}

function endText(frame: string, { xMeters, yMeters, yawRadians }: WalkEnd): string {
  return `the robot stands at ${poseWords(xMeters, yMeters, yawRadians)} in ${frame}`;
}

function parseGoal(text: string): Goal {
  const form = "x,y or x,y,yaw in metres and degrees or radians, such as 1,0,90deg";
  const [x = "", y = "", yaw = "0"] = splitList("--to", text, { min: 2, max: 3, form });
  return { x: parseNumber("--to", x), y: parseNumber("--to", y), yaw: parseAngle("--to", yaw) };
}

function parseVelocity(text: string): Goal {
  const form = "vx,vy,wz in metres and radians per second, such as 0.3,0,0.2";
  const [x = "", y = "", yaw = "0"] = splitList("--velocity", text, { min: 2, max: 3, form });
  const goal = {
    x: parseNumber("--velocity", x),
    y: parseNumber("--velocity", y),
    yaw: parseAngle("--velocity", yaw),
  };
  if (Math.hypot(goal.x, goal.y) > MAX_METERS_PER_SECOND || Math.abs(goal.yaw) > MAX_RADIANS_PER_SECOND) {
    throw new UsageError(
      `--velocity takes at most ${MAX_METERS_PER_SECOND} m/s and ${MAX_RADIANS_PER_SECOND} rad/s, not ${text}`,
    );
  }
  return goal;
}

function requireOneWay({ to, velocity, for: seconds, within }: WalkOptions): void {
  if ((to === undefined) === (velocity === undefined)) {
    throw new UsageError("say where with --to x,y,yaw, or how with --velocity vx,vy,wz --for 2s");
  }
  if (velocity !== undefined && seconds === undefined) throw new UsageError("--velocity needs --for, such as --for 2s");
  if (to !== undefined && seconds !== undefined) throw new UsageError("--for goes with --velocity; --to has --within");
  if (velocity !== undefined && within !== undefined) throw new UsageError("--within goes with --to, not --velocity");
}
