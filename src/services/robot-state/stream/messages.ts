/** Between the arrays of a state stream and the message as the generated codec has it, both ways. */
import type {
  Quaternion,
  QuaternionInit,
  SE3Pose,
  SE3PoseInit,
  SE3Velocity,
  SE3VelocityInit,
  Vec3,
  Vec3Init,
} from "../../../messages/bosdyn/api/geometry.ts";
import {
  type FootState_Contact,
  type ImuState,
  type ImuState_Packet,
  type ImuState_PacketInit,
  RobotStateStreamResponse,
  type RobotStateStreamResponse_KinematicState,
} from "../../../messages/bosdyn/api/robot_state.ts";
import type { Timestamp, TimestampInit } from "../../../messages/google/protobuf/timestamp.ts";
import * as memory from "./memory.ts";
import type { NumberList, StateStreamMemory } from "./memory.ts";
import type { RobotStateBuffer } from "./buffer.ts";
import type { ImuPacketView, PoseView, TimeView, VelocityView } from "./views.ts";

/** Put a decoded message into arrays that are clear. */
export function fillStateStream(state: StateStreamMemory, message: RobotStateStreamResponse): void {
  const { header, jointStates, inertialState, lastCommand, kinematicState, contactStates } = message;
  if (header !== undefined) state.present |= memory.HAS_HEADER;
  state.header = header;
  if (jointStates !== undefined) {
    state.present |= memory.HAS_JOINT_STATES;
    fillTime(state, memory.JOINT_TIME, memory.HAS_JOINT_TIME, jointStates.acquisitionTimestamp);
    fillList(state.position, jointStates.position);
    fillList(state.velocity, jointStates.velocity);
    fillList(state.load, jointStates.load);
  }
  if (inertialState !== undefined) fillInertialState(state, inertialState);
  if (lastCommand !== undefined) {
    state.present |= memory.HAS_LAST_COMMAND;
    state.numbers[memory.USER_COMMAND_KEY] = lastCommand.userCommandKey;
    fillTime(state, memory.RECEIVED_TIME, memory.HAS_RECEIVED_TIME, lastCommand.receivedTimestamp);
  }
  if (kinematicState !== undefined) fillKinematicState(state, kinematicState);
  fillList(state.contacts, contactStates);
}

function fillInertialState(state: StateStreamMemory, inertial: ImuState): void {
  state.present |= memory.HAS_INERTIAL_STATE;
  state.numbers[memory.PACKET_RATE] = inertial.packetRate;
  state.identifier.set(inertial.identifier);
  state.mountingLinkName.set(inertial.mountingLinkName);
  if (inertial.positionImuRtLink !== undefined) {
    state.present |= memory.HAS_IMU_POSITION;
    state.numbers.set(vector(inertial.positionImuRtLink), memory.IMU_POSITION);
  }
  for (const packet of inertial.packets) fillPacket(state, packet);
}

function fillPacket({ packets }: StateStreamMemory, packet: ImuState_Packet): void {
  const index = packets.add();
  const start = index * memory.PACKET_NUMBERS;
  const { accelerationRtOdomInLinkFrame, angularVelocityRtOdomInLinkFrame, odomRotLink, timestamp } = packet;
  let present = 0;
  const fill = (bit: number, slot: number, numbers: number[] | undefined): void => {
    if (numbers === undefined) return;
    present |= bit;
    packets.numbers.set(numbers, start + slot);
  };
  fill(memory.HAS_ACCELERATION, 0, accelerationRtOdomInLinkFrame && vector(accelerationRtOdomInLinkFrame));
  const angularVelocity = angularVelocityRtOdomInLinkFrame && vector(angularVelocityRtOdomInLinkFrame);
  fill(memory.HAS_ANGULAR_VELOCITY, memory.ANGULAR_VELOCITY, angularVelocity);
  fill(memory.HAS_ROTATION, memory.ROTATION, odomRotLink && quaternion(odomRotLink));
  fill(memory.HAS_PACKET_TIME, memory.PACKET_TIME, timestamp && time(timestamp));
  packets.present[index] = present;
}

function fillKinematicState(state: StateStreamMemory, kinematic: RobotStateStreamResponse_KinematicState): void {
  const { odomTformBody, visionTformBody, velocityOfBodyInVision, velocityOfBodyInOdom } = kinematic;
  state.present |= memory.HAS_KINEMATIC_STATE;
  fillTime(state, memory.KINEMATIC_TIME, memory.HAS_KINEMATIC_TIME, kinematic.acquisitionTimestamp);
  fillPair(state, memory.ODOM_TFORM_BODY, memory.HAS_ODOM_TFORM_BODY, odomTformBody && poseParts(odomTformBody));
  fillPair(
    state,
    memory.VISION_TFORM_BODY,
    memory.HAS_VISION_TFORM_BODY,
    visionTformBody && poseParts(visionTformBody),
  );
  const inVision = velocityOfBodyInVision && velocityParts(velocityOfBodyInVision);
  fillPair(state, memory.VELOCITY_IN_VISION, memory.HAS_VELOCITY_IN_VISION, inVision);
  const inOdom = velocityOfBodyInOdom && velocityParts(velocityOfBodyInOdom);
  fillPair(state, memory.VELOCITY_IN_ODOM, memory.HAS_VELOCITY_IN_ODOM, inOdom);
}

type Parts = readonly [number[] | undefined, number[] | undefined];

function poseParts({ position, rotation }: SE3Pose): Parts {
  return [position && vector(position), rotation && quaternion(rotation)];
}

function velocityParts({ linear, angular }: SE3Velocity): Parts {
  return [linear && vector(linear), angular && vector(angular)];
}

function fillPair(state: StateStreamMemory, slot: number, bit: number, parts: Parts | undefined): void {
  if (parts === undefined) return;
  state.present |= bit;
  parts.forEach((numbers, i) => {
    if (numbers === undefined) return;
    state.present |= bit << (1 + i);
    state.numbers.set(numbers, slot + 3 * i);
  });
}

function fillTime(state: StateStreamMemory, slot: number, bit: number, timestamp: Timestamp | undefined): void {
  if (timestamp === undefined) return;
  state.present |= bit;
  state.numbers.set(time(timestamp), slot);
}

function fillList(list: NumberList<Float32Array | Int32Array>, values: readonly number[]): void {
  list.reserve(values.length);
  list.all.set(values);
  list.count = values.length;
}

function vector({ x, y, z }: Vec3): number[] {
  return [x, y, z];
}

function quaternion({ x, y, z, w }: Quaternion): number[] {
  return [x, y, z, w];
}

function time({ seconds, nanos }: Timestamp): number[] {
  return [Number(seconds), nanos];
}

/** Make the message that a buffer holds, in memory of its own. Fields that the schema does not know are not in it. */
export function stateStreamMessage(buffer: RobotStateBuffer): RobotStateStreamResponse {
  const { header, jointStates, inertialState, lastCommand, kinematicState, contactStates } = buffer;
  // Through the bytes, so that what is left out here has the generated codec's defaults.
  const bytes = RobotStateStreamResponse.encode({
    header,
    jointStates: jointStates && {
      acquisitionTimestamp: timestamp(jointStates.acquisitionTimestamp),
      position: [...jointStates.position],
      velocity: [...jointStates.velocity],
      load: [...jointStates.load],
    },
    inertialState: inertialState && {
      packetRate: inertialState.packetRate,
      packets: inertialState.packets.map(packetMessage),
      identifier: inertialState.identifier,
      mountingLinkName: inertialState.mountingLinkName,
      positionImuRtLink: inertialState.positionImuRtLink && xyzw(inertialState.positionImuRtLink),
    },
    lastCommand: lastCommand && {
      userCommandKey: lastCommand.userCommandKey,
      receivedTimestamp: timestamp(lastCommand.receivedTimestamp),
    },
    kinematicState: kinematicState && {
      acquisitionTimestamp: timestamp(kinematicState.acquisitionTimestamp),
      odomTformBody: pose(kinematicState.odomTformBody),
      visionTformBody: pose(kinematicState.visionTformBody),
      velocityOfBodyInVision: velocity(kinematicState.velocityOfBodyInVision),
      velocityOfBodyInOdom: velocity(kinematicState.velocityOfBodyInOdom),
    },
    contactStates: [...contactStates] as FootState_Contact[],
  });
  return RobotStateStreamResponse.decode(bytes);
}

function packetMessage(packet: ImuPacketView): ImuState_PacketInit {
  const { accelerationRtOdomInLinkFrame, angularVelocityRtOdomInLinkFrame, odomRotLink } = packet;
  return {
    accelerationRtOdomInLinkFrame: accelerationRtOdomInLinkFrame && xyzw(accelerationRtOdomInLinkFrame),
    angularVelocityRtOdomInLinkFrame: angularVelocityRtOdomInLinkFrame && xyzw(angularVelocityRtOdomInLinkFrame),
    odomRotLink: odomRotLink && xyzw(odomRotLink),
    timestamp: timestamp(packet.timestamp),
  };
}

function pose(view: PoseView | undefined): SE3PoseInit | undefined {
  return view && { position: view.position && xyzw(view.position), rotation: view.rotation && xyzw(view.rotation) };
}

function velocity(view: VelocityView | undefined): SE3VelocityInit | undefined {
  return view && { linear: view.linear && xyzw(view.linear), angular: view.angular && xyzw(view.angular) };
}

function timestamp(view: TimeView | undefined): TimestampInit | undefined {
  return view && { seconds: wholeSeconds(view.seconds), nanos: view.nanos };
}

/** A vector, or a quaternion if there are four numbers. */
function xyzw([x, y, z, w]: Float64Array): Vec3Init | QuaternionInit {
  return w === undefined ? { x, y, z } : { x, y, z, w };
}

/** The largest number of seconds is rounded to one more. */
function wholeSeconds(seconds: number): bigint {
  return seconds < 2 ** 63 ? BigInt(seconds) : 2n ** 63n - 1n;
}
