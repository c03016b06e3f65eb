import { describe, expect, it } from "vitest";
import type { GrpcServer, ServerContext } from "../../../src/grpc/server/index.ts";
import type { JointCommand_UpdateRequestInit } from "../../../src/messages/bosdyn/api/basic_command.ts";
import {
  JointControlStreamRequest,
  type JointControlStreamResponseInit,
} from "../../../src/messages/bosdyn/api/robot_command.ts";
import { ServiceScene } from "../motion/service-scene.ts";

const OK = 1;
const INVALID_REQUEST = 2;
const INACTIVE = 3;
const EXPIRED = 4;
const TOO_DISTANT = 5;

type Handler = (
  requests: AsyncIterable<JointControlStreamRequest>,
  context: ServerContext,
) => Promise<JointControlStreamResponseInit>;

/** A robot that stands, and one stream of joint commands to it. */
class JointScene extends ServiceScene {
  #answer: JointControlStreamResponseInit | undefined;
  #push: ((update: JointCommand_UpdateRequestInit | undefined) => void) | undefined;

  constructor() {
    super();
    this.standUp();
  }

  /** What the stream ended with, if it has. */
  get answer(): JointControlStreamResponseInit | undefined {
    return this.#answer;
  }

  open(): void {
    const service = this.motion.services.find(({ name }) => name === "robot-command-streaming");
    let handler: Handler | undefined;
    const server = { handle: (_method: unknown, found: Handler) => (handler = found) };
    service?.install(server as unknown as GrpcServer);
    const requests = async function* (scene: JointScene): AsyncGenerator<JointControlStreamRequest> {
      for (;;) {
        const jointCommand = await new Promise<JointCommand_UpdateRequestInit | undefined>((resolve) => {
          scene.#push = resolve;
        });
        if (jointCommand === undefined) return;
        yield JointControlStreamRequest.decode(JointControlStreamRequest.encode({ jointCommand }));
      }
    };
    void handler?.(requests(this), {} as ServerContext).then((answer) => (this.#answer = answer));
  }

  /** Send a command; none ends the stream. */
  async send(update?: JointCommand_UpdateRequestInit): Promise<void> {
    await settle();
    this.#push?.(update);
    await settle();
  }

  /** A good command: where the joints are, and a little more. */
  good(more: JointCommand_UpdateRequestInit = {}): JointCommand_UpdateRequestInit {
    return {
      endTime: this.in(50),
      position: this.joints(),
      gains: { kQP: Array<number>(12).fill(600), kQdP: Array<number>(12).fill(5) },
      userCommandKey: 42,
      velocitySafetyLimit: { value: 10 },
      ...more,
    };
  }

  joints(): number[] {
    return this.locomotion.body().legs.flatMap(({ position: { hx, hy, kn } }) => [hx, hy, kn]);
  }

  async activate(): Promise<void> {
    expect(await this.fullBody({ jointRequest: {} })).toMatchObject({ status: OK });
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Commands that end the stream. */
const BAD: Record<string, [number, (scene: JointScene) => JointCommand_UpdateRequestInit]> = {
  "without an end time": [INVALID_REQUEST, () => ({ endTime: undefined })],
  "whose end time has passed": [EXPIRED, (scene) => ({ endTime: scene.in(-1) })],
  "that ends in more than ten seconds": [TOO_DISTANT, (scene) => ({ endTime: scene.in(10_001) })],
  "for eleven joints": [INVALID_REQUEST, () => ({ position: Array<number>(11).fill(0) })],
  "for a robot with an arm": [INVALID_REQUEST, () => ({ position: Array<number>(19).fill(0) })],
  "with some velocities": [INVALID_REQUEST, () => ({ velocity: [1, 2] })],
  "with some gains": [INVALID_REQUEST, () => ({ gains: { kQP: [1], kQdP: [1] } })],
  "with a negative gain": [
    INVALID_REQUEST,
    () => ({ gains: { kQP: Array<number>(12).fill(-1), kQdP: Array<number>(12).fill(1) } }),
  ],
  "without gains, as the first": [INVALID_REQUEST, () => ({ gains: undefined })],
  "with a position that is not a number": [INVALID_REQUEST, () => ({ position: Array<number>(12).fill(Number.NaN) })],
  "without a velocity limit": [INVALID_REQUEST, () => ({ velocitySafetyLimit: undefined })],
  "with a velocity limit of 0": [INVALID_REQUEST, () => ({ velocitySafetyLimit: { value: 0 } })],
};

describe("the simulator's joint control", () => {
  for (const [what, [status, more]] of Object.entries(BAD))
    it(`ends a stream at a command ${what}`, async () => {
      const scene = new JointScene();
      await scene.activate();
      scene.open();
      await scene.send(scene.good(more(scene)));
      expect(scene.answer).toMatchObject({ status, header: { error: { code: 1 } } });
      expect(scene.answer?.message).toMatch(/\w/);
    });

  it("answers a stream that the client ends", async () => {
    const scene = new JointScene();
    await scene.activate();
    scene.open();
    await scene.send(scene.good());
    await scene.send();
    expect(scene.answer?.status).toBe(OK);
  });

  it("takes commands before it is activated, for five seconds, and drops them", async () => {
    const scene = new JointScene();
    scene.open();
    await scene.send(scene.good());
    expect(scene.answer).toBeUndefined();
    expect(scene.motion.jointControl.messagesReceived).toBe(0n);
    scene.run(5001);
    await scene.send(scene.good());
    expect(scene.answer?.status).toBe(INACTIVE);
  });

  it("may be activated during the stream, and then needs no gains again", async () => {
    const scene = new JointScene();
    scene.open();
    await scene.send(scene.good());
    await scene.activate();
    await scene.send(scene.good({ gains: undefined }));
    expect(scene.answer).toBeUndefined();
    expect(scene.motion.jointControl.messagesReceived).toBe(1n);
    expect((await scene.feedback())?.fullBodyFeedback).toMatchObject({
      status: 1,
      jointFeedback: { status: 1, numMessagesReceived: 1n },
    });
    expect(scene.motion.jointControl.lastCommand).toMatchObject({
      userCommandKey: 42,
      receivedTimestamp: { seconds: scene.clock.now() / 1_000_000_000n },
    });
  });

  it("moves the joints to where they are commanded, and the body with them", async () => {
    const scene = new JointScene();
    await scene.activate();
    scene.open();
    const bent = scene.joints().map((angle, i) => (i % 3 === 1 ? angle + 0.1 : i % 3 === 2 ? angle - 0.2 : angle));
    for (let ms = 0; ms < 600; ms += 10) {
      const part = Math.min(1, ms / 400);
      const position = scene.joints().map((now, i) => now + ((bent[i] ?? 0) - now) * part);
      await scene.send(scene.good({ position }));
      scene.run(10);
    }
    for (const [i, angle] of scene.joints().entries()) expect(angle).toBeCloseTo(bent[i] ?? Number.NaN, 2);
    expect(scene.position.z).toBeLessThan(0.51);
    expect(scene.position.z).toBeGreaterThan(0.4);
    expect(scene.behaviorFaults.active).toEqual([]);
  });

  it("carries positions on with their velocity, as long as it may", async () => {
    const scene = new JointScene();
    await scene.activate();
    scene.open();
    const start = scene.joints()[0] ?? 0;
    const velocity = scene.joints().map((_, i) => (i === 0 ? 0.5 : 0));
    await scene.send(scene.good({ endTime: scene.in(2000), velocity, extrapolationDuration: { nanos: 200_000_000 } }));
    scene.run(1000);
    expect((scene.joints()[0] ?? 0) - start).toBeCloseTo(0.1, 3);
  });

  it("leaves the robot standing frozen when the client falls silent, and ends the stream", async () => {
    const scene = new JointScene();
    await scene.activate();
    scene.open();
    await scene.send(scene.good());
    scene.run(100);
    expect(scene.locomotion.hasJointControl).toBe(false);
    expect(scene.locomotion.isFrozen).toBe(true);
    expect((await scene.feedback())?.fullBodyFeedback?.jointFeedback?.status).toBe(2);
    await scene.send(scene.good());
    expect(scene.answer?.status).toBe(INACTIVE);
  });

  it("raises a fault when a joint is faster than it may be", async () => {
    const scene = new JointScene();
    await scene.activate();
    scene.open();
    const position = scene.joints().map((angle, i) => (i % 3 === 0 ? angle : angle - 0.5));
    await scene.send(scene.good({ position, endTime: scene.in(1000), velocitySafetyLimit: { value: 1 } }));
    scene.run(100);
    expect(scene.behaviorFaults.active).toHaveLength(1);
    expect(scene.locomotion.hasJointControl).toBe(false);
    expect((await scene.feedback())?.fullBodyFeedback?.jointFeedback?.status).toBe(2);
  });

  it("gives the joints back to the next command", async () => {
    const scene = new JointScene();
    await scene.activate();
    await scene.mobility({ sitRequest: {} });
    scene.run(3000);
    expect(scene.locomotion.posture).toBe("sitting");
    expect((await scene.feedback(1))?.fullBodyFeedback?.status).toBe(2);
  });

  it("is only for a robot that stands", async () => {
    const scene = new ServiceScene();
    expect(await scene.fullBody({ jointRequest: {} })).toMatchObject({ status: 3 });
  });
});
