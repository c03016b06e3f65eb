/** What the robot consists of, as far as leases are concerned: `body` and below it whatever can be leased apart. */
import type { ResourceTreeInit } from "../../messages/bosdyn/api/lease.ts";

interface Resource {
  readonly name: string;
  readonly parts: readonly Resource[];
}

const leaf = (name: string): Resource => ({ name, parts: [] });
const BODY: Resource = {
  name: "body",
  parts: [{ name: "full-arm", parts: [leaf("arm"), leaf("gripper")] }, leaf("mobility")],
};

const RESOURCES: ReadonlyMap<string, Resource> = new Map(flatten(BODY).map((each) => [each.name, each]));

/** Every resource, parents before what they consist of. */
export const RESOURCE_NAMES: readonly string[] = [...RESOURCES.keys()];

/** The resources without parts of their own that make up a resource; `undefined` if there is no such resource. */
export function leavesOf(name: string): readonly string[] | undefined {
  const resource = RESOURCES.get(name);
  return (
    resource &&
    flatten(resource)
      .filter(({ parts }) => parts.length === 0)
      .map((each) => each.name)
  );
}

/** Whether a resource is another, or contains it. */
export function covers(name: string, other: string): boolean {
  const resource = RESOURCES.get(name);
  return resource !== undefined && flatten(resource).some((each) => each.name === other);
}

/** The tree as the lease service tells it. */
export function resourceTree(): ResourceTreeInit {
  return message(BODY);
}

function message({ name, parts }: Resource): ResourceTreeInit {
  return { resource: name, subResources: parts.map(message) };
}

function flatten(resource: Resource): readonly Resource[] {
  return [resource, ...resource.parts.flatMap(flatten)];
}
