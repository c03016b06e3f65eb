/**
 * Drive with the keyboard: w a s d walk, q e turn, space stands still, x ends.
 *
 *     npx tsx examples/joystick.ts
 *
 * The newest key goes to the robot ten times a second, each command for 0.6 s: a key that is let go, a program that
 * crashes or a link that breaks all stop the robot within that time. It walks at 0.5 m/s at most; have room, and its own
 * e-stop at hand.
 */
import process from "node:process";
import { becomeEstop, leasesOf, RobotStateClient, settleOnExit } from "spotwire";
import { se2ATformB } from "spotwire/geometry";
import {
  LatestCommandSender,
  powerOnMotors,
  PowerClient,
  RobotCommandClient,
  runRobotCommand,
  safePowerOffMotors,
  standCommand,
  standProgress,
  velocityCommand,
} from "spotwire/services";
import { say, withRobot } from "./with-robot.ts";

/** Metres and radians per second. */
const KEYS: Readonly<Record<string, Parameters<typeof velocityCommand>[0]>> = {
  w: { xMetersPerSecond: 0.5 },
  s: { xMetersPerSecond: -0.5 },
  a: { yMetersPerSecond: 0.5 },
  d: { yMetersPerSecond: -0.5 },
  q: { yawRadiansPerSecond: 0.7 },
  e: { yawRadiansPerSecond: -0.7 },
  " ": {},
};

await withRobot(async (robot) => {
  await robot.timeSync.established();
  await using estop = await becomeEstop(robot, { name: "joystick", timeoutMs: 5000 });
  settleOnExit(estop);
  await using lease = await leasesOf(robot).acquire("body", {
    onLost: ({ owner }) => say(`the lease went to ${owner?.clientName ?? "somebody else"}: no more commands of ours`),
  });
  const commands = robot.client(RobotCommandClient);
  await powerOnMotors(robot.client(PowerClient));
  try {
    await runRobotCommand(commands, standCommand(), standProgress, { intervalMs: 250 });
    say("w a s d walk, q e turn, space stands still, x ends");

    await using stick = new LatestCommandSender(commands, { onError: (error) => say(`not sent: ${String(error)}`) });
    for await (const key of keys(lease.signal)) {
      if (key === "x") break;
      const velocity = KEYS[key];
      if (velocity !== undefined) stick.send(velocityCommand(velocity));
    }
    await stick.close(lease.isHeld ? velocityCommand({}) : undefined);

    const { kinematicState } = await robot.client(RobotStateClient).getRobotState();
    const pose = kinematicState?.transformsSnapshot && se2ATformB(kinematicState.transformsSnapshot, "odom", "body");
    say(`walked to x ${pose?.position.x.toFixed(2)} m, y ${pose?.position.y.toFixed(2)} m in odom`);
  } finally {
    if (lease.isHeld) {
      await safePowerOffMotors({ robotCommand: commands, robotState: robot.client(RobotStateClient) });
      say("sitting, motors off");
    }
  }
});

/** Keys as they are pressed, until the signal says that they mean nothing any more. */
async function* keys(signal: AbortSignal): AsyncGenerator<string> {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  const end = (): void => void stdin.destroy();
  signal.addEventListener("abort", end);
  try {
    for await (const chunk of stdin) {
      for (const key of String(chunk)) {
        if (key === "\u0003") process.kill(process.pid, "SIGINT"); // raw mode takes Ctrl-C for a key
        yield key;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", end);
    if (stdin.isTTY) stdin.setRawMode(false);
  }
}
