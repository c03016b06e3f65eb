/** What the robot has seen lately: fiducials and the dock, remembered for fifteen seconds. */
import {
  AprilTagProperties_AprilTagPoseStatus as PoseStatus,
  type WorldObjectInit,
} from "../../messages/bosdyn/api/world_object.ts";
import { DockType } from "../../messages/bosdyn/api/docking/docking.ts";
import { FiducialPurpose } from "../../messages/bosdyn/api/fiducial_purpose.ts";
import { fromYawPitchRoll, type Pose } from "../body/vector.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { TimedPart } from "../timeline.ts";
import { DOCK_ID, DOCK_POSE } from "../world/dock.ts";
import type { Scene } from "../world/scene.ts";
import { TAG_SIZE } from "../world/solid.ts";
import { type Capture, cameraFrames, type ExtraFrame, framesWith, type Shutter } from "./capture.ts";
import { detectTags, type TagSighting } from "./tag-detector.ts";

/** How long an object is listed after it was last seen, nanoseconds. */
export const MEMORY_NANOS = 15_000_000_000n;
/** How often the pictures are searched, milliseconds. */
const SEARCH_PERIOD_MS = 200;
/** Ids of what the robot sees begin here; the world-object service gives each object one of its own. */
const FIRST_ID = 1;

/** Something that was seen. */
export interface SeenObject {
  readonly id: number;
  /** When it was last seen: robot time, nanoseconds. */
  readonly seenAt: bigint;
  readonly message: WorldObjectInit;
}

/** What is remembered: the message is made when somebody asks, which is far more rarely than the robot looks. */
interface Sighted {
  readonly id: number;
  readonly seenAt: bigint;
  readonly make: () => WorldObjectInit;
}

/** Looks around, and remembers. */
export class SeenObjects implements TimedPart {
  readonly #shutter: Shutter;
  readonly #scene: Scene;
  readonly #seen = new Map<string, Sighted>();
  readonly #ids = new Map<string, number>();
  #searchedMs = -Infinity;

  constructor(shutter: Shutter, scene: Scene) {
    this.#shutter = shutter;
    this.#scene = scene;
  }

  step(uptimeMs: number): void {
    if (uptimeMs - this.#searchedMs < SEARCH_PERIOD_MS) return;
    this.#searchedMs = uptimeMs;
    this.look(this.#shutter.at(uptimeMs));
  }

  /** Search the pictures of an instant. Default: of now. */
  look(capture: Capture = this.#shutter.at()): readonly TagSighting[] {
    const sightings = detectTags(capture, this.#scene.fiducials);
    for (const sighting of sightings) {
      const { id } = sighting.fiducial;
      this.#remember(`tag ${id}`, capture.time, () => tagMessage(capture, sighting));
      if (id === DOCK_ID) this.#remember(`dock ${id}`, capture.time, () => dockMessage(capture));
    }
    return sightings;
  }

  /** Everything seen in the last fifteen seconds. */
  list(now: bigint): readonly SeenObject[] {
    return [...this.#seen.values()]
      .filter(({ seenAt }) => now - seenAt <= MEMORY_NANOS)
      .map(({ id, seenAt, make }) => ({ id, seenAt, message: { ...make(), id } }));
  }

  /** Whether an id is one of the robot's own objects. */
  isOwn(id: number): boolean {
    return id >= FIRST_ID && id < FIRST_ID + this.ownIds;
  }

  /** How many ids the robot keeps for what it can see: each marker's, and the dock's. */
  get ownIds(): number {
    return this.#scene.fiducials.length + 1;
  }

  #remember(key: string, seenAt: bigint, make: () => WorldObjectInit): void {
    const id = this.#ids.get(key) ?? FIRST_ID + this.#ids.size;
    this.#ids.set(key, id);
    this.#seen.set(key, { id, seenAt, make });
  }
}

function tagMessage(capture: Capture, { fiducial, camera, cameraTformTag }: TagSighting): WorldObjectInit {
  const [raw, filtered] = [`fiducial_${fiducial.id}`, `filtered_fiducial_${fiducial.id}`];
  const frames: ExtraFrame[] = [
    ...cameraFrames(),
    [raw, camera.visual.frame, cameraTformTag],
    [filtered, "vision", fiducial.pose],
  ];
  return {
    name: `world_obj_apriltag_${fiducial.id}`,
    acquisitionTime: toTimestamp(capture.time),
    transformsSnapshot: framesWith(capture.body, frames),
    apriltagProperties: {
      tagId: fiducial.id,
      dimensions: { x: TAG_SIZE, y: TAG_SIZE },
      frameNameFiducial: raw,
      frameNameFiducialFiltered: filtered,
      frameNameCamera: camera.visual.frame,
      fiducialPoseStatus: PoseStatus.STATUS_OK,
      fiducialFilteredPoseStatus: PoseStatus.STATUS_OK,
      purpose: fiducial.id === DOCK_ID ? FiducialPurpose.DOCK : FiducialPurpose.LOCALIZATION,
    },
  };
}

function dockMessage(capture: Capture): WorldObjectInit {
  const frame = `dock_${DOCK_ID}`;
  const pose: Pose = {
    position: { x: DOCK_POSE.x, y: DOCK_POSE.y, z: 0 },
    rotation: fromYawPitchRoll(DOCK_POSE.yaw, 0, 0),
  };
  return {
    name: `world_obj_dock_${DOCK_ID}`,
    acquisitionTime: toTimestamp(capture.time),
    transformsSnapshot: framesWith(capture.body, [[frame, "vision", pose]]),
    dockProperties: { dockId: DOCK_ID, type: DockType.DOCK_TYPE_SPOT_DOCK, frameNameDock: frame },
  };
}
