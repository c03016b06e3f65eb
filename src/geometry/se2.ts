/**
 * Poses and velocities in a plane. A pose `a_T_b` is where b stands as seen from a: composing cancels the inner names,
 * `a_T_b · b_T_c = a_T_c`, and the inverse swaps them. NaN gives NaN; an infinite angle too, an infinite position follows
 * IEEE 754.
 */
import type { SE2PoseInit, SE2VelocityInit, Vec2Init } from "../messages/bosdyn/api/geometry.ts";
import { wrapRadians } from "./angle.ts";
import { type Matrix3, type Pose2, se2Pose, vec2, type Vector2, type Velocity2 } from "./shapes.ts";

/** Invert a pose: `b_T_a` from `a_T_b`. The angle changes its sign and is not wrapped. */
export function inverseSe2(aTformB: SE2PoseInit): Pose2 {
  const { position, angle } = se2Pose(aTformB);
  const { x, y } = rotate(0 - angle, position);
  return { position: { x: 0 - x, y: 0 - y }, angle: 0 - angle };
}

/** Compose two poses: `a_T_c` from `a_T_b` and `b_T_c`. The angle comes out in [−π, π). */
export function multiplySe2(aTformB: SE2PoseInit, bTformC: SE2PoseInit): Pose2 {
  const [outer, inner] = [se2Pose(aTformB), se2Pose(bTformC)];
  return {
    position: transformPointSe2(outer, inner.position),
    angle: wrapRadians(outer.angle + inner.angle),
  };
}

/** Express a point in a that is given in b, metres. */
export function transformPointSe2(aTformB: SE2PoseInit, pointInB: Vec2Init): Vector2 {
  const { position, angle } = se2Pose(aTformB);
  const { x, y } = rotate(angle, vec2(pointInB));
  return { x: position.x + x, y: position.y + y };
}

/** Write the adjoint of `a_T_b`, which takes (linear, angular) from b to a: [[R, (y, −x)ᵀ], [0, 0, 1]]. */
export function adjointSe2(aTformB: SE2PoseInit): Matrix3 {
  const { position, angle } = se2Pose(aTformB);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [c, 0 - s, position.y],
    [s, c, 0 - position.x],
    [0, 0, 1],
  ];
}

/**
 * Express a velocity in a that is given in b, by the adjoint of `a_T_b`. How a and b move against each other is not added.
 *
 * The linear part becomes that of the point of the same rigid body that is at a's origin. Only to look at a velocity along
 * other axes, transform it by a pose whose position is left out.
 */
export function transformVelocitySe2(aTformB: SE2PoseInit, velocityInB: SE2VelocityInit): Velocity2 {
  const { position, angle } = se2Pose(aTformB);
  const angular = velocityInB.angular ?? 0;
  const { x, y } = rotate(angle, vec2(velocityInB.linear));
  return { linear: { x: x + position.y * angular, y: y - position.x * angular }, angular };
}

function rotate(angleRadians: number, { x, y }: Vector2): Vector2 {
  const [c, s] = [Math.cos(angleRadians), Math.sin(angleRadians)];
  return { x: x * c - y * s, y: x * s + y * c };
}
