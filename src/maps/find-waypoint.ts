/** Finding a waypoint by what people call it. */
import type { GraphInit } from "../messages/bosdyn/api/graph_nav/map.ts";

/**
 * The waypoints that a text may mean: the one of that id; otherwise those of that name; otherwise those whose id starts
 * so.
 * @returns their ids, in the map's order; more than one is for the person to decide
 */
export function findWaypoints({ waypoints = [] }: GraphInit, text: string): string[] {
  const ids = waypoints.map(({ id = "" }) => id);
  if (text === "") return [];
  if (ids.includes(text)) return [text];
  const named = waypoints.filter(({ annotations }) => annotations?.name === text).map(({ id = "" }) => id);
  return named.length > 0 ? named : ids.filter((id) => id.startsWith(text));
}
