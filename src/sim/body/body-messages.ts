/** The body as the robot reports it: in whole states, and in the messages of the state stream. */
import type { SE3VelocityInit } from "../../messages/bosdyn/api/geometry.ts";
import {
  BehaviorState_State,
  type BehaviorStateInit,
  FootState_Contact,
  type FootStateInit,
  type JointStateInit,
  type KinematicStateInit,
  type RobotStateStreamResponseInit,
} from "../../messages/bosdyn/api/robot_state.ts";
import type { TimestampInit } from "../../messages/google/protobuf/timestamp.ts";
import type { Posture } from "../parts.ts";
import { frameTree, poseMessage } from "./frame-tree.ts";
import type { LegAngles } from "./legs.ts";
import type { BodyState, LegState } from "./motion.ts";
import { rotate } from "./vector.ts";

/** The parts of a streamed message that are of the body. */
export type StreamedBody = Pick<
  RobotStateStreamResponseInit,
  "jointStates" | "inertialState" | "kinematicState" | "contactStates"
>;

const JOINTS = ["hx", "hy", "kn"] as const satisfies readonly (keyof LegAngles)[];
/** IMU packets a second, as the stream reports it. */
const IMU_RATE = 333;

/** Joints, velocities and frames: `kinematic_state` of a robot state. */
export function kinematicState(body: BodyState, timestamp: TimestampInit): KinematicStateInit {
  return {
    jointStates: body.legs.flatMap(jointMessages),
    ...velocities(body),
    acquisitionTimestamp: timestamp,
    transformsSnapshot: frameTree(body),
  };
}

/** `foot_state` of a robot state: front left, front right, hind left, hind right. */
export function footStates({ legs }: BodyState): FootStateInit[] {
  return legs.map(({ footInBody, isInContact }) => ({
    footPositionRtBody: footInBody,
    contact: isInContact ? FootState_Contact.CONTACT_MADE : FootState_Contact.CONTACT_LOST,
    terrain: { groundMuEst: 0.8, frameName: "odom", groundContactNormalRtFrame: { x: 0, y: 0, z: 1 } },
  }));
}

/** `behavior_state` of a robot state. One that sits, lies or has no power cannot take commands to move. */
export function behaviorState(posture: Posture, isPowered: boolean): BehaviorStateInit {
  const state = {
    sitting: BehaviorState_State.STATE_NOT_READY,
    "standing-up": BehaviorState_State.STATE_TRANSITION,
    standing: BehaviorState_State.STATE_STANDING,
    walking: BehaviorState_State.STATE_STEPPING,
    "sitting-down": BehaviorState_State.STATE_TRANSITION,
    fallen: BehaviorState_State.STATE_NOT_READY,
  }[posture];
  return { state: isPowered ? state : BehaviorState_State.STATE_NOT_READY };
}

/** Motors that carry more are warmer: `motor_temperatures` of the system state. */
export function motorTemperatures({ legs }: BodyState): { name: string; temperature: number }[] {
  return legs.flatMap(({ leg, load }) =>
    JOINTS.map((joint) => ({ name: `${leg.name}.${joint}`, temperature: 30 + Math.abs(load[joint]) / 4 })),
  );
}

/** The body's part of one message of the state stream. */
export function streamedBody(body: BodyState, timestamp: TimestampInit): StreamedBody {
  const each = (of: (leg: LegState) => LegAngles): number[] =>
    body.legs.flatMap((leg) => JOINTS.map((joint) => of(leg)[joint]));
  return {
    jointStates: {
      acquisitionTimestamp: timestamp,
      position: each(({ position }) => position),
      velocity: each(({ velocity }) => velocity),
      load: each(({ load }) => load),
    },
    inertialState: {
      packetRate: IMU_RATE,
      identifier: "sim-imu",
      mountingLinkName: "body",
      positionImuRtLink: { x: 0, y: 0, z: 0 },
      packets: [
        {
          timestamp,
          accelerationRtOdomInLinkFrame: body.acceleration,
          angularVelocityRtOdomInLinkFrame: body.angularVelocity,
          odomRotLink: body.odomTformBody.rotation,
        },
      ],
    },
    kinematicState: {
      acquisitionTimestamp: timestamp,
      odomTformBody: poseMessage(body.odomTformBody),
      visionTformBody: poseMessage(body.visionTformBody),
      ...velocities(body),
    },
    contactStates: footStates(body).map(({ contact }) => contact ?? FootState_Contact.CONTACT_UNKNOWN),
  };
}

function jointMessages({ leg, position, velocity, acceleration, load }: LegState): JointStateInit[] {
  return JOINTS.map((joint) => ({
    name: `${leg.name}.${joint}`,
    position: { value: position[joint] },
    velocity: { value: velocity[joint] },
    acceleration: { value: acceleration[joint] },
    load: { value: load[joint] },
  }));
}

/** In vision the same velocity has other components; that vision drifts against odom is too slow to show in it. */
function velocities(body: BodyState): {
  readonly velocityOfBodyInVision: SE3VelocityInit;
  readonly velocityOfBodyInOdom: SE3VelocityInit;
} {
  const { linearVelocity: linear, angularVelocity: angular, visionTformOdom } = body;
  return {
    velocityOfBodyInVision: {
      linear: rotate(visionTformOdom.rotation, linear),
      angular: rotate(visionTformOdom.rotation, angular),
    },
    velocityOfBodyInOdom: { linear, angular },
  };
}
