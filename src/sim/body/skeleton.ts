/** The robot's skeleton as URDF, and the shape of each link as OBJ: boxes, of the dimensions that the legs have. */
import type { SkeletonInit, Skeleton_Link_ObjModelInit } from "../../messages/bosdyn/api/robot_state.ts";
import { HIP_OFFSET, type Leg, LEGS, LOWER_LEG, UPPER_LEG } from "./legs.ts";

type Size = readonly [x: number, y: number, z: number];

/** Half the size of each link's box, metres. */
const HALF_SIZES: ReadonlyMap<string, Size> = new Map<string, Size>([
  ["body", [0.43, 0.11, 0.09]],
  ...LEGS.flatMap(({ name }): [string, Size][] => [
    [`${name}.hip`, [0.06, HIP_OFFSET / 2, 0.05]],
    [`${name}.uleg`, [0.04, 0.03, UPPER_LEG / 2]],
    [`${name}.lleg`, [0.02, 0.02, LOWER_LEG / 2]],
  ]),
]);

/** What URDF asks of a revolute joint: radians, newton metres, radians per second. */
export interface JointLimits {
  readonly lower: number;
  readonly upper: number;
  readonly effort: number;
  readonly velocity: number;
}

/** The limits of the joints of every leg. */
export const JOINT_LIMITS: Readonly<Record<"hx" | "hy" | "kn", JointLimits>> = {
  hx: { lower: -0.785, upper: 0.785, effort: 45, velocity: 12 },
  hy: { lower: -0.899, upper: 2.295, effort: 45, velocity: 12 },
  kn: { lower: -2.793, upper: -0.247, effort: 113, velocity: 12 },
};

/** Links and URDF, without the shapes: those are asked for one by one. */
export function skeleton(): SkeletonInit {
  const links = [...HALF_SIZES.keys()];
  const text = [
    '<?xml version="1.0"?>',
    '<robot name="spotwire-simulator">',
    ...links.map((name) => `  <link name="${name}"/>`),
  ];
  for (const leg of LEGS) text.push(...legJoints(leg));
  return { links: links.map((name) => ({ name })), urdf: [...text, "</robot>", ""].join("\n") };
}

/** The shape of one link, or `undefined` if there is no such link. */
export function linkModel(link: string): Skeleton_Link_ObjModelInit | undefined {
  const size = HALF_SIZES.get(link);
  return size && { fileName: `${link}.obj`, fileContents: box(size) };
}

function legJoints({ name, hip, side }: Leg): string[] {
  const joint = (joint: keyof typeof JOINT_LIMITS, parent: string, child: string, origin: Size, axis: Size): string => {
    const limits = Object.entries(JOINT_LIMITS[joint]).map(([key, value]) => ` ${key}="${value}"`);
    return (
      `  <joint name="${name}.${joint}" type="revolute"><parent link="${parent}"/><child link="${child}"/>` +
      `<origin xyz="${origin.join(" ")}"/><axis xyz="${axis.join(" ")}"/><limit${limits.join("")}/></joint>`
    );
  };
  return [
    joint("hx", "body", `${name}.hip`, [hip.x, hip.y, hip.z], [1, 0, 0]),
    joint("hy", `${name}.hip`, `${name}.uleg`, [0, side * HIP_OFFSET, 0], [0, 1, 0]),
    joint("kn", `${name}.uleg`, `${name}.lleg`, [0, 0, -UPPER_LEG], [0, 1, 0]),
  ];
}

function box([x, y, z]: Size): string {
  const corners = [-1, 1].flatMap((i) => [-1, 1].flatMap((j) => [-1, 1].map((k) => `v ${i * x} ${j * y} ${k * z}`)));
  const faces = ["1 2 4 3", "5 7 8 6", "1 5 6 2", "3 4 8 7", "1 3 7 5", "2 6 8 4"].map((corner) => `f ${corner}`);
  return [...corners, ...faces, ""].join("\n");
}
