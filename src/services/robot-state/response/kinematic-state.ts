/** Reads what a state says of joints, frames and the body's motion, its fields in order. */
import type {
  FrameTreeSnapshot,
  FrameTreeSnapshot_ParentEdge,
  SE3Pose,
  SE3Velocity,
} from "../../../messages/bosdyn/api/geometry.ts";
import type { JointState, KinematicState } from "../../../messages/bosdyn/api/robot_state.ts";
import type { Timestamp } from "../../../messages/google/protobuf/timestamp.ts";
import type { DoubleValue } from "../../../messages/google/protobuf/wrappers.ts";
import { readDoubleValue, readPose, readTime, readVelocity } from "./parts.ts";
import { enter, readText, shortEnd, type UsualBytes } from "./usual-bytes.ts";

/** Read joints, frames and the body's motion, all measured at one time. */
export function readKinematicState(usual: UsualBytes, at: number, end: number): KinematicState {
  const { bytes } = usual;
  const jointStates: JointState[] = [];
  let velocityOfBodyInVision: SE3Velocity | undefined;
  let velocityOfBodyInOdom: SE3Velocity | undefined;
  let acquisitionTimestamp: Timestamp | undefined;
  let transformsSnapshot: FrameTreeSnapshot | undefined;
  while (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    jointStates.push(readJointState(usual, at + 2, stop));
    at = stop;
  }
  if (at < end && bytes[at] === 66) {
    const stop = shortEnd(usual, at + 1, end);
    velocityOfBodyInVision = readVelocity(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 98) {
    const stop = shortEnd(usual, at + 1, end);
    velocityOfBodyInOdom = readVelocity(usual, at + 2, stop);
    at = stop;
  }
  if (end - at >= 3 && bytes[at] === 0xf2 && bytes[at + 1] === 1) {
    const stop = shortEnd(usual, at + 2, end);
    acquisitionTimestamp = readTime(usual, at + 3, stop);
    at = stop;
  }
  if (end - at >= 3 && bytes[at] === 0xfa && bytes[at + 1] === 1) {
    at = enter(usual, at + 2, end);
    const stop = usual.end;
    transformsSnapshot = readFrameTree(usual, at, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return {
    jointStates,
    velocityOfBodyInVision,
    velocityOfBodyInOdom,
    acquisitionTimestamp,
    transformsSnapshot,
    $unknown: undefined,
  };
}

function readJointState(usual: UsualBytes, at: number, end: number): JointState {
  const { bytes } = usual;
  let name = "";
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    name = readText(usual, at + 2, stop);
    at = stop;
  }
  let position: DoubleValue | undefined;
  let velocity: DoubleValue | undefined;
  let acceleration: DoubleValue | undefined;
  let load: DoubleValue | undefined;
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    position = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 26) {
    const stop = shortEnd(usual, at + 1, end);
    velocity = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 34) {
    const stop = shortEnd(usual, at + 1, end);
    acceleration = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 42) {
    const stop = shortEnd(usual, at + 1, end);
    load = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { name, position, velocity, acceleration, load, $unknown: undefined };
}

function readFrameTree(usual: UsualBytes, at: number, end: number): FrameTreeSnapshot {
  const { bytes } = usual;
  const childToParentEdgeMap = new Map<string, FrameTreeSnapshot_ParentEdge>();
  while (at < end && bytes[at] === 10) {
    at = enter(usual, at + 1, end);
    const stop = usual.end;
    let child = "";
    if (at < stop && bytes[at] === 10) {
      const textEnd = shortEnd(usual, at + 1, stop);
      child = readText(usual, at + 2, textEnd);
      at = textEnd;
    }
    if (at < stop && bytes[at] === 18) {
      at = enter(usual, at + 1, stop);
      childToParentEdgeMap.set(child, readParentEdge(usual, at, stop));
      if (usual.end !== stop) usual.isUsual = false;
    } else usual.isUsual = false;
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { childToParentEdgeMap, $unknown: undefined };
}

function readParentEdge(usual: UsualBytes, at: number, end: number): FrameTreeSnapshot_ParentEdge {
  const { bytes } = usual;
  let parentFrameName = "";
  let parentTformChild: SE3Pose | undefined;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    parentFrameName = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    parentTformChild = readPose(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { parentFrameName, parentTformChild, $unknown: undefined };
}
