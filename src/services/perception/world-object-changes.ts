/** Requests that change world objects, and objects to draw. */
import type { SE3PoseInit } from "../../messages/bosdyn/api/geometry.ts";
import type { DrawablePropertiesInit, WorldObjectInit } from "../../messages/bosdyn/api/world_object.ts";
import { MutateWorldObjectRequest_Action } from "../../messages/bosdyn/api/world_object.ts";
import type { LocalTime } from "../time.ts";

/** An object whose acquisition time may be local, which the client converts; the caller's object stays as it is. */
export interface LocalWorldObject extends Omit<WorldObjectInit, "acquisitionTime"> {
  readonly acquisitionTime?: WorldObjectInit["acquisitionTime"] | LocalTime;
}

/** What `mutateWorldObjects` takes. */
export interface WorldObjectChange {
  readonly mutation: { readonly action: MutateWorldObjectRequest_Action; readonly object: LocalWorldObject };
}

/** Add an object; the service gives it an id, `mutatedObjectId` of the response. @throws {RangeError} it has an id already */
export function addWorldObject(object: LocalWorldObject): WorldObjectChange {
  if ((object.id ?? 0) !== 0) throw new RangeError(`the object has id ${object.id}: ids are the service's to give`);
  return { mutation: { action: MutateWorldObjectRequest_Action.ACTION_ADD, object } };
}

/** Replace an object that a client has added. @throws {RangeError} it has no id */
export function changeWorldObject(object: LocalWorldObject): WorldObjectChange {
  return { mutation: { action: MutateWorldObjectRequest_Action.ACTION_CHANGE, object: withId(object) } };
}

/** Delete an object that a client has added; it may still be listed for a while. @throws {RangeError} it has no id */
export function deleteWorldObject(object: Pick<LocalWorldObject, "id">): WorldObjectChange {
  const { id } = withId(object);
  return { mutation: { action: MutateWorldObjectRequest_Action.ACTION_DELETE, object: { id } } };
}

/** Something to draw, and where. */
export interface DrawableObject extends Omit<DrawablePropertiesInit, "frameNameDrawable"> {
  /** What the object is called. */
  readonly name: string;
  /** A frame that the robot knows, such as `vision`. */
  readonly referenceFrameName: string;
  /** The name of the object's own frame, which is new. */
  readonly frameName: string;
  /** Where that stands in the reference frame. Default: on it. */
  readonly referenceTformDrawable?: SE3PoseInit | undefined;
  /** When it was seen. */
  readonly acquisitionTime?: LocalWorldObject["acquisitionTime"];
}

/**
 * Make an object with one thing to draw, in a frame of its own that hangs on a frame of the robot.
 * @throws {RangeError} a name is empty, or both frames are one
 * @example
 * ```ts
 * const where = { referenceFrameName: "vision", frameName: "here", referenceTformDrawable: { position: { x: 2 } } };
 * const change = addWorldObject(drawableObject({ name: "goal", ...where, sphere: { radius: 0.2 } }));
 * const { mutatedObjectId } = await robot.client(WorldObjectClient).mutateWorldObjects(change);
 * ```
 */
export function drawableObject(options: DrawableObject): LocalWorldObject {
  const { name, referenceFrameName, frameName, referenceTformDrawable, acquisitionTime, ...drawable } = options;
  for (const [label, text] of Object.entries({ name, referenceFrameName, frameName })) {
    if (text === "") throw new RangeError(`${label} is empty`);
  }
  if (frameName === referenceFrameName)
    throw new RangeError(`the object's frame is ${frameName}, and so is its reference`);
  const edge = { parentFrameName: referenceFrameName, parentTformChild: referenceTformDrawable ?? {} };
  return {
    name,
    acquisitionTime,
    transformsSnapshot: { childToParentEdgeMap: new Map([[frameName, edge]]) },
    drawableProperties: [{ ...drawable, frameNameDrawable: frameName }],
  };
}

function withId<T extends Pick<LocalWorldObject, "id">>(object: T): T {
  if ((object.id ?? 0) === 0) throw new RangeError("the object has no id: list the objects for the ids there are");
  return object;
}
