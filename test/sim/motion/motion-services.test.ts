import { describe, expect, it, onTestFinished } from "vitest";
import { listenNode } from "../../../src/grpc/h2/node-listener.ts";
import { GrpcServer } from "../../../src/grpc/server/index.ts";
import {
  awaitRobotCommand,
  DockedError,
  DockingClient,
  dockRobot,
  RobotCommandClient,
  type ServiceClientOptions,
  robotTime,
  runRobotCommand,
  safePowerOffCommand,
  safePowerOffProgress,
  sitCommand,
  sitProgress,
  standCommand,
  standProgress,
  trajectoryCommand,
  trajectoryProgress,
  undockRobot,
  velocityCommand,
  localTime,
  RobotCommandUnsupportedError,
  type LocalTime,
  RobotCommandStreamingClient,
} from "../../../src/services/index.ts";
import { openChannel } from "../../support/channels.ts";
import { rejection } from "../../support/robots.ts";
import { CLOCK, LEASE, ServiceScene } from "./service-scene.ts";

/** The robot of a scene on a port, and clients of it whose waits let the robot's time pass. */
async function served(): Promise<{
  readonly scene: ServiceScene;
  readonly options: ServiceClientOptions;
  readonly channel: ReturnType<typeof openChannel>;
  readonly wait: object;
}> {
  const scene = new ServiceScene();
  const server = new GrpcServer();
  for (const service of scene.motion.services) service.install(server);
  const listener = await listenNode(server.accept, {});
  onTestFinished(() => listener.close());
  // The client's clock is a minute behind the robot's.
  const behind = 60_000_000_000n;
  const now = (): LocalTime => localTime(scene.clock.now() - behind);
  const robotClock = { toRobotTime: (local: bigint) => robotTime(local + behind), clockIdentifier: CLOCK };
  const leases = { attach: () => LEASE, observe: () => undefined };
  const clock = {
    now: () => scene.clock.uptimeMs(),
    after: (delayMs: number, callback: () => void) => {
      const timer = setImmediate(() => {
        scene.run(delayMs);
        callback();
      });
      return () => clearImmediate(timer);
    },
  };
  return { scene, channel: openChannel(listener.port), options: { now, robotClock, leases }, wait: { clock, now } };
}

describe("the services that move a robot, over the wire", () => {
  it("serve the clients of the library: stand, walk, sit, power off", async () => {
    const { scene, channel, options, wait } = await served();
    const client = new RobotCommandClient(channel, options);
    const endTime = (ms: number): LocalTime => localTime((options.now?.() ?? 0n) + BigInt(ms) * 1_000_000n);
    const refused = velocityCommand({ xMetersPerSecond: 1, endTime: endTime(1000) });
    expect(await rejection(client.sendCommand(refused))).toBeInstanceOf(RobotCommandUnsupportedError);
    await runRobotCommand(client, standCommand(), standProgress, wait);
    expect(scene.locomotion.posture).toBe("standing");
    const walk = trajectoryCommand({ xMeters: 1.5, yMeters: 0.5, frameName: "odom", endTime: endTime(20_000) });
    await runRobotCommand(client, walk, trajectoryProgress, wait);
    expect(scene.position.x).toBeCloseTo(1.5, 1);
    await client.sendCommand(velocityCommand({ xMetersPerSecond: -0.5, endTime: endTime(1000) }));
    scene.run(3000);
    expect(scene.position.x).toBeCloseTo(1, 1);
    await runRobotCommand(client, sitCommand(), sitProgress, wait);
    const id = await client.sendCommand(safePowerOffCommand());
    await awaitRobotCommand(client, id, safePowerOffProgress, wait);
    expect(scene.motors.isOn).toBe(false);
  });

  it("dock and undock", async () => {
    const { scene, channel, options, wait } = await served();
    scene.standUp();
    const client = new DockingClient(channel, options);
    expect(await dockRobot(client, 520, wait)).toBe(0);
    expect(scene.shorePower).toEqual([true]);
    scene.motors.isOn = true;
    const commands = new RobotCommandClient(channel, options);
    expect(await rejection(commands.sendCommand(standCommand()))).toBeInstanceOf(DockedError);
    await undockRobot(client, wait);
    expect(scene.locomotion.posture).toBe("standing");
    expect(scene.shorePower).toEqual([true, false]);
  });

  it("take a stream of joint commands", async () => {
    const { scene, channel, options } = await served();
    scene.standUp();
    await scene.fullBody({ jointRequest: {} });
    const client = new RobotCommandStreamingClient(channel, options);
    const position = scene.locomotion.body().legs.flatMap(({ position: { hx, hy, kn } }) => [hx, hy, kn]);
    const twelve = (value: number): number[] => Array<number>(12).fill(value);
    const commands = Array.from({ length: 20 }, (_, i) => ({
      jointCommand: {
        endTime: scene.in(500),
        position,
        gains: { kQP: twelve(600), kQdP: twelve(5) },
        velocitySafetyLimit: { value: 10 },
        userCommandKey: i + 1,
      },
    }));
    const answer = await client.jointControlStream(commands);
    expect(answer.status).toBe(1);
    expect(scene.motion.jointControl.messagesReceived).toBe(20n);
    expect(scene.motion.jointControl.lastCommand?.userCommandKey).toBe(20);
    const bad = commands.map(({ jointCommand }) => ({ jointCommand: { ...jointCommand, gains: undefined } }));
    expect(await rejection(client.jointControlStream(bad))).toMatchObject({
      response: { status: 2, message: "gains are missing from the first command of the stream" },
    });
  });
});
