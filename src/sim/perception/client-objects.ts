/** World objects that clients made: kept until their time is over, and changed only through the service. */
import {
  MutateWorldObjectRequest_Action as Action,
  MutateWorldObjectResponse_Status as Status,
  WorldObject,
  type WorldObjectInit,
} from "../../messages/bosdyn/api/world_object.ts";
import { fromDuration, fromTimestamp, toTimestamp } from "../clock/timestamps.ts";
import { MEMORY_NANOS } from "./seen-objects.ts";

/** As many objects as clients may keep here. */
export const MAX_OBJECTS = 1000;
/** As many bytes as they may take together, encoded. */
export const MAX_BYTES: number = 16 * 1024 * 1024;

interface Kept {
  readonly message: WorldObjectInit;
  readonly bytes: number;
  /** Robot time, nanoseconds. */
  readonly acquiredAt: bigint;
  readonly endsAt: bigint;
}

/** What a mutation came to. */
export interface MutationOutcome {
  readonly status: Status;
  readonly mutatedObjectId?: number;
}

/** The objects of all clients. */
export class ClientObjects {
  readonly #objects = new Map<number, Kept>();
  readonly #isOwn: (id: number) => boolean;
  #nextId: number;
  #bytes = 0;

  /**
   * @param firstId the first id that objects of clients get
   * @param isOwn whether an id is that of an object which the robot saw itself
   */
  constructor(firstId: number, isOwn: (id: number) => boolean) {
    this.#nextId = firstId;
    this.#isOwn = isOwn;
  }

  /** Those whose time is not over, with when they were acquired. */
  list(now: bigint): readonly { readonly message: WorldObjectInit; readonly acquiredAt: bigint }[] {
    this.#expire(now);
    return [...this.#objects.values()];
  }

  /** Add, change or delete one. */
  mutate(action: Action, object: WorldObject | undefined, now: bigint): MutationOutcome {
    this.#expire(now);
    if (object === undefined) return { status: Status.STATUS_INVALID_WORLD_OBJECT };
    if (action === Action.ACTION_ADD) {
      const status = this.#keep(this.#nextId, object, now);
      return status === Status.STATUS_OK ? { status, mutatedObjectId: this.#nextId++ } : { status };
    }
    if (this.#isOwn(object.id)) return { status: Status.STATUS_NO_PERMISSION };
    if (!this.#objects.has(object.id)) return { status: Status.STATUS_INVALID_MUTATION_ID };
    if (action === Action.ACTION_CHANGE) {
      const status = this.#keep(object.id, object, now);
      return status === Status.STATUS_OK ? { status, mutatedObjectId: object.id } : { status };
    }
    this.#drop(object.id);
    return { status: Status.STATUS_OK, mutatedObjectId: object.id };
  }

  #keep(id: number, object: WorldObject, now: bigint): Status {
    const { acquisitionTime = toTimestamp(now), objectLifetime } = object;
    const message = { ...object, id, acquisitionTime };
    const bytes = WorldObject.encode(message).length;
    const old = this.#objects.get(id);
    const isFull = old === undefined && this.#objects.size >= MAX_OBJECTS;
    if (!isSound(object) || isFull || this.#bytes - (old?.bytes ?? 0) + bytes > MAX_BYTES) {
      return Status.STATUS_INVALID_WORLD_OBJECT;
    }
    const acquiredAt = fromTimestamp(acquisitionTime);
    const lifetime = objectLifetime === undefined ? MEMORY_NANOS : fromDuration(objectLifetime);
    this.#drop(id);
    this.#objects.set(id, { message, bytes, acquiredAt, endsAt: acquiredAt + lifetime });
    this.#bytes += bytes;
    return Status.STATUS_OK;
  }

  #drop(id: number): void {
    this.#bytes -= this.#objects.get(id)?.bytes ?? 0;
    this.#objects.delete(id);
  }

  #expire(now: bigint): void {
    for (const [id, { endsAt }] of this.#objects) if (endsAt < now) this.#drop(id);
  }
}

/** Whether the object's frames are in its own tree, and it does not pass for something that only the robot sees. */
function isSound(object: WorldObject): boolean {
  if (object.apriltagProperties !== undefined || object.dockProperties !== undefined) return false;
  const frames = object.transformsSnapshot?.childToParentEdgeMap;
  const named = [
    ...object.drawableProperties.map(({ frameNameDrawable }) => frameNameDrawable),
    object.boundingBoxProperties?.frame ?? "",
    object.rayProperties?.frame ?? "",
    object.nogoRegionProperties?.box?.frameName ?? "",
  ];
  return named.every((name) => name === "" || frames?.has(name) === true);
}
