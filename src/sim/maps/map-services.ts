/** The services that work with the robot's map. */
import type { HostedService } from "../hosted-service.ts";
import { graphNavRecordingService } from "../services/graph-nav-recording.ts";
import { graphNavService } from "../services/graph-nav.ts";
import { mapProcessingService } from "../services/map-processing.ts";
import { type MappingParts, RobotMap } from "./robot-map.ts";

/** Make GraphNav, recording and map processing over one new map. */
export function mapServices(parts: MappingParts): readonly HostedService[] {
  const map = new RobotMap(parts);
  return [graphNavService(map), graphNavRecordingService(map), mapProcessingService(map)];
}
