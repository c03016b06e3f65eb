import { describe, expect, it } from "vitest";
import { linkModel, skeleton } from "../../../src/sim/body/skeleton.ts";
import { anglesForFoot, LEGS } from "../../../src/sim/body/legs.ts";
import { bodyAt } from "./swaying-body.ts";
import { footForAngles } from "./foot-for-angles.ts";

interface Joint {
  readonly name: string;
  readonly type: string;
  readonly parent: string;
  readonly child: string;
  readonly origin: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

const { urdf = "", links = [] } = skeleton();
const names = links.map(({ name }) => name as string);

/** The elements of the URDF, each closed in the order in which it was opened. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  let rest = xml.replace(/^<\?xml[^?]*\?>/, "");
  for (;;) {
    const tag = /^[^<>&]*<(\/?)([a-z]+)((?: [a-z]+="[^"<>&]*")*)(\/?)>/.exec(rest);
    if (tag === null) return open.length === 0 && rest.trim() === "";
    const [whole, closes, name = "", , isEmpty] = tag;
    if (closes === "/") {
      if (open.pop() !== name) return false;
    } else if (isEmpty === "") open.push(name);
    rest = rest.slice(whole.length);
  }
}

function attribute(element: string, tag: string, name: string): string {
  return new RegExp(`<${tag}\\b[^>]* ${name}="([^"]*)"`).exec(element)?.[1] ?? "";
}

function joints(): Joint[] {
  return [...urdf.matchAll(/<joint .*?<\/joint>/gs)].map(([element]) => ({
    name: attribute(element, "joint", "name"),
    type: attribute(element, "joint", "type"),
    parent: attribute(element, "parent", "link"),
    child: attribute(element, "child", "link"),
    origin: attribute(element, "origin", "xyz").split(" ").map(Number),
    lower: Number(attribute(element, "limit", "lower") || Number.NaN),
    upper: Number(attribute(element, "limit", "upper") || Number.NaN),
  }));
}

describe("the skeleton's URDF", () => {
  it("is well-formed XML", () => {
    expect(wellFormed(urdf)).toBe(true);
    expect(wellFormed(urdf.replace("</robot>", ""))).toBe(false);
    expect(wellFormed(urdf.replace("</joint>", "</link>"))).toBe(false);
  });

  it("has the links that the skeleton lists", () => {
    const inUrdf = [...urdf.matchAll(/<link name="([^"]*)"\/>/g)].map(([, name]) => name);
    expect(inUrdf).toEqual(names);
    expect(names).toHaveLength(1 + 4 * 3);
  });

  it("has a joint for every joint that the robot reports", () => {
    expect(joints().map(({ name }) => name)).toEqual(
      LEGS.flatMap(({ name }) => ["hx", "hy", "kn"].map((joint) => `${name}.${joint}`)),
    );
  });

  it("is one tree, with the body as its root", () => {
    const parents = new Map(joints().map(({ parent, child }) => [child, parent]));
    expect(parents.size).toBe(joints().length);
    for (const name of names) {
      let link = name;
      for (let depth = 0; depth < 4 && parents.has(link); depth++) link = parents.get(link) as string;
      expect(link).toBe("body");
    }
  });

  it("gives each revolute joint the limits that URDF asks of it, and the robot keeps to them", () => {
    const byName = new Map(joints().map((joint) => [joint.name, joint]));
    for (const { type, lower, upper } of byName.values()) {
      expect(type).toBe("revolute");
      expect(lower).toBeLessThan(upper);
    }
    for (const seconds of [0, 1.1, 10, 100])
      for (const { leg, position } of bodyAt(seconds).legs)
        for (const joint of ["hx", "hy", "kn"] as const) {
          const limits = byName.get(`${leg.name}.${joint}`);
          expect(position[joint]).toBeGreaterThan(limits?.lower ?? Number.NaN);
          expect(position[joint]).toBeLessThan(limits?.upper ?? Number.NaN);
        }
  });

  it("has the dimensions of the legs: the origins add up to where a straight leg has its knee", () => {
    for (const leg of LEGS) {
      const chain = joints().filter(({ name }) => name.startsWith(`${leg.name}.`));
      const sum = [0, 1, 2].map((axis) => chain.reduce((total, { origin }) => total + (origin[axis] as number), 0));
      const straight = footForAngles(leg, { hx: 0, hy: 0, kn: 0 });
      expect(sum[0]).toBeCloseTo(straight.x, 12);
      expect(sum[1]).toBeCloseTo(straight.y, 12);
      expect(sum[2]).toBeGreaterThan(straight.z);
      expect(anglesForFoot(leg, straight).kn).toBeCloseTo(0, 6);
    }
  });
});

describe("linkModel", () => {
  it("has a box for each link, with faces over corners that exist", () => {
    for (const name of names) {
      const model = linkModel(name);
      expect(model?.fileName).toBe(`${name}.obj`);
      const lines = (model?.fileContents ?? "").trim().split("\n");
      const corners = lines.filter((line) => line.startsWith("v "));
      const faces = lines.filter((line) => line.startsWith("f "));
      expect([corners.length, faces.length, lines.length]).toEqual([8, 6, 14]);
      for (const line of corners) for (const each of line.split(" ").slice(1)) expect(Number(each)).not.toBeNaN();
      // Each corner belongs to three faces.
      const uses = faces.flatMap((face) => face.split(" ").slice(1).map(Number)).sort((a, b) => a - b);
      expect(uses).toEqual([1, 2, 3, 4, 5, 6, 7, 8].flatMap((corner) => [corner, corner, corner]));
    }
  });

  it("knows no other link", () => {
    for (const name of ["", "Body", "tail", "constructor"]) expect(linkModel(name)).toBeUndefined();
  });
});
