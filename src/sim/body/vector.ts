/** Just enough vector and rotation arithmetic for one robot body. Metres, radians, right-handed, z up. */

/** A point or direction. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A unit quaternion, Hamilton convention. */
export interface Rotation {
  readonly w: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Where one frame is in another. */
export interface Pose {
  readonly position: Vector;
  readonly rotation: Rotation;
}

/** a + b */
export function add(a: Vector, b: Vector): Vector {
  return { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

/** a − b */
export function subtract(a: Vector, b: Vector): Vector {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

/** v · factor */
export function scale(v: Vector, factor: number): Vector {
  return { x: v.x * factor, y: v.y * factor, z: v.z * factor };
}

/** The rotation that undoes another. */
export function inverseRotation({ w, x, y, z }: Rotation): Rotation {
  return { w, x: -x, y: -y, z: -z };
}

/** First b, then a. */
export function compose(a: Rotation, b: Rotation): Rotation {
  return {
    w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
    x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
    y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
    z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
  };
}

/** Turn a vector. */
export function rotate(rotation: Rotation, { x, y, z }: Vector): Vector {
  const turned = compose(compose(rotation, { w: 0, x, y, z }), inverseRotation(rotation));
  return { x: turned.x, y: turned.y, z: turned.z };
}

/** Yaw about z, then pitch about y, then roll about x. */
export function fromYawPitchRoll(yaw: number, pitch: number, roll: number): Rotation {
  const about = (axis: "x" | "y" | "z", angle: number): Rotation => ({
    w: Math.cos(angle / 2),
    x: 0,
    y: 0,
    z: 0,
    [axis]: Math.sin(angle / 2),
  });
  return compose(compose(about("z", yaw), about("y", pitch)), about("x", roll));
}

/** The yaw of a rotation, with roll and pitch left out. */
export function yawOf({ w, x, y, z }: Rotation): number {
  return Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));
}

/** First b, then a: `a_T_b · b_T_c = a_T_c`. */
export function composePoses(a: Pose, b: Pose): Pose {
  return {
    position: add(a.position, rotate(a.rotation, b.position)),
    rotation: compose(a.rotation, b.rotation),
  };
}

/** `a_T_b` → `b_T_a` */
export function inversePose({ position, rotation }: Pose): Pose {
  const back = inverseRotation(rotation);
  return { position: scale(rotate(back, position), -1), rotation: back };
}
