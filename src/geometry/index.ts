/**
 * Geometry: vectors, rotations, poses and frame trees. Pure functions in double precision on plain objects of the
 * messages' shapes; they take a message's field as it is, missing parts included, and never change it.
 *
 * Metres and radians throughout. Numbers that are NaN or infinite are not refused: NaN gives NaN in all that is computed
 * with it, even times 0; infinities follow IEEE 754. Only where a length is divided by or a matrix is read do they throw,
 * as a length of 0 does.
 */
export { wrapRadians } from "./angle.ts";
export { IDENTITY_ROTATION, quaternion, se2Pose, se3Pose, vec2, vec3 } from "./shapes.ts";
export {
  addVec3,
  crossVec3,
  distanceVec3,
  dotVec3,
  lengthVec3,
  negateVec3,
  normalizeVec3,
  scaleVec3,
  subtractVec3,
} from "./vec3.ts";
export {
  conjugateQuaternion,
  multiplyQuaternions,
  normalizeQuaternion,
  rotateVec3,
  slerpQuaternions,
} from "./quaternion.ts";
export { quaternionFromMatrix, quaternionToMatrix } from "./rotation-matrix.ts";
export { eulerZxyFromQuaternion, quaternionFromEulerZxy } from "./euler-zxy.ts";
export {
  pitchRadians,
  projectToYaw,
  quaternionFromPitch,
  quaternionFromRoll,
  quaternionFromYaw,
  rollRadians,
  yawRadians,
} from "./roll-pitch-yaw.ts";
export {
  adjointSe3,
  inverseSe3,
  multiplySe3,
  se3FromMatrix,
  se3ToMatrix,
  transformPointSe3,
  transformVelocitySe3,
} from "./se3.ts";
export { adjointSe2, inverseSe2, multiplySe2, transformPointSe2, transformVelocitySe2 } from "./se2.ts";
export { se2FromSe3, se3FromSe2 } from "./flatten.ts";
export { fiducialFrameName, filteredFiducialFrameName, FrameName, isGravityAligned } from "./frame-name.ts";
export { rootTformFrame, validateFrameTree } from "./frame-tree.ts";
export { aTformB, se2ATformB, se2VelocityInFrame, velocityInFrame } from "./frame-query.ts";
export { FrameTreeError, GeometryError } from "./errors.ts";

export type { EulerZxy } from "./euler-zxy.ts";
export type { FrameTreeErrorCode, GeometryErrorCode } from "./errors.ts";
export type { RootTformFrame } from "./frame-tree.ts";
export type {
  Matrix3,
  Matrix4,
  Matrix6,
  Pose2,
  Pose3,
  UnitQuaternion,
  Vector2,
  Vector3,
  Velocity2,
  Velocity3,
} from "./shapes.ts";
