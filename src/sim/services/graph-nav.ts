/** The simulator's `bosdyn.api.graph_nav.GraphNavService`: localising, navigating, and maps to and from the robot. */
import {
  ClearGraphResponse_Status,
  DownloadGraphResponse,
  UploadGraphRequest,
  ValidateGraphResponse_Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { GraphNavService } from "../../messages/bosdyn/api/graph_nav/graph_nav_service.ts";
import { RobotImpairedState_ImpairedStatus as Impaired } from "../../messages/bosdyn/api/robot_state.ts";
import type { Lease } from "../../messages/bosdyn/api/lease.ts";
import type { HostedService } from "../hosted-service.ts";
import { missingCallbacks, uploadGraph } from "../maps/graph-upload.ts";
import { isRefused, mapLeaseUse, walkingLeaseUses } from "../maps/lease-use.ts";
import { localizationState, setLocalization } from "../maps/localization-state.ts";
import { MAX_GRAPH_BYTES } from "../maps/map-store.ts";
import { navigationFeedback } from "../maps/navigation-feedback.ts";
import { navigateRoute, navigateTo, navigateToAnchor, type Verdict } from "../maps/navigation-requests.ts";
import type { RobotMap } from "../maps/robot-map.ts";
import { answering, invalidRequest, responseHeader } from "./response-header.ts";
import { pieces } from "../maps/chunks.ts";
import { snapshotTransfers } from "./graph-nav-snapshots.ts";
import { uploading } from "./uploads.ts";

/** Make the service. */
export function graphNavService(map: RobotMap): HostedService {
  const { clock, leases, locomotion, motors } = map.parts;

  const navigation = <Request extends { readonly leases: readonly Lease[] }, Status>(
    request: Request,
    judge: (map: RobotMap, request: Request) => Verdict<Status>,
  ): object => {
    const leaseUseResults = walkingLeaseUses(leases, request.leases);
    if (leaseUseResults.some(isRefused)) return { leaseUseResults };
    const verdict = judge(map, request);
    const impairedStatus =
      motors?.isOn === false ? Impaired.IMPAIRED_STATUS_NO_MOTOR_POWER : Impaired.IMPAIRED_STATUS_BEHAVIOR_FAULT;
    return { ...verdict, leaseUseResults, ...(!map.canWalk && { impairedState: { impairedStatus } }) };
  };

  const upload = (request: UploadGraphRequest): object => {
    const leaseUseResult = mapLeaseUse(leases, request.lease);
    if (isRefused(leaseUseResult)) return { leaseUseResult };
    if (map.recorder.isRecording) throw invalidRequest("the robot records a map: stop the recording first");
    return { ...uploadGraph(map, request), leaseUseResult };
  };

  return {
    name: "graph-nav-service",
    type: GraphNavService.typeName,
    authority: "graph-nav.spot.robot",
    needsToken: true,
    install(server) {
      server
        .handle(
          GraphNavService.setLocalization,
          answering(clock, (request) => setLocalization(map, request)),
        )
        .handle(
          GraphNavService.getLocalizationState,
          answering(clock, (request) => localizationState(map, request)),
        )
        .handle(
          GraphNavService.navigateTo,
          answering(clock, (request) => navigation(request, navigateTo)),
        )
        .handle(
          GraphNavService.navigateRoute,
          answering(clock, (request) => navigation(request, navigateRoute)),
        )
        .handle(
          GraphNavService.navigateToAnchor,
          answering(clock, (request) => navigation(request, navigateToAnchor)),
        )
        .handle(
          GraphNavService.navigationFeedback,
          answering(clock, ({ commandId }) => {
            const command = map.navigator.command(commandId);
            if (command === undefined) throw invalidRequest(`no navigation command ${commandId}`);
            return navigationFeedback(command, map.navigator, locomotion);
          }),
        )
        .handle(
          GraphNavService.clearGraph,
          answering(clock, ({ lease }) => {
            const leaseUseResult = mapLeaseUse(leases, lease);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            if (map.recorder.isRecording) return { leaseUseResult, status: ClearGraphResponse_Status.STATUS_RECORDING };
            map.clear();
            return { leaseUseResult, status: ClearGraphResponse_Status.STATUS_OK };
          }),
        )
        .handle(GraphNavService.uploadGraph, answering(clock, upload))
        .handle(
          GraphNavService.uploadGraphStreaming,
          uploading(clock, MAX_GRAPH_BYTES, UploadGraphRequest, (whole) => upload(whole)),
        )
        .handle(
          GraphNavService.downloadGraph,
          answering(clock, () => ({ graph: map.store.graph() })),
        )
        .handle(GraphNavService.downloadGraphStreaming, function* ({ header: requestHeader }) {
          const header = responseHeader(clock, requestHeader, clock.now());
          const bytes = DownloadGraphResponse.encode({ header, graph: map.store.graph() });
          for (const chunk of pieces(bytes)) yield { header, chunk };
        })
        .handle(
          GraphNavService.validateGraph,
          answering(clock, () => {
            const edges = [...map.store.edges.values()];
            const missingServices = missingCallbacks({ edges }, map.parts.hasService ?? (() => false));
            return missingServices.length === 0
              ? { status: ValidateGraphResponse_Status.STATUS_OK }
              : {
                  status: ValidateGraphResponse_Status.STATUS_AREA_CALLBACK_ERROR,
                  areaCallbackError: { missingServices },
                };
          }),
        );
      snapshotTransfers(map, server);
    },
  };
}
