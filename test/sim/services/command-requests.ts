/** Mobility commands as clients send them. */
import type { MobilityCommand_RequestInit } from "../../../src/messages/bosdyn/api/mobility_command.ts";
import { MobilityParams, type MobilityParamsInit } from "../../../src/messages/bosdyn/api/spot/robot_command.ts";
import { ServiceScene } from "../motion/service-scene.ts";

/** Go at a velocity. */
export function velocity(
  scene: ServiceScene,
  x: number,
  forMs = 1000,
  se2FrameName = "body",
): MobilityCommand_RequestInit {
  return { se2VelocityRequest: { velocity: { linear: { x, y: 0 } }, endTime: scene.in(forMs), se2FrameName } };
}

/** Walk along x. */
export function trajectory(
  scene: ServiceScene,
  x: number,
  se2FrameName = "odom",
  forMs = 9000,
): MobilityCommand_RequestInit {
  const points = [{ pose: { position: { x, y: 0 }, angle: 0 } }];
  return { se2TrajectoryRequest: { trajectory: { points }, endTime: scene.in(forMs), se2FrameName } };
}

/** Parameters, packed. */
export function params(init: MobilityParamsInit): MobilityCommand_RequestInit["params"] {
  return { typeUrl: `type.googleapis.com/${MobilityParams.typeName}`, value: MobilityParams.encode(init) };
}

/** A robot that stands. */
export function standing(): ServiceScene {
  const scene = new ServiceScene();
  scene.standUp();
  return scene;
}
