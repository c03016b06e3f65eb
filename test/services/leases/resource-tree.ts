/** The resources of a robot with an arm. */
import type { ResourceTreeInit } from "../../../src/messages/bosdyn/api/lease.ts";

export const RESOURCE_TREE: ResourceTreeInit = {
  resource: "body",
  subResources: [
    { resource: "full-arm", subResources: [{ resource: "arm" }, { resource: "gripper" }] },
    { resource: "mobility" },
  ],
};
