import { describe, expect, it } from "vitest";
import {
  IncompleteResponseError,
  LeaseClient,
  readResourceHierarchy,
  ResourceHierarchy,
} from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { RESOURCE_TREE } from "./resource-tree.ts";

describe("a resource hierarchy", () => {
  const hierarchy = new ResourceHierarchy(RESOURCE_TREE);

  it("knows the root and all that is below", () => {
    expect(hierarchy.resources()).toEqual(["body", "full-arm", "arm", "gripper", "mobility"]);
    expect(["body", "gripper", "tail"].map((each) => hierarchy.has(each))).toEqual([true, true, false]);
  });

  it("knows the leaves of each part", () => {
    expect([...hierarchy.leaves]).toEqual(["arm", "gripper", "mobility"]);
    expect([...(hierarchy.get("full-arm")?.leaves ?? [])]).toEqual(["arm", "gripper"]);
    expect([...(hierarchy.get("arm")?.leaves ?? [])]).toEqual(["arm"]);
    expect(hierarchy.get("full-arm")?.has("mobility")).toBe(false);
    expect(hierarchy.get("tail")).toBeUndefined();
  });

  it("is its own leaf where there is nothing below", () => {
    const legs = new ResourceHierarchy({ resource: "legs" });
    expect([...legs.leaves]).toEqual(["legs"]);
    expect(legs.get("legs")).toBe(legs);
  });

  it("takes the first of two resources with one name", () => {
    const twice = new ResourceHierarchy({
      resource: "a",
      subResources: [{ resource: "b", subResources: [{ resource: "c" }] }, { resource: "b" }, { resource: "a" }],
    });
    expect([...(twice.get("b")?.leaves ?? [])]).toEqual(["c"]);
    expect(twice.get("a")).toBe(twice);
  });

  it("is read from the robot", async () => {
    const { client } = scripted(LeaseClient, { ListLeases: [{ resourceTree: RESOURCE_TREE }] });
    expect((await readResourceHierarchy(client)).resources()).toEqual(hierarchy.resources());
  });

  it("is not made up where the robot does not say", async () => {
    const { client } = scripted(LeaseClient, { ListLeases: [{}] });
    expect(await rejection(readResourceHierarchy(client))).toBeInstanceOf(IncompleteResponseError);
  });
});
