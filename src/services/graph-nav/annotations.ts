/** What a map says of its waypoints and edges, in the shapes that the robot reads. */
import {
  AnnotationState,
  type Edge_AnnotationsInit,
  type Waypoint_Annotations_LocalizeRegionInit,
} from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { MobilityParamsInit } from "../../messages/bosdyn/api/spot/robot_command.ts";
import { finiteFields, within } from "../motion/commands/number-checks.ts";

/**
 * Where about a waypoint the robot localises by it: as it thinks fit, nowhere, or within a circle around. `none` takes an
 * annotation back.
 */
export type LocalizeRegion = "default" | "empty" | "none" | { readonly radiusMeters: number };

/**
 * Make the `scanMatchRegion` of a waypoint's annotations.
 * @throws {RangeError} the radius is not positive
 */
export function localizeRegion(region: LocalizeRegion): Waypoint_Annotations_LocalizeRegionInit {
  if (region === "none") return { state: AnnotationState.ANNOTATION_STATE_NONE };
  const state = AnnotationState.ANNOTATION_STATE_SET;
  if (region === "default") return { state, defaultRegion: {} };
  if (region === "empty") return { state, empty: {} };
  return { state, circle: { dist2d: within("radiusMeters", region.radiusMeters, Number.MIN_VALUE, 1e6) } };
}

/** Annotations of an edge, but for the mask of its mobility parameters, which follows from those that are given. */
export type EdgeAnnotationsOptions = Omit<Edge_AnnotationsInit, "overrideMobilityParams">;

/**
 * Make the annotations of an edge. The robot heeds only those mobility parameters that a mask names: the mask names each
 * one that is given here, a `false` and a 0 too.
 * @throws {RangeError} a number is not finite
 */
export function edgeAnnotations(options: EdgeAnnotationsOptions): Edge_AnnotationsInit {
  const { mobilityParams } = finiteFields("edgeAnnotations", options);
  if (mobilityParams === undefined) return options;
  return { ...options, overrideMobilityParams: { paths: namesOf(mobilityParams) } };
}

/** The names of the fields that are set, as the schema spells them. */
function namesOf(params: MobilityParamsInit): string[] {
  return Object.entries(params)
    .filter(([property, value]) => value !== undefined && !property.startsWith("$"))
    .map(([property]) => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
