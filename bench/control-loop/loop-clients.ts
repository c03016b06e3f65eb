/** Our clients of a robot's joints: over a login to the embedded robot, or straight to the steady one. */
import { connect, RobotStateStreamingClient } from "../../src/index.ts";
import { type RobotClock, type RobotTime, RobotCommandStreamingClient } from "../../src/services/index.ts";
import { openChannel, TRANSPORTS, type TransportName } from "../servers/open-channel.ts";
import type { LoopSetup } from "./contend-loop.ts";

/** What a loop needs. */
export interface LoopClients {
  readonly states: RobotStateStreamingClient;
  readonly commands: RobotCommandStreamingClient;
  readonly robotClock: RobotClock;
}

/** The steady robot does not look at times. */
const ANY_CLOCK: RobotClock = { toRobotTime: (local) => local as bigint as RobotTime, clockIdentifier: "bench" };

/** Connect; a connection for each service, as the robot's directory has it. */
export async function loopClients({ robot: place }: LoopSetup, transport: TransportName): Promise<LoopClients> {
  if (place.kind === "steady") {
    return {
      states: new RobotStateStreamingClient(openChannel(place, transport)),
      commands: new RobotCommandStreamingClient(openChannel(place, transport)),
      robotClock: ANY_CLOCK,
    };
  }
  const { port, roots, user, password } = place;
  const robot = await connect(`127.0.0.1:${port}`, { roots, transport: TRANSPORTS[transport] });
  await robot.login(user, password);
  await robot.timeSync.established();
  return {
    states: robot.client(RobotStateStreamingClient),
    commands: robot.client(RobotCommandStreamingClient),
    robotClock: robot.timeSync,
  };
}
