/** The frames of a body at one instant, as the tree that the robot publishes: `body` is the root. */
import type {
  FrameTreeSnapshot_ParentEdgeInit,
  FrameTreeSnapshotInit,
  SE3PoseInit,
} from "../../messages/bosdyn/api/geometry.ts";
import type { BodyState } from "./motion.ts";
import { add, composePoses, fromYawPitchRoll, inversePose, type Pose, scale, yawOf } from "./vector.ts";

/** A pose as a message. */
export function poseMessage({ position, rotation }: Pose): SE3PoseInit {
  return { position, rotation };
}

/** `odom`, `vision`, `flat_body`, `gpe` and the four feet, each as a child of `body`. */
export function frameTree(body: BodyState): FrameTreeSnapshotInit {
  const bodyTformOdom = inversePose(body.odomTformBody);
  const children: [string, Pose][] = [
    ["odom", bodyTformOdom],
    ["vision", inversePose(body.visionTformBody)],
    ["flat_body", flatBody(body)],
    ["gpe", composePoses(bodyTformOdom, groundPlane(body))],
    ...body.legs.map(({ leg, footInBody }): [string, Pose] => [
      `${leg.name}_foot`,
      { position: footInBody, rotation: fromYawPitchRoll(0, 0, 0) },
    ]),
  ];
  const edges = children.map(([name, pose]): [string, FrameTreeSnapshot_ParentEdgeInit] => [
    name,
    { parentFrameName: "body", parentTformChild: poseMessage(pose) },
  ]);
  return {
    childToParentEdgeMap: new Map<string, FrameTreeSnapshot_ParentEdgeInit>([["body", {}], ...edges]),
  };
}

/** At the body's origin, level, with the body's yaw. */
function flatBody({ odomTformBody }: BodyState): Pose {
  const inOdom = {
    position: odomTformBody.position,
    rotation: fromYawPitchRoll(yawOf(odomTformBody.rotation), 0, 0),
  };
  return composePoses(inversePose(odomTformBody), inOdom);
}

/** Ground plane estimate: among the feet, level. */
function groundPlane({ odomTformBody, legs }: BodyState): Pose {
  const sum = legs.reduce((total, { footInBody }) => add(total, footInBody), { x: 0, y: 0, z: 0 });
  const level = fromYawPitchRoll(0, 0, 0);
  const centre = composePoses(odomTformBody, { position: scale(sum, 1 / legs.length), rotation: level });
  return { position: centre.position, rotation: level };
}
