/** Where the body stands in the odometry frame, read off a frame tree. */
import type { FrameTreeSnapshot, Quaternion, SE3Pose, Vec3 } from "../messages/bosdyn/api/geometry.ts";

/** Position in metres, heading in radians, counted from the pose at which the robot booted. */
export interface OdometryPose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yawRadians: number;
}

interface Pose {
  readonly position: Pick<Vec3, "x" | "y" | "z">;
  readonly rotation: Pick<Quaternion, "w" | "x" | "y" | "z">;
}

/** A tree deeper than this is not one of Spot's, or has a cycle. */
const MAX_DEPTH = 64;

/** `odom_T_body`: inverse(root_T_odom) · root_T_body. `undefined` if the tree lacks one of them. */
export function odometryPose(snapshot: FrameTreeSnapshot | undefined): OdometryPose | undefined {
  const odom = snapshot && rootToFrame(snapshot, "odom");
  const body = snapshot && rootToFrame(snapshot, "body");
  if (odom === undefined || body === undefined) return undefined;
  const { position, rotation } = multiply(inverse(odom), body);
  const yawRadians = 2 * Math.atan2(rotation.z, rotation.w);
  return { ...position, yawRadians: Math.atan2(Math.sin(yawRadians), Math.cos(yawRadians)) };
}

function rootToFrame(snapshot: FrameTreeSnapshot, frame: string): Pose | undefined {
  let pose: Pose = { position: { x: 0, y: 0, z: 0 }, rotation: { w: 1, x: 0, y: 0, z: 0 } };
  let name = frame;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const edge = snapshot.childToParentEdgeMap.get(name);
    if (edge === undefined) return undefined;
    if (edge.parentFrameName === "") return pose;
    pose = multiply(fromMessage(edge.parentTformChild), pose);
    name = edge.parentFrameName;
  }
  return undefined;
}

/** A missing rotation is the identity. */
function fromMessage(pose: SE3Pose | undefined): Pose {
  const { x = 0, y = 0, z = 0 } = pose?.position ?? {};
  return { position: { x, y, z }, rotation: pose?.rotation ?? { w: 1, x: 0, y: 0, z: 0 } };
}

function multiply(a: Pose, b: Pose): Pose {
  const moved = rotate(a.rotation, b.position);
  return {
    position: { x: a.position.x + moved.x, y: a.position.y + moved.y, z: a.position.z + moved.z },
    rotation: hamilton(a.rotation, b.rotation),
  };
}

function inverse({ position, rotation }: Pose): Pose {
  const back = { w: rotation.w, x: -rotation.x, y: -rotation.y, z: -rotation.z };
  const { x, y, z } = rotate(back, position);
  return { position: { x: -x, y: -y, z: -z }, rotation: back };
}

function rotate(q: Pose["rotation"], { x, y, z }: Pose["position"]): Pose["position"] {
  return hamilton(hamilton(q, { w: 0, x, y, z }), { w: q.w, x: -q.x, y: -q.y, z: -q.z });
}

function hamilton(a: Pose["rotation"], b: Pose["rotation"]): Pose["rotation"] {
  return {
    w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
    x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
    y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
    z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
  };
}
