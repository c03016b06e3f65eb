/**
 * The simulator's `bosdyn.api.docking.DockingService`, for a room with one dock. What the response to a command has no
 * status for (an unknown clock, an end too far away) its feedback says.
 */
import {
  DockingCommandFeedbackResponse_Status as Feedback,
  type DockingCommandRequest,
  DockingCommandResponse_Status as Status,
  type DockStateInit,
  DockState_DockedStatus,
  DockState_LinkStatus,
  DockType,
  PrepPoseBehavior,
} from "../../messages/bosdyn/api/docking/docking.ts";
import { DockingService } from "../../messages/bosdyn/api/docking/docking_service.ts";
import { LeaseUseResult_Status } from "../../messages/bosdyn/api/lease.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { fromTimestamp } from "../clock/timestamps.ts";
import type { Docking, DockingWay } from "../docking/docking.ts";
import type { HostedService } from "../hosted-service.ts";
import type { BehaviorFaults, LeaseJudge, Locomotion, Motors } from "../parts.ts";
import type { Timeline } from "../timeline.ts";
import { DOCK_ID } from "../world/dock.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** What the service works with. */
export interface DockingParts {
  readonly clock: SimClock;
  readonly timeline: Pick<Timeline, "advance">;
  readonly leases: LeaseJudge;
  readonly motors: Pick<Motors, "isOn">;
  readonly behaviorFaults: Pick<BehaviorFaults, "active">;
  readonly locomotion: Pick<Locomotion, "posture">;
  readonly docking: Docking;
  /** Whether time sync has given out this identifier. */
  knowsClock(clockIdentifier: string): boolean;
}

const WAYS: Readonly<Record<number, DockingWay>> = {
  [PrepPoseBehavior.PREP_POSE_UNKNOWN]: "through-pose",
  [PrepPoseBehavior.PREP_POSE_USE_POSE]: "through-pose",
  [PrepPoseBehavior.PREP_POSE_SKIP_POSE]: "straight",
  [PrepPoseBehavior.PREP_POSE_ONLY_POSE]: "pose-only",
  [PrepPoseBehavior.PREP_POSE_UNDOCK]: "undock",
};
/** How far ahead a command may end, nanoseconds: an hour. Spot's own limit is not published. */
const MAX_AHEAD_NANOS = 3_600_000_000_000n;

/** Make the service. */
export function dockingService(parts: DockingParts): HostedService {
  const { clock, timeline, leases, docking } = parts;
  return {
    name: "docking",
    type: DockingService.typeName,
    authority: "docking.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          DockingService.dockingCommand,
          answering(clock, (request) => {
            timeline.advance();
            const leaseUseResult = leases.use(request.lease);
            if (leaseUseResult.status !== LeaseUseResult_Status.STATUS_OK) {
              return { leaseUseResult, status: Status.STATUS_ERROR_LEASE };
            }
            const way = WAYS[request.prepPoseBehavior];
            if (way === undefined) throw invalidRequest(`prep_pose_behavior is ${request.prepPoseBehavior}`);
            const status = refusal(way, request.dockingStationId, parts);
            if (status !== undefined) return { leaseUseResult, status };
            const endTime = request.endTime === undefined ? 0n : fromTimestamp(request.endTime);
            const failure = doomed(request, endTime, parts);
            const dockingCommandId = docking.begin({ way, endTime, lease: request.lease, failure });
            return { leaseUseResult, status: Status.STATUS_OK, dockingCommandId };
          }),
        )
        .handle(
          DockingService.dockingCommandFeedback,
          answering(clock, ({ dockingCommandId, updateDockingParams }) => {
            timeline.advance();
            const end = updateDockingParams?.endTime;
            return docking.feedback(dockingCommandId, end && fromTimestamp(end));
          }),
        )
        .handle(
          DockingService.getDockingConfig,
          answering(clock, () => ({
            dockConfigs: [{ idStart: DOCK_ID, idEnd: DOCK_ID, type: DockType.DOCK_TYPE_SPOT_DOCK }],
          })),
        )
        .handle(
          DockingService.getDockingState,
          answering(clock, () => {
            timeline.advance();
            return { dockState: dockState(docking) };
          }),
        ),
  };
}

/** Why the robot cannot begin, if so. */
function refusal(way: DockingWay, stationId: number, parts: DockingParts): Status | undefined {
  const { docking, motors, behaviorFaults, locomotion } = parts;
  if (way === "undock") {
    if (!docking.isDocked) return Status.STATUS_ERROR_NOT_DOCKED;
  } else if (stationId !== DOCK_ID) return Status.STATUS_ERROR_DOCK_NOT_FOUND;
  // Who is docked already needs nothing to be so.
  if (docking.isDocked && (way === "through-pose" || way === "straight")) return undefined;
  const isUp = locomotion.posture === "standing" || locomotion.posture === "walking";
  const isReady = motors.isOn && behaviorFaults.active.length === 0 && (isUp || docking.isDocked);
  return isReady ? undefined : Status.STATUS_ERROR_SYSTEM;
}

/** What is known to be wrong of a command that is taken all the same. */
function doomed(
  { clockIdentifier }: DockingCommandRequest,
  endTime: bigint,
  parts: DockingParts,
): Feedback | undefined {
  const now = parts.clock.now();
  if (!parts.knowsClock(clockIdentifier)) return Feedback.STATUS_ERROR_NO_TIMESYNC;
  if (endTime <= now) return Feedback.STATUS_ERROR_COMMAND_TIMED_OUT;
  return endTime > now + MAX_AHEAD_NANOS ? Feedback.STATUS_ERROR_TOO_DISTANT : undefined;
}

function dockState({ isDocked, underWay }: Docking): DockStateInit {
  const { DOCK_STATUS_DOCKED, DOCK_STATUS_DOCKING, DOCK_STATUS_UNDOCKED, DOCK_STATUS_UNDOCKING } =
    DockState_DockedStatus;
  if (isDocked) {
    return {
      status: underWay === "undocking" ? DOCK_STATUS_UNDOCKING : DOCK_STATUS_DOCKED,
      dockType: DockType.DOCK_TYPE_SPOT_DOCK,
      dockId: DOCK_ID,
      powerStatus: DockState_LinkStatus.LINK_STATUS_CONNECTED,
    };
  }
  if (underWay === "undocking") return { status: DOCK_STATUS_UNDOCKING };
  return { status: underWay === "docking" ? DOCK_STATUS_DOCKING : DOCK_STATUS_UNDOCKED };
}
