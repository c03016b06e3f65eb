/** A robot that stands and is ready for joint control: login, e-stop, lease and power are held here, for every contender. */
import { AuthClient, becomeEstop, connect, leasesOf, type Robot } from "../../src/index.ts";
import {
  jointControlCommand,
  powerOnMotors,
  PowerClient,
  RobotCommandClient,
  runRobotCommand,
  standCommand,
  standProgress,
} from "../../src/services/index.ts";
import { type RobotPlace, startRobots } from "../robots/start-robots.ts";

/** The robot. */
export interface JointRobot {
  readonly place: RobotPlace;
  /** Logged in, with the lease. */
  readonly robot: Robot;
  /** For clients that log in in no other way. */
  readonly token: string;
  /** Have it stand on its own again. */
  stand(): Promise<void>;
  /** Hand the joints over to the stream that runs. */
  handOver(): Promise<void>;
  close(): Promise<void>;
}

/** Start one. */
export async function startJointRobot(): Promise<JointRobot> {
  const robots = await startRobots(1, { isUrgent: true });
  const place = robots.places[0] as RobotPlace;
  const robot = await connect(`127.0.0.1:${place.port}`, { roots: place.roots });
  await robot.login(place.user, place.password);
  await robot.timeSync.established();
  const estop = await becomeEstop(robot, { name: "bench", timeoutMs: 60_000 });
  await estop.allow();
  await leasesOf(robot).acquire();
  await powerOnMotors(robot.client(PowerClient));
  const commands = robot.client(RobotCommandClient);
  const stand = async (): Promise<void> => {
    await runRobotCommand(commands, standCommand(), standProgress);
  };
  return {
    place,
    robot,
    token: await robot.client(AuthClient).login(place.user, place.password),
    stand,
    async handOver() {
      await commands.sendCommand(jointControlCommand());
    },
    async close() {
      await robot.close();
      await robots.close();
    },
  };
}
