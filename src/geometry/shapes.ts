/**
 * The shapes that this room takes and gives. It takes what a message holds or what its codec accepts, where anything may
 * be missing; it gives whole, readonly objects of the same shape, which go into a message as they are.
 */
import type { QuaternionInit, SE2PoseInit, SE3PoseInit, Vec2Init, Vec3Init } from "../messages/bosdyn/api/geometry.ts";

/** A point or direction in a plane; its unit is that of what it describes. */
export interface Vector2 {
  readonly x: number;
  readonly y: number;
}

/** A point or direction in space; its unit is that of what it describes. */
export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A rotation as a quaternion of length 1, Hamilton's convention, w the scalar part; q and −q are the same rotation. */
export interface UnitQuaternion {
  readonly w: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Position in metres and heading in radians, counter-clockwise seen from above. */
export interface Pose2 {
  readonly position: Vector2;
  readonly angle: number;
}

/** Position in metres and rotation. */
export interface Pose3 {
  readonly position: Vector3;
  readonly rotation: UnitQuaternion;
}

/** Velocity in a plane: metres per second, and radians per second counter-clockwise. */
export interface Velocity2 {
  readonly linear: Vector2;
  readonly angular: number;
}

/** Velocity in space: metres per second, and a rotation vector in radians per second. */
export interface Velocity3 {
  readonly linear: Vector3;
  readonly angular: Vector3;
}

type Row3 = readonly [number, number, number];
type Row4 = readonly [number, number, number, number];
type Row6 = readonly [number, number, number, number, number, number];

/** Three rows of three: `m[row][column]`. */
export type Matrix3 = readonly [Row3, Row3, Row3];
/** Four rows of four: `m[row][column]`. */
export type Matrix4 = readonly [Row4, Row4, Row4, Row4];
/** Six rows of six: `m[row][column]`. */
export type Matrix6 = readonly [Row6, Row6, Row6, Row6, Row6, Row6];

/** No rotation. */
export const IDENTITY_ROTATION: UnitQuaternion = /* @__PURE__ */ Object.freeze({ w: 1, x: 0, y: 0, z: 0 });

/** Fill in what a message leaves out: a missing vector is the origin, a missing component 0. */
export function vec2(value?: Vec2Init): Vector2 {
  const { x = 0, y = 0 } = value ?? {};
  return { x, y };
}

/** Fill in what a message leaves out: a missing vector is the origin, a missing component 0. */
export function vec3(value?: Vec3Init): Vector3 {
  const { x = 0, y = 0, z = 0 } = value ?? {};
  return { x, y, z };
}

/**
 * Fill in what a message leaves out: a missing rotation is the identity, but in one that is there a missing component is
 * 0, `w` too, as protobuf has it. The length is not looked at; {@link normalizeQuaternion} does that.
 */
export function quaternion(value?: QuaternionInit): UnitQuaternion {
  if (value === undefined) return IDENTITY_ROTATION;
  const { w = 0, x = 0, y = 0, z = 0 } = value;
  return { w, x, y, z };
}

/** Fill in what a message leaves out: a missing pose is the origin with heading 0. */
export function se2Pose(value?: SE2PoseInit): Pose2 {
  return { position: vec2(value?.position), angle: value?.angle ?? 0 };
}

/** Fill in what a message leaves out: a missing position is the origin, a missing rotation the identity. */
export function se3Pose(value?: SE3PoseInit): Pose3 {
  return { position: vec3(value?.position), rotation: quaternion(value?.rotation) };
}
