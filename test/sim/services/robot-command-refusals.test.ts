import { describe, expect, it } from "vitest";
import type { RobotCommandInit } from "../../../src/messages/bosdyn/api/robot_command.ts";
import type { MobilityCommand_RequestInit } from "../../../src/messages/bosdyn/api/mobility_command.ts";
import { ServiceScene } from "../motion/service-scene.ts";
import { params, standing, trajectory, velocity } from "./command-requests.ts";

const OK = 1;
const UNSUPPORTED = 3;
const NO_TIMESYNC = 4;
const EXPIRED = 5;
const TOO_DISTANT = 6;
const NOT_POWERED_ON = 7;
const UNKNOWN_FRAME = 8;
const BEHAVIOR_FAULT = 9;
const DOCKED = 10;
const INVALID_REQUEST = 3;
const STAND: MobilityCommand_RequestInit = { standRequest: {} };

/** What is refused, and with which status. */
const REFUSALS: Record<string, [status: number, refused: (scene: ServiceScene) => MobilityCommand_RequestInit]> = {
  "an end time that is missing": [EXPIRED, () => ({ se2VelocityRequest: { velocity: {}, se2FrameName: "body" } })],
  "an end time that has passed": [EXPIRED, (scene) => velocity(scene, 1, -1)],
  "an end time that is now": [EXPIRED, (scene) => velocity(scene, 1, 0)],
  "an end time in more than an hour": [TOO_DISTANT, (scene) => velocity(scene, 1, 3_600_001)],
  "a velocity in a frame that it does not know": [UNKNOWN_FRAME, (scene) => velocity(scene, 1, 1000, "nowhere")],
  "a velocity in no frame": [UNKNOWN_FRAME, (scene) => velocity(scene, 1, 1000, "")],
  "a trajectory in the body's frame": [UNKNOWN_FRAME, (scene) => trajectory(scene, 1, "body")],
  "a stance in a frame that it does not know": [
    UNKNOWN_FRAME,
    (scene) => ({
      stanceRequest: {
        endTime: scene.in(1000),
        stance: { se2FrameName: "fl_foot", footPositions: new Map([["fl", { x: 0, y: 0 }]]) },
      },
    }),
  ],
  "a body pose of an instant that has passed": [
    EXPIRED,
    (scene) => ({
      standRequest: {},
      params: params({
        bodyControl: { baseOffsetRtFootprint: { points: [{ pose: {} }], referenceTime: scene.in(-10) } },
      }),
    }),
  ],
};

/** What is malformed. */
const MALFORMED: Record<string, (scene: ServiceScene) => RobotCommandInit | undefined> = {
  "no command": () => undefined,
  "an empty command": () => ({}),
  "an empty full body command": () => ({ fullBodyCommand: {} }),
  "a synchronized command for no part": () => ({ synchronizedCommand: {} }),
  "a mobility command without a command": () => ({ synchronizedCommand: { mobilityCommand: {} } }),
  "a velocity that is not a number": (scene) => ({
    synchronizedCommand: { mobilityCommand: velocity(scene, Number.NaN) },
  }),
  "an infinite velocity": (scene) => ({ synchronizedCommand: { mobilityCommand: velocity(scene, Infinity) } }),
  "no velocity": (scene) => ({
    synchronizedCommand: { mobilityCommand: { se2VelocityRequest: { endTime: scene.in(9), se2FrameName: "body" } } },
  }),
  "a negative slew rate": (scene) => ({
    synchronizedCommand: {
      mobilityCommand: {
        se2VelocityRequest: {
          velocity: {},
          slewRateLimit: { angular: -1 },
          endTime: scene.in(9),
          se2FrameName: "body",
        },
      },
    },
  }),
  "a trajectory without points": (scene) => ({
    synchronizedCommand: {
      mobilityCommand: { se2TrajectoryRequest: { trajectory: {}, endTime: scene.in(9), se2FrameName: "odom" } },
    },
  }),
  "a trajectory point without a pose": (scene) => ({
    synchronizedCommand: {
      mobilityCommand: {
        se2TrajectoryRequest: { trajectory: { points: [{}] }, endTime: scene.in(9), se2FrameName: "odom" },
      },
    },
  }),
  "a trajectory of a thousand and one points": (scene) => ({
    synchronizedCommand: {
      mobilityCommand: {
        se2TrajectoryRequest: {
          trajectory: { points: Array.from({ length: 1001 }, () => ({ pose: {} })) },
          endTime: scene.in(9),
          se2FrameName: "odom",
        },
      },
    },
  }),
  "a stance without feet": (scene) => ({
    synchronizedCommand: {
      mobilityCommand: { stanceRequest: { endTime: scene.in(9), stance: { se2FrameName: "odom" } } },
    },
  }),
  "a stance of a fifth foot": (scene) => ({
    synchronizedCommand: {
      mobilityCommand: {
        stanceRequest: {
          endTime: scene.in(9),
          stance: { se2FrameName: "odom", footPositions: new Map([["xx", { x: 0, y: 0 }]]) },
        },
      },
    },
  }),
  "parameters of another type": () => ({
    synchronizedCommand: {
      mobilityCommand: { standRequest: {}, params: { typeUrl: "type.googleapis.com/x.Y", value: new Uint8Array() } },
    },
  }),
  "parameters that cannot be read": () => ({
    synchronizedCommand: {
      mobilityCommand: { standRequest: {}, params: { ...params({}), value: Uint8Array.of(0xff) } },
    },
  }),
};

describe("the simulator's robot command service: refusals", () => {
  for (const [what, [status, make]] of Object.entries(REFUSALS))
    it(`refuses ${what}`, async () => {
      const scene = standing();
      const answer = await scene.mobility(make(scene));
      expect(answer).toMatchObject({ status, robotCommandId: 0, leaseUseResult: { status: 1 } });
      expect(answer.header?.error?.code).toBe(OK);
      expect(answer.message).not.toBe("");
      expect(scene.locomotion.posture).toBe("standing");
    });

  for (const [what, make] of Object.entries(MALFORMED))
    it(`finds ${what} malformed`, async () => {
      const scene = standing();
      const { header, status } = await scene.command(make(scene));
      expect(header?.error?.code).toBe(INVALID_REQUEST);
      expect(header?.error?.message).not.toBe("");
      expect(status).toBe(0);
    });

  it("judges the lease before all else", async () => {
    const scene = new ServiceScene();
    const answer = await scene.command(undefined, { lease: { resource: "arm" }, clockIdentifier: "" });
    expect(answer).toMatchObject({ status: 0, leaseUseResult: { status: 2 } });
  });

  it("wants a clock that time sync knows, even of a malformed command", async () => {
    const scene = new ServiceScene();
    expect(await scene.command(undefined, { clockIdentifier: "" })).toMatchObject({ status: NO_TIMESYNC });
    expect(await scene.command(undefined, { clockIdentifier: "other" })).toMatchObject({ status: NO_TIMESYNC });
  });

  it("says no to a robot without power before it looks at faults, dock or times", async () => {
    const scene = new ServiceScene();
    scene.motors.cut();
    scene.behaviorFaults.raise(3);
    expect(await scene.mobility(velocity(scene, 1, -1))).toMatchObject({ status: NOT_POWERED_ON });
    expect(await scene.mobility(STAND)).toMatchObject({ status: NOT_POWERED_ON });
    scene.motors.isOn = true;
    expect(await scene.mobility(velocity(scene, 1, -1))).toMatchObject({ status: BEHAVIOR_FAULT });
  });

  it("says no on the dock", async () => {
    const scene = standing();
    scene.locomotion.walkTo({ x: -2, y: -2.5, yaw: Math.PI }, scene.clock.now() + 60_000_000_000n);
    scene.run(15_000);
    expect(await scene.mobility({ sitRequest: {} })).toMatchObject({ status: OK });
    scene.run(3000);
    expect(await scene.mobility(STAND)).toMatchObject({ status: DOCKED });
  });

  it("does not walk a robot that sits, lies or sits down: it must be told to stand", async () => {
    const scene = new ServiceScene();
    for (const make of [velocity, trajectory]) {
      expect(await scene.mobility(make(scene, 1))).toMatchObject({
        status: UNSUPPORTED,
        message: "the robot cannot do this while it is sitting",
      });
    }
    scene.standUp();
    await scene.mobility({ sitRequest: {} });
    expect(await scene.mobility(velocity(scene, 1))).toMatchObject({ status: UNSUPPORTED });
    scene.standUp();
    scene.locomotion.collapse();
    await scene.clearFault(1);
    expect(await scene.mobility(velocity(scene, 1))).toMatchObject({ status: UNSUPPORTED });
    expect(await scene.mobility(STAND)).toMatchObject({ status: UNSUPPORTED });
  });

  it("has no arm and no scales", async () => {
    const scene = standing();
    const endTime = scene.in(1000);
    expect(await scene.fullBody({ constrainedManipulationRequest: { endTime } })).toMatchObject({
      status: UNSUPPORTED,
    });
    expect(await scene.fullBody({ constrainedManipulationRequest: {} })).toMatchObject({ status: EXPIRED });
    expect(await scene.fullBody({ payloadEstimationRequest: {} })).toMatchObject({ status: UNSUPPORTED });
  });

  it("takes every frame that is fit", async () => {
    const scene = standing();
    for (const frame of ["odom", "vision", "flat_body", "body"]) {
      expect(await scene.mobility(velocity(scene, 0.1, 1000, frame))).toMatchObject({ status: OK });
    }
    for (const frame of ["odom", "vision"]) {
      expect(await scene.mobility(trajectory(scene, 0.1, frame))).toMatchObject({ status: OK });
    }
  });
});
