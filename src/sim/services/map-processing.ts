/** The simulator's `bosdyn.api.graph_nav.MapProcessingService`: closing loops, and anchoring. */
import {
  type ProcessAnchoringResponseInit,
  ProcessAnchoringResponse_Status as AnchoringStatus,
  ProcessTopologyResponse_Status as TopologyStatus,
} from "../../messages/bosdyn/api/graph_nav/map_processing.ts";
import { MapProcessingService } from "../../messages/bosdyn/api/graph_nav/map_processing_service.ts";
import { Graph } from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { HostedService } from "../hosted-service.ts";
import { processAnchoring } from "../maps/anchoring.ts";
import type { RobotMap } from "../maps/robot-map.ts";
import { processTopology } from "../maps/topology.ts";
import { responseHeader } from "./response-header.ts";

/** Results in one message of a stream. */
const RESULTS_AT_ONCE = 500;

/** Make the service. */
export function mapProcessingService(map: RobotMap): HostedService {
  const { store, parts } = map;
  return {
    name: "map-processing-service",
    type: MapProcessingService.typeName,
    authority: "graph-nav.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(MapProcessingService.processTopology, function* ({ header: requestHeader, params, modifyMapOnServer }) {
          const header = responseHeader(parts.clock, requestHeader, parts.clock.now());
          const { newSubgraph, ...result } = processTopology(store, params);
          const isGood = result.status === TopologyStatus.STATUS_OK;
          if (isGood && modifyMapOnServer) store.merge(Graph.decode(Graph.encode(newSubgraph ?? {})));
          const edges = newSubgraph?.edges ?? [];
          for (let start = RESULTS_AT_ONCE; start < edges.length; start += RESULTS_AT_ONCE) {
            yield {
              header,
              status: result.status,
              newSubgraph: { edges: edges.slice(start, start + RESULTS_AT_ONCE) },
            };
          }
          yield {
            ...result,
            header,
            newSubgraph: { edges: edges.slice(0, RESULTS_AT_ONCE) },
            mapOnServerWasModified: isGood && modifyMapOnServer,
          };
        })
        .handle(MapProcessingService.processAnchoring, function* (request) {
          const header = responseHeader(parts.clock, request.header, parts.clock.now());
          const result = processAnchoring(store, request);
          const isGood = result.status === AnchoringStatus.STATUS_OK;
          const { waypointResults = [], worldObjectResults = [] } = result;
          if (isGood && request.modifyAnchoringOnServer) store.anchor(waypointResults, worldObjectResults);
          // Clients join the lists of all messages: each result goes out once.
          for (let start = RESULTS_AT_ONCE; start < waypointResults.length; start += RESULTS_AT_ONCE) {
            const part = waypointResults.slice(start, start + RESULTS_AT_ONCE);
            yield { header, status: result.status, waypointResults: part } satisfies ProcessAnchoringResponseInit;
          }
          yield {
            ...result,
            header,
            waypointResults: waypointResults.slice(0, RESULTS_AT_ONCE),
            anchoringOnServerWasModified: isGood && request.modifyAnchoringOnServer,
          };
        }),
  };
}
