import { describe, expect, it } from "vitest";
import {
  Edge_Annotations,
  Waypoint_Annotations_LocalizeRegion,
} from "../../../src/messages/bosdyn/api/graph_nav/map.ts";
import type { MobilityParams } from "../../../src/messages/bosdyn/api/spot/robot_command.ts";
import { newMobilityParams } from "../../../src/messages/bosdyn/api/spot/robot_command.ts";
import { propertyName } from "../../../src/wire/field-names.ts";
import { edgeAnnotations, localizeRegion } from "../../../src/services/graph-nav/annotations.ts";

describe("localizeRegion", () => {
  it("makes each kind of region, and says that it is set", () => {
    expect(localizeRegion("default")).toEqual({ state: 1, defaultRegion: {} });
    expect(localizeRegion("empty")).toEqual({ state: 1, empty: {} });
    expect(localizeRegion({ radiusMeters: 2.5 })).toEqual({ state: 1, circle: { dist2d: 2.5 } });
    expect(localizeRegion("none")).toEqual({ state: 2 });
    const sent = Waypoint_Annotations_LocalizeRegion.encode(localizeRegion({ radiusMeters: 2.5 }));
    expect(Waypoint_Annotations_LocalizeRegion.decode(sent).circle?.dist2d).toBe(2.5);
  });

  for (const radiusMeters of [0, -1, NaN, Infinity]) {
    it(`refuses a radius of ${radiusMeters}`, () => {
      expect(() => localizeRegion({ radiusMeters })).toThrow(RangeError);
    });
  }
});

describe("edgeAnnotations", () => {
  it("masks exactly the mobility parameters that are given, whatever their value", () => {
    const mobilityParams = { stairsMode: 2, allowDegradedPerception: false, velLimit: undefined };
    const made = edgeAnnotations({ directionConstraint: 2, mobilityParams });
    expect(made).toMatchObject({
      directionConstraint: 2,
      overrideMobilityParams: { paths: ["stairs_mode", "allow_degraded_perception"] },
    });
    expect(Edge_Annotations.decode(Edge_Annotations.encode(made)).overrideMobilityParams?.paths).toHaveLength(2);
  });

  it("has no mask without mobility parameters", () => {
    expect(edgeAnnotations({ cost: { value: 3 } })).toEqual({ cost: { value: 3 } });
  });

  it("finds the schema's own name of every mobility parameter", () => {
    const every = Object.keys(newMobilityParams()).filter((name) => name !== "$unknown");
    const params = Object.fromEntries(every.map((name) => [name, false])) as unknown as Parameters<
      typeof MobilityParams.encode
    >[0];
    const { paths = [] } = edgeAnnotations({ mobilityParams: params }).overrideMobilityParams ?? {};
    expect(paths.map(propertyName)).toEqual(every);
    expect(paths).toContain("disable_stair_error_auto_descent");
  });

  it("refuses a number that is none", () => {
    expect(() => edgeAnnotations({ maxCorridorDistance: NaN })).toThrow(/maxCorridorDistance/);
  });
});
