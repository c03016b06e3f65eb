/**
 * The first program of everybody who gets a robot: it stands up, looks around, takes a picture, and sits down again.
 *
 *     npx tsx examples/hello-spot.ts [PICTURE.jpg]
 *
 * The robot moves. Have two metres of room around it, and its own e-stop at hand.
 */
import { writeFile } from "node:fs/promises";
import { becomeEstop, leasesOf, RobotStateClient, settleOnExit } from "spotwire";
import { TextMessage_Level } from "spotwire/messages/bosdyn/api/data_buffer";
import {
  DataBufferClient,
  ImageClient,
  powerOnMotors,
  PowerClient,
  RobotCommandClient,
  runRobotCommand,
  safePowerOffMotors,
  standCommand,
  standProgress,
  takeImages,
  TextLog,
} from "spotwire/services";
import { say, withRobot } from "./with-robot.ts";

await withRobot(async (robot) => {
  const { serialNumber, nickname } = await robot.id();
  say(`this is ${nickname} (${serialNumber})`);

  // Commands carry robot time. From here on the two clocks are kept compared.
  await robot.timeSync.established();

  // As long as this program lives and checks in, the motors may have power; whatever ends it, the robot sits down.
  await using estop = await becomeEstop(robot, { name: "hello-spot", timeoutMs: 9000 });
  settleOnExit(estop);

  // Nobody else commands the robot meanwhile. The lease is returned at the end of this block.
  await using lease = await leasesOf(robot).acquire();
  say(`the lease of ${lease.resource} is ours`);

  const power = robot.client(PowerClient);
  const commands = robot.client(RobotCommandClient);
  await powerOnMotors(power);
  say("motors on");
  try {
    await runRobotCommand(commands, standCommand(), standProgress, { intervalMs: 250 });
    say("standing");

    await runRobotCommand(commands, standCommand({ yawRadians: 0.4 }), standProgress);
    await runRobotCommand(commands, standCommand({ bodyHeightMeters: 0.1 }), standProgress);
    say("looked around");

    const [image] = await takeImages(robot.client(ImageClient), ["frontleft_fisheye_image"]);
    const picture = image?.shot?.image;
    const [, , file] = process.argv;
    if (picture !== undefined && file !== undefined) {
      await writeFile(file, picture.data);
      say(`a picture of ${picture.cols}×${picture.rows} is in ${file}`);
    }

    await using log = new TextLog(robot.client(DataBufferClient), { source: "hello-spot" });
    log.write(TextMessage_Level.LEVEL_INFO, "hello from spotwire");
  } finally {
    // Sit down, then motors off: a robot whose power is cut while it stands falls.
    await safePowerOffMotors({ robotCommand: commands, robotState: robot.client(RobotStateClient) });
    say("sitting, motors off");
  }
});
