import type { Vec3Init } from "../../../src/messages/bosdyn/api/geometry.ts";
import { describe, expect, it } from "vitest";
import {
  behaviorState,
  footStates,
  kinematicState,
  motorTemperatures,
  streamedBody,
} from "../../../src/sim/body/body-messages.ts";
import { MotionScene } from "../motion/motion-scene.ts";

const AT = { seconds: 7n };

function walking(): MotionScene {
  const scene = new MotionScene().standUp();
  scene.drive({ x: 0.8, yaw: 0.4 }, 5000);
  scene.run(1130);
  return scene;
}

describe("the body's messages", () => {
  it("agree with one another on joints, velocities and contacts", () => {
    const body = walking().locomotion.body();
    const [whole, streamed] = [kinematicState(body, AT), streamedBody(body, AT)];
    expect(whole.jointStates?.map(({ position }) => position?.value)).toEqual(streamed.jointStates?.position);
    expect(whole.jointStates?.map(({ velocity }) => velocity?.value)).toEqual(streamed.jointStates?.velocity);
    expect(whole.jointStates?.map(({ load }) => load?.value)).toEqual(streamed.jointStates?.load);
    expect(whole.velocityOfBodyInVision).toEqual(streamed.kinematicState?.velocityOfBodyInVision);
    expect(footStates(body).map(({ contact }) => contact)).toEqual(streamed.contactStates);
    expect([...(streamed.contactStates ?? [])].sort()).toEqual([1, 1, 2, 2]);
  });

  it("have the joints in the order of the joint-control arrays", () => {
    const names = kinematicState(walking().locomotion.body(), AT).jointStates?.map(({ name }) => name);
    const legs = ["fl", "fr", "hl", "hr"];
    expect(names).toEqual(legs.flatMap((leg) => ["hx", "hy", "kn"].map((joint) => `${leg}.${joint}`)));
    expect(motorTemperatures(walking().locomotion.body()).map(({ name }) => name)).toEqual(names);
  });

  it("have the same speed in vision as in odom, along other axes", () => {
    const scene = new MotionScene();
    scene.run(3_600_000);
    scene.standUp();
    scene.drive({ x: 0.8 }, 5000);
    scene.run(1000);
    const { velocityOfBodyInOdom: odom, velocityOfBodyInVision: vision } = kinematicState(scene.locomotion.body(), AT);
    const speed = ({ x = 0, y = 0 }: Vec3Init = {}): number => Math.hypot(x, y);
    expect(speed(vision?.linear)).toBeCloseTo(speed(odom?.linear), 9);
    expect(vision?.linear?.y).not.toBeCloseTo(odom?.linear?.y ?? 0, 3);
  });

  it("say what the robot is doing, and that without power it is not ready", () => {
    const states = { sitting: 1, "standing-up": 2, standing: 3, walking: 4, "sitting-down": 2, fallen: 1 } as const;
    for (const [posture, state] of Object.entries(states)) {
      expect(behaviorState(posture as keyof typeof states, true)).toEqual({ state });
      expect(behaviorState(posture as keyof typeof states, false)).toEqual({ state: 1 });
    }
  });
});
